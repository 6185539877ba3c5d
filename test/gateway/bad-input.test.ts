import { describe, expect, it } from 'vitest';
import { startWithSimulator } from '../support/gateway.js';

const NO_ID = ['a/b', '..', '.', 'a%2Fb', '', ' ', 'a?b', 'a#b', 'ä', 'x'.repeat(129), 'a\nb', '../orders'];

describe('bad input', () => {
  it.each(NO_ID)('refuses the id %j before any call', async (id) => {
    const { run, calls } = await startWithSimulator();
    const answer = await run(
      `query ($id: ID!) {
        customer(id: $id) { id } wallet(id: $id) { id } topupOrder(id: $id) { id } wallets(ids: [$id]) { id } topupOrders(ids: [$id]) { id }
      }`,
      { id },
    );
    expect(answer.data).toEqual({
      customer: null,
      wallet: null,
      topupOrder: null,
      wallets: [null],
      topupOrders: [null],
    });
    expect(answer.errors?.map(({ extensions }) => extensions.code)).toEqual(Array(5).fill('BAD_USER_INPUT'));
    expect(calls()).toEqual([]);
  });

  it.each(['r\ud800', '\udc00r', '\udc00\ud800'])('refuses text that is not well-formed Unicode: %j', async (text) => {
    const { run, calls } = await startWithSimulator();
    const errorsOf = async (mutation: string, variables: object) => {
      const { data } = await run(mutation, { ...variables });
      return (Object.values(data)[0] as { errors: { code: string; field: string[] }[] }).errors;
    };
    const customer = { externalRef: 'r', name: 'n', email: 'e@example.com' };
    for (const member of ['externalRef', 'name', 'email'])
      expect(
        await errorsOf(
          'mutation ($input: CreateCustomerInput!) { createCustomer(input: $input) { errors { code field } } }',
          {
            input: { ...customer, [member]: text },
          },
        ),
      ).toEqual([{ code: 'INVALID_INPUT', field: ['input', member] }]);
    const order = { quoteId: 'q1', walletId: 'w1', payer: { name: text }, idempotencyKey: text };
    expect(
      await errorsOf(
        'mutation ($input: CreateTopupOrderInput!) { createTopupOrder(input: $input) { errors { code field } } }',
        {
          input: order,
        },
      ),
    ).toEqual([
      { code: 'INVALID_INPUT', field: ['input', 'payer', 'name'] },
      { code: 'INVALID_INPUT', field: ['input', 'idempotencyKey'] },
    ]);
    const found = await run('query ($ref: String!) { customerByExternalRef(externalRef: $ref) { id } }', { ref: text });
    expect(found.errors?.map(({ extensions }) => extensions.code)).toEqual(['BAD_USER_INPUT']);
    expect(calls()).toEqual([]);
  });

  it.each([0, -1, 101, 1000])('refuses first: %i anywhere before any call', async (first) => {
    const { run, calls } = await startWithSimulator();
    for (const query of [
      `{ customer(id: "cus_many") { wallets(first: ${first}) { nodes { id } } } }`,
      `{ customer(id: "cus_many") { wallets { nodes { transactions(first: ${first}) { nodes { id } } } } } }`,
      `{ wallet(id: "wal_busy") { ...Orders } } fragment Orders on Wallet { topupOrders(first: ${first}) { totalCount } }`,
    ]) {
      expect((await run(query)).errors?.[0]?.extensions.code).toBe('BAD_USER_INPUT');
    }
    const byVariable =
      'query ($first: Int) { wallet(id: "wal_busy") { transactions(first: $first) { nodes { id } } } }';
    expect((await run(byVariable, { first })).errors?.[0]?.extensions.code).toBe('BAD_USER_INPUT');
    expect(calls()).toEqual([]);
  });

  it('takes first: null for the default', async () => {
    const { run } = await startWithSimulator();
    const answer = await run('{ wallet(id: "wal_busy") { transactions(first: null) { nodes { id } } } }');
    expect(answer.data.wallet.transactions.nodes).toHaveLength(20);
  });

  it('refuses a cursor of another list, a forged and a broken one before any call', async () => {
    const { run, simulator, calls } = await startWithSimulator();
    const known = await run(`{
      wallet(id: "wal_busy") { balance { asset } transactions(first: 2) { pageInfo { endCursor } } topupOrders(first: 2, status: FAILED) { pageInfo { endCursor } } }
      other: wallet(id: "wal_c1f0aa") { balance { asset } }
    }`);
    const cursor: string = known.data.wallet.transactions.pageInfo.endCursor;
    const ordersCursor: string = known.data.wallet.topupOrders.pageInfo.endCursor;
    simulator.requests.length = 0;
    const bad = [
      `wallet(id: "wal_c1f0aa") { transactions(after: "${cursor}") { nodes { id } } }`,
      `wallet(id: "wal_never_seen") { transactions(after: "${cursor}") { nodes { id } } }`,
      `wallet(id: "wal_busy") { topupOrders(after: "${cursor}") { nodes { id } } }`,
      `wallet(id: "wal_busy") { topupOrders(after: "${ordersCursor}") { nodes { id } } }`,
      `wallet(id: "wal_busy") { transactions(after: "${cursor.slice(0, -2)}") { nodes { id } } }`,
      `wallet(id: "wal_busy") { transactions(after: "${Buffer.from('[null,3]').toString('base64url')}") { nodes { id } } }`,
      'wallet(id: "wal_busy") { transactions(after: "") { nodes { id } } }',
      `customer(id: "cus_busy") { wallets(after: "${cursor}") { nodes { id } } }`,
    ];
    for (const field of bad)
      expect((await run(`{ ${field} }`)).errors?.[0]?.extensions.code, field).toBe('BAD_USER_INPUT');
    expect(calls()).toEqual([]);
  });

  it('refuses to filter by UNKNOWN, too many ids, and JSON numbers that lost digits', async () => {
    const { run, calls } = await startWithSimulator({
      seed: [{ wallet: { id: 'w1', customerId: 'c1', asset: 'A', network: 'N' } }],
    });
    const ids = Array.from({ length: 101 }, (_, index) => `w${index}`);
    const create =
      'mutation ($metadata: JSONObject) { createCustomer(input: { externalRef: "r", name: "n", email: "e@x", metadata: $metadata }) { customer { id } } }';
    const answers = await Promise.all([
      run('{ wallet(id: "w1") { topupOrders(status: UNKNOWN) { totalCount } } }'),
      run('query ($ids: [ID!]!) { wallets(ids: $ids) { id } }', { ids }),
      run('query ($ids: [ID!]!) { topupOrders(ids: $ids) { id } }', { ids }),
      run(create, { metadata: { n: 2 ** 64 } }),
      run(create.replace('$metadata }', '{ n: 12345678901234567890 } }').replace('($metadata: JSONObject)', '')),
      run(create, { metadata: [1] }),
    ]);
    for (const { errors } of answers)
      expect(errors?.[0]?.extensions.code).toMatch(/^(BAD_USER_INPUT|GRAPHQL_VALIDATION_FAILED|LIMIT_EXCEEDED)$/);
    expect(calls()).toEqual([]);
  });
});

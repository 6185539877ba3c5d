import { describe, expect, it } from 'vitest';
import { RULES } from '../../src/auth/rules.js';
import { createSchema } from '../../src/graphql/schema/executable-schema.js';
import { sampleDirectory } from '../../src/simulator/sample/sample-data.js';
import { type Answer, startWithSimulator } from '../support/gateway.js';
import { EVERYTHING, FOREIGN, MISSING, NOTHING, OWN, OWN_ORDER } from '../support/matrix.js';
import { customerToken, inSeconds, JWT_ENV, operatorToken, sign } from '../support/tokens.js';

const start = (seed = sampleDirectory()) => startWithSimulator({ env: JWT_ENV, seed });
const alice = () => customerToken('cus_8a9b3e');
const codes = ({ errors = [] }: Answer): string[] => errors.map(({ extensions }) => extensions.code);

describe('the rules', () => {
  it('have a row for each root field, and no other', () => {
    const schema = createSchema({ isSubgraph: true });
    const types = [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()];
    const fields = types.flatMap((type) =>
      Object.keys(type?.getFields() ?? {}).map((field) => `${type?.name}.${field}`),
    );
    expect(Object.keys(RULES).sort()).toEqual(fields.sort());
    expect(
      Object.entries(RULES).map(([field, { customer, operator }]) => `${field}: ${customer}, ${operator}`),
    ).toEqual([
      'Query.viewer: own, all',
      'Query.node: own, all',
      'Query.customer: own, all',
      'Query.customerByExternalRef: own, all',
      'Query.wallet: own, all',
      'Query.wallets: own, all',
      'Query.topupOrder: own, all',
      'Query.topupOrders: own, all',
      'Query.assetNetworks: all, all',
      'Query._entities: own, all',
      'Query._service: no, all',
      'Mutation.createCustomer: no, all',
      'Mutation.createWallet: own, all',
      'Mutation.createTopupQuote: all, all',
      'Mutation.createTopupOrder: own, all',
      'Subscription.topupStatus: own, all',
    ]);
  });
});

describe('a customer', () => {
  it.each([
    ['that the directory knows', sampleDirectory()],
    ['although the directory knows nothing', []],
  ])('reaches what is theirs, %s', async (_, seed) => {
    const { run } = await start(seed);
    const answer = await run(EVERYTHING, OWN, await alice());
    expect(answer.errors).toBeUndefined();
    expect(answer.data).toMatchObject({
      customer: { id: 'cus_8a9b3e', wallets: { nodes: [{ id: 'wal_c1f0aa' }] } },
      wallet: { id: 'wal_c1f0aa', balance: { available: '65.2932' }, topupOrders: { totalCount: 1 } },
      topupOrder: { id: OWN_ORDER, wallet: { id: 'wal_c1f0aa' } },
    });
    expect((await run('{ viewer { id wallets { nodes { id } } } }', {}, await alice())).data.viewer).toEqual({
      id: 'cus_8a9b3e',
      wallets: { nodes: [{ id: 'wal_c1f0aa' }] },
    });
  });

  it.each([
    ['with a directory that knows', sampleDirectory()],
    ['with one that was just emptied', []],
  ])('can’t tell what is somebody else’s from what is nobody’s, %s', async (_, seed) => {
    const seen: { body: string; calls: string[] }[] = [];
    for (const ids of [FOREIGN, MISSING]) {
      const { run, calls } = await start(seed);
      const answer = await run(EVERYTHING, ids, await alice());
      expect(answer).toEqual({ data: NOTHING });
      seen.push({ body: JSON.stringify(answer), calls: calls().sort() });
    }
    expect(seen[0]).toEqual(seen[1]);
    expect(seen[0]?.calls.join()).not.toMatch(/busy|none/);
  });

  it('can’t write for somebody else, in the same words as for nobody', async () => {
    const { run, calls } = await start();
    const createWallet =
      'mutation ($id: ID!) { createWallet(input: { customerId: $id, asset: "USDT", network: "TRON" }) { wallet { id } errors { code message field } } }';
    const createOrder =
      'mutation ($id: ID!) { createTopupOrder(input: { quoteId: "q1", walletId: $id, payer: { name: "A" }, idempotencyKey: "k" }) { order { id } errors { code message field } } }';
    const token = await alice();
    const wallets = await Promise.all(['cus_busy', 'cus_none'].map((id) => run(createWallet, { id }, token)));
    const orders = await Promise.all(['wal_busy', 'wal_none'].map((id) => run(createOrder, { id }, token)));
    expect(wallets[0]).toEqual(wallets[1]);
    expect(orders[0]).toEqual(orders[1]);
    expect(wallets[0]?.data.createWallet.errors).toMatchObject([{ code: 'CUSTOMER_NOT_FOUND' }]);
    expect(orders[0]?.data.createTopupOrder.errors).toMatchObject([{ code: 'WALLET_NOT_FOUND' }]);
    expect(calls().filter((call) => call.startsWith('POST'))).toEqual([]);
  });

  it('is told the same words by the gateway as an operator is by the REST API', async () => {
    const { run } = await start();
    const create =
      'mutation { createWallet(input: { customerId: "cus_none", asset: "USDT", network: "TRON" }) { errors { code message field } } }';
    expect(await run(create, {}, await alice())).toEqual(await run(create, {}, await operatorToken()));
  });

  it('may open wallets and top them up for themselves, ask for quotes and assets, but not create customers', async () => {
    const { run } = await start([]);
    const token = await alice();
    const made = await run(
      `mutation {
        createWallet(input: { customerId: "cus_8a9b3e", asset: "USDC", network: "ETH" }) { wallet { id } errors { code } }
        createTopupQuote(input: { sourceCurrency: "AUD", targetCurrency: "USDT" }) { quote { id } }
        createCustomer(input: { externalRef: "x", name: "x", email: "x@example.com" }) { customer { id } }
      }`,
      {},
      token,
    );
    expect(codes(made)).toEqual(['FORBIDDEN']);
    const order =
      'mutation ($quote: ID!) { createTopupOrder(input: { quoteId: $quote, walletId: "wal_c1f0aa", payer: { name: "A" } }) { order { id } errors { code } } }';
    const ordered = await run(order, { quote: made.data.createTopupQuote.quote.id }, token);
    const orderId: string = ordered.data.createTopupOrder.order.id;
    const seen = await run(
      'query ($order: ID!, $wallet: ID!) { topupOrder(id: $order) { id } wallet(id: $wallet) { asset } assetNetworks { asset } }',
      { order: orderId, wallet: made.data.createWallet.wallet.id },
      token,
    );
    expect(seen.data).toMatchObject({ topupOrder: { id: orderId }, wallet: { asset: 'USDC' } });
  });

  it('gets nothing by a cursor of somebody else’s page', async () => {
    const { run, simulator, calls } = await start();
    const page = await run(
      '{ wallet(id: "wal_busy") { transactions(first: 2) { pageInfo { endCursor } } } }',
      {},
      await operatorToken(),
    );
    simulator.requests.length = 0;
    const query =
      'query ($after: String) { wallet(id: "wal_c1f0aa") { transactions(after: $after) { nodes { id } } } }';
    const answer = await run(query, { after: page.data.wallet.transactions.pageInfo.endCursor }, await alice());
    expect(codes(answer)).toEqual(['BAD_USER_INPUT']);
    expect(calls()).toEqual([]);
  });

  it('is denied a wallet that another customer claims too', async () => {
    const { run } = await start([
      { wallet: { id: 'wal_c1f0aa', customerId: 'cus_busy', asset: 'USDT', network: 'TRON' } },
    ]);
    const answer = await run(
      `{ wallet(id: "wal_c1f0aa") { id } topupOrder(id: "${OWN_ORDER}") { id } viewer { wallets { nodes { id } } } }`,
      {},
      await alice(),
    );
    expect(answer.data).toEqual({ wallet: null, topupOrder: null, viewer: { wallets: { nodes: [] } } });
  });
});

describe('anonymous', () => {
  it('reaches nothing but __typename and introspection', async () => {
    const { run, calls } = await start();
    const answer = await run(EVERYTHING, OWN);
    expect(Object.values(answer.data).every((value) => value === null)).toBe(true);
    expect(new Set(codes(answer))).toEqual(new Set(['UNAUTHENTICATED']));
    const mutation = await run(
      'mutation { createTopupQuote(input: { sourceCurrency: "AUD", targetCurrency: "USDT" }) { quote { id } } }',
    );
    expect(codes(mutation)).toEqual(['UNAUTHENTICATED']);
    expect((await run('{ __typename __schema { queryType { name } } }')).data).toEqual({
      __typename: 'Query',
      __schema: { queryType: { name: 'Query' } },
    });
    expect(calls()).toEqual([]);
  });

  it('is not who comes with a bad token: that is 401', async () => {
    const { url } = await start();
    for (const authorization of [
      'Bearer nonsense',
      `Bearer ${await sign({ customer_id: 'c', exp: inSeconds(-1) })}`,
      'Basic eDp5',
    ]) {
      const response = await fetch(`${url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization },
        body: '{"query":"{ __typename }"}',
      });
      expect(response.status).toBe(401);
      expect(response.headers.get('www-authenticate')).toContain('Bearer');
      expect(((await response.json()) as Answer).errors?.[0]?.extensions.code).toBe('UNAUTHENTICATED');
    }
  });
});

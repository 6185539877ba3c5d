/** `idempotencyKey` of wallets and customers: at most one for each key, whatever comes between. */
import { describe, expect, it } from 'vitest';
import { sampleDirectory } from '../../src/simulator/simulator.js';
import { startWithSimulator, type TestGateway } from '../support/gateway.js';
import { customerToken, JWT_ENV, operatorToken } from '../support/tokens.js';

const WALLET = `mutation ($key: String, $network: String = "TRON", $customerId: ID = "cus_8a9b3e") {
  createWallet(input: { customerId: $customerId, asset: "USDT", network: $network, idempotencyKey: $key }) {
    wallet { id asset network address status customer { id } } walletEdge { node { id } } errors { code field } } }`;
const CUSTOMER = `mutation ($key: String, $name: String = "Dora") {
  createCustomer(input: { externalRef: "ext_dora", name: $name, email: "dora@example.com", idempotencyKey: $key }) {
    customer { id name externalRef email createdAt } errors { code field } } }`;
const ORDER = `mutation ($key: String) {
  createTopupOrder(input: { quoteId: "q", walletId: "wal_c1f0aa", payer: { name: "A" }, idempotencyKey: $key }) {
    errors { code } } }`;
const CONFLICT = { code: 'IDEMPOTENCY_CONFLICT', field: ['input', 'idempotencyKey'] };

interface Case {
  document: string;
  field: string;
  what: string;
  endpoint: 'createWallet' | 'createCustomer';
  path: string;
  otherInput: object;
}

const CASES: Case[] = [
  {
    document: WALLET,
    field: 'createWallet',
    what: 'wallet',
    endpoint: 'createWallet',
    path: 'POST /wallets',
    otherInput: { network: 'ETH' },
  },
  {
    document: CUSTOMER,
    field: 'createCustomer',
    what: 'customer',
    endpoint: 'createCustomer',
    path: 'POST /customers',
    otherInput: { name: 'Dora Two' },
  },
];

describe.each(CASES)('a key of $field', ({ document, field, what, endpoint, path, otherInput }) => {
  const start = () => startWithSimulator({ seed: sampleDirectory() });
  const sent = ({ calls }: { calls(): string[] }) => calls().filter((call) => call === path).length;
  const run = async ({ run: ask }: TestGateway, variables: object) =>
    (await ask(document, { ...variables })).data[field];

  it('gives the same again, also at the same time', async () => {
    const started = await start();
    const all = await Promise.all(Array.from({ length: 10 }, () => run(started, { key: 'k' })));
    all.push(await run(started, { key: 'k' }));
    expect(all[0]).toMatchObject({ [what]: { id: expect.any(String) }, errors: [] });
    for (const each of all) expect(each).toEqual(all[0]);
    expect(sent(started)).toBe(1);
  });

  it('is a conflict with other input, and with an order', async () => {
    const started = await start();
    await run(started, { key: 'k' });
    expect(await run(started, { key: 'k', ...otherInput })).toMatchObject({ [what]: null, errors: [CONFLICT] });
    const { data } = await started.run(ORDER, { key: 'k' });
    expect(data.createTopupOrder.errors).toMatchObject([{ code: CONFLICT.code }]);
    expect(sent(started)).toBe(1);
  });

  it('can be used again after a rejection', async () => {
    const started = await start();
    started.simulator.setFaults([{ on: endpoint, kind: 'reject', message: 'no', times: 1 }]);
    expect(await run(started, { key: 'k' })).toMatchObject({ errors: [{ code: 'REJECTED' }] });
    expect(await run(started, { key: 'k' })).toMatchObject({ errors: [] });
  });

  it('is never sent again while nobody knows what became of it', async () => {
    const started = await start();
    started.simulator.setFaults([{ on: endpoint, kind: 'reset', after: true, times: 1 }]);
    for (let tries = 0; tries < 3; tries += 1) {
      const { errors } = await started.run(document, { key: 'k' });
      expect(errors).toMatchObject([
        { message: expect.stringContaining('same idempotencyKey'), extensions: { code: 'OUTCOME_UNKNOWN' } },
      ]);
    }
    expect(sent(started)).toBe(1);
  });

  it.each(['', 'k'.repeat(501)])('is refused if it is empty or too long', async (key) => {
    const started = await start();
    expect(await run(started, { key })).toMatchObject({ errors: [{ code: 'INVALID_INPUT', field: CONFLICT.field }] });
    expect(sent(started)).toBe(0);
  });

  it('is needed by nobody: without one, each request is sent', async () => {
    const started = await start();
    await run(started, {});
    await run(started, {});
    expect(sent(started)).toBe(2);
  });
});

it('is the same with metadata in another order', async () => {
  const { run } = await startWithSimulator();
  const create = async (metadata: object) =>
    (
      await run(
        `mutation ($metadata: JSONObject) { createCustomer(input: { externalRef: "e", name: "n", email: "e@x.example", metadata: $metadata, idempotencyKey: "k" }) {
          customer { id } errors { code } } }`,
        { metadata },
      )
    ).data.createCustomer;
  const first = await create({ a: 1, b: { c: [1, 2], d: null } });
  expect(await create({ b: { d: null, c: [1, 2] }, a: 1 })).toEqual(first);
  expect(await create({ b: { d: null, c: [2, 1] }, a: 1 })).toMatchObject({
    errors: [{ code: 'IDEMPOTENCY_CONFLICT' }],
  });
});

it('belongs to its viewer', async () => {
  const { run, calls } = await startWithSimulator({ env: JWT_ENV, seed: sampleDirectory() });
  const tokens = [await operatorToken('a'), await operatorToken('b'), await customerToken('cus_8a9b3e')];
  const ids = await Promise.all(
    tokens.map(async (token) => (await run(WALLET, { key: 'k' }, token)).data.createWallet.wallet.id),
  );
  expect(new Set(ids).size).toBe(3);
  expect(calls().filter((call) => call === 'POST /wallets')).toHaveLength(3);
});

import { describe, expect, it } from 'vitest';
import { sampleDirectory } from '../../src/simulator/simulator.js';
import { startWithSimulator } from '../support/gateway.js';

const BUSY = 'wal_busy';

describe('REST calls of an operation', () => {
  it('reads 20 wallets of a customer that nobody has heard of with 1 + 2 × 20', async () => {
    const { run, calls } = await startWithSimulator();
    const answer = await run(`{
      customer(id: "cus_many") {
        wallets(first: 20) { nodes { id asset balance { available } transactions(first: 5) { nodes { amount } } } }
      }
    }`);
    const ids: string[] = answer.data.customer.wallets.nodes.map(({ id }: { id: string }) => id);
    expect(answer.errors).toBeUndefined();
    expect(ids).toHaveLength(20);
    expect(calls().sort()).toEqual(
      [
        'GET /customers/cus_many/wallets?limit=50',
        ...ids.flatMap((id) => [`GET /wallets/${id}/balances`, `GET /wallets/${id}/transactions?limit=50`]),
      ].sort(),
    );
  });

  it('reads the balance of a wallet that is named five ways once', async () => {
    const { run, calls } = await startWithSimulator({ seed: sampleDirectory() });
    const answer = await run(`{
      a: wallet(id: "wal_c1f0aa") { balance { available } }
      b: wallets(ids: ["wal_c1f0aa", "wal_c1f0aa"]) { balance { pending } }
      c: customer(id: "cus_8a9b3e") { wallets { nodes { balance { available } } } }
      d: topupOrder(id: "bacd97d132014cb6b23ee18fdea3b5c4") { wallet { balance { available } } }
      e: customerByExternalRef(externalRef: "user_10086") { wallets(first: 5) { nodes { balance { available } } } }
    }`);
    expect(answer.errors).toBeUndefined();
    expect(answer.data.e.wallets.nodes[0].balance.available).toBe('65.2932');
    expect(calls().filter((call) => call.endsWith('/balances'))).toEqual(['GET /wallets/wal_c1f0aa/balances']);
    expect(calls()).toHaveLength(3);
  });

  it("names an order's wallet without reading it", async () => {
    const { run, calls } = await startWithSimulator({ seed: sampleDirectory() });
    const id = 'bacd97d132014cb6b23ee18fdea3b5c4';
    const answer = await run(`{ topupOrder(id: "${id}") { wallet { id } } }`);
    expect(answer.data.topupOrder.wallet.id).toBe('wal_c1f0aa');
    expect(calls()).toEqual([`GET /topup/orders/${id}`]);
  });

  it('reads 30 orders that are known to be of one wallet from its list', async () => {
    const { run, calls } = await startWithSimulator({ seed: sampleDirectory() });
    const ids = Array.from({ length: 30 }, (_, index) => `ord_busy_${String(index + 1).padStart(2, '0')}`);
    const answer = await run('query ($ids: [ID!]!) { topupOrders(ids: $ids) { id } }', { ids });
    expect(answer.data.topupOrders.map(({ id }: { id: string }) => id)).toEqual(ids);
    expect(calls()).toEqual([`GET /topup/orders?walletId=${BUSY}&pageSize=50&pages=1`]);
  });

  it('reads orders that nothing is known of one by one', async () => {
    const { run, calls } = await startWithSimulator();
    await run('{ topupOrders(ids: ["ord_busy_01", "ord_busy_02", "nope"]) { id } }');
    expect(calls().sort()).toEqual(
      ['GET /topup/orders/nope', 'GET /topup/orders/ord_busy_01', 'GET /topup/orders/ord_busy_02'].sort(),
    );
  });

  it('serves two lists that begin at the same place from the longer one', async () => {
    const { run, calls } = await startWithSimulator();
    const answer = await run(`{ wallet(id: "${BUSY}") {
      five: transactions(first: 5) { nodes { id } pageInfo { hasNextPage endCursor } }
      ten: transactions(first: 10) { nodes { id } }
    } }`);
    expect(answer.data.wallet.five.nodes).toEqual(answer.data.wallet.ten.nodes.slice(0, 5));
    expect(answer.data.wallet.five.pageInfo.hasNextPage).toBe(true);
    expect(calls()).toEqual([`GET /wallets/${BUSY}/transactions?limit=50`]);
  });

  it.each([
    ['by its balance', '{ wallet(id: "missing") { id balance { available } } }', 'GET /wallets/missing/balances'],
    [
      'by its transactions',
      '{ wallet(id: "missing") { transactions { nodes { id } } } }',
      'GET /wallets/missing/transactions?limit=50',
    ],
    ['by a call of its own', '{ wallet(id: "missing") { id } }', 'GET /wallets/missing/balances'],
  ])('proves that a wallet is not there %s', async (_, query, call) => {
    const { run, calls } = await startWithSimulator();
    expect(await run(query)).toEqual({ data: { wallet: null } });
    expect(calls()).toEqual([call]);
  });

  it.each([
    [
      'by its first page',
      '{ customer(id: "missing") { wallets { nodes { id } } } }',
      'GET /customers/missing/wallets?limit=50',
    ],
    ['by a call of its own', '{ customer(id: "missing") { id } }', 'GET /customers/missing/wallets?limit=50'],
    [
      'past what is skipped',
      '{ customer(id: "missing") { id wallets @skip(if: true) { nodes { id } } } }',
      'GET /customers/missing/wallets?limit=50',
    ],
  ])('proves that a customer is not there %s', async (_, query, call) => {
    const { run, calls } = await startWithSimulator();
    expect(await run(query)).toEqual({ data: { customer: null } });
    expect(calls()).toEqual([call]);
  });

  it('asks nothing about what the directory knows', async () => {
    const { run, calls } = await startWithSimulator({ seed: sampleDirectory() });
    const answer = await run(`{
      customer(id: "cus_8a9b3e") { name email metadata }
      wallet(id: "wal_c1f0aa") { asset network address createdAt customer { externalRef } }
    }`);
    expect(answer).toEqual({
      data: {
        customer: { name: 'Alice Chen', email: 'alice@example.com', metadata: { tier: 'gold' } },
        wallet: {
          asset: 'USDT',
          network: 'TRON',
          address: 'TQn2...V1',
          createdAt: '2025-11-06T02:15:00Z',
          customer: { externalRef: 'user_10086' },
        },
      },
    });
    expect(calls()).toEqual([]);
  });

  it("finds the status of many wallets by their customer's list", async () => {
    const { run, calls } = await startWithSimulator({ seed: sampleDirectory() });
    const answer = await run('{ wallets(ids: ["wal_many_01", "wal_many_07", "wal_many_30"]) { status } }');
    expect(answer.data.wallets).toEqual(Array(3).fill({ status: 'ACTIVE' }));
    expect(calls()).toEqual(['GET /customers/cus_many/wallets?limit=50']);
  });
});

import { describe, expect, it } from 'vitest';
import {
  BUSY_COMPLETED_ORDER_IDS,
  BUSY_ORDER_IDS,
  BUSY_TRANSACTION_IDS,
  MANY_WALLET_IDS,
} from '../../../src/simulator/sample/sample-data.js';
import type { Simulator } from '../../../src/simulator/simulator.js';
import { call, get, order, simulate } from './support.js';

type Page = { items: Record<string, string>[]; nextCursor: string | null };

const pageOf = async (simulator: Simulator, path: string, limit: number, cursor: string | null = null) =>
  (await get(simulator, `${path}?limit=${limit}${cursor === null ? '' : `&cursor=${cursor}`}`)) as unknown as Page;

async function pagesOf(simulator: Simulator, path: string, limit: number): Promise<Page[]> {
  const pages = [await pageOf(simulator, path, limit)];
  for (let cursor = pages[0]!.nextCursor; cursor !== null; cursor = pages.at(-1)!.nextCursor)
    pages.push(await pageOf(simulator, path, limit, cursor));
  return pages;
}

describe('lists with a cursor', () => {
  it('show wallets oldest first, 50 unless told', async () => {
    const simulator = await simulate();
    const all = (await get(simulator, '/customers/cus_many/wallets')) as unknown as Page;
    expect(all.items.map(({ walletId }) => walletId)).toEqual(MANY_WALLET_IDS);

    const pages = await pagesOf(simulator, '/customers/cus_many/wallets', 10);
    expect(pages.map(({ items }) => items.length)).toEqual([10, 10, 10]);
    expect(pages.flatMap(({ items }) => items)).toEqual(all.items);
  });

  it('show transactions newest first', async () => {
    const simulator = await simulate();
    const pages = await pagesOf(simulator, '/wallets/wal_busy/transactions', 100);
    expect(pages.map(({ items }) => items.length)).toEqual([100, 100, 50]);
    expect(pages.flatMap(({ items }) => items.map(({ txId }) => txId))).toEqual(BUSY_TRANSACTION_IDS.toReversed());
    expect((await pageOf(simulator, '/wallets/wal_busy/transactions', 50)).items).toHaveLength(50);
  });

  it('stay in place when something new comes in front', async () => {
    const simulator = await simulate();
    const path = '/wallets/wal_busy/transactions';
    const first = await pageOf(simulator, path, 10);
    const before = await pageOf(simulator, path, 10, first.nextCursor);
    simulator.setOrderStatus(await order(simulator, 'wal_busy', 'USDC'), 'COMPLETED');
    expect((await pageOf(simulator, path, 1)).items[0]?.reason).toBe('TOPUP_CREDIT');
    expect(await pageOf(simulator, path, 10, first.nextCursor)).toEqual(before);
  });

  it("refuse another list's cursor", async () => {
    const simulator = await simulate();
    const { nextCursor } = await pageOf(simulator, '/wallets/wal_busy/transactions', 1);
    const { status, body } = await call(simulator, `GET /customers/cus_many/wallets?cursor=${nextCursor}`);
    expect([status, body.message]).toEqual([400, 'invalid cursor']);
  });
});

describe('the order list', () => {
  const list = async (simulator: Simulator, query: string) => {
    const { body } = await call(simulator, `GET /topup/orders?walletId=wal_busy${query}`);
    const orders = body.data as unknown as { orderId: string; status: string }[];
    return { total: body.total, ids: orders.map(({ orderId }) => orderId), orders };
  };

  it('is numbered from 1, newest first, 20 unless told, and empty past its end', async () => {
    const simulator = await simulate();
    const newestFirst = BUSY_ORDER_IDS.toReversed();
    expect(await list(simulator, '')).toMatchObject({ total: 45, ids: newestFirst.slice(0, 20) });
    expect((await list(simulator, '&pages=3')).ids).toEqual(newestFirst.slice(40));
    expect((await list(simulator, '&pageSize=100')).ids).toEqual(newestFirst);
    expect(await list(simulator, '&pages=4')).toMatchObject({ total: 45, ids: [] });
  });

  it.each(['TRANSFERRING', 'COMPLETED', 'FAILED'])('filters by %s', async (status) => {
    const { total, orders } = await list(await simulate(), `&status=${status}&pageSize=100`);
    expect(total).toBe(15);
    expect(orders.map((found) => found.status)).toEqual(Array(15).fill(status));
  });

  it('finds for CREDITED what is completed and what is CREDITED, and nothing for an unknown word', async () => {
    const simulator = await simulate();
    expect((await list(simulator, '&status=CREDITED')).ids).toEqual(BUSY_COMPLETED_ORDER_IDS.toReversed());
    simulator.setOrderStatus('ord_busy_01', 'CREDITED');
    expect((await list(simulator, '&status=CREDITED')).ids).toContain('ord_busy_01');
    expect((await list(simulator, '&status=COMPLETED')).ids).not.toContain('ord_busy_01');
    expect(await list(simulator, '&status=NONSENSE')).toMatchObject({ total: 0, ids: [] });
  });
});

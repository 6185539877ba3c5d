import pino from 'pino';
import { describe, expect, it } from 'vitest';
import { eraseCustomer } from '../../../src/commands/erase.js';
import { Directory } from '../../../src/directory/directory.js';
import { MemoryStore } from '../../../src/directory/store/memory-store.js';

const log = pino({ level: 'silent' });
const alice = { id: 'c1', externalRef: 'r1', name: 'Alice', email: 'a@example.com', metadata: { tier: 'gold' } };

async function setUp() {
  const store = new MemoryStore();
  const directory = new Directory(store, log);
  await directory.saveSeed([
    { customer: alice },
    { customer: { ...alice, id: 'c2', externalRef: 'r2' } },
    { wallet: { id: 'w1', customerId: 'c1', asset: 'USDT', network: 'TRON', address: 'T1' } },
    { wallet: { id: 'w2', customerId: 'c2' } },
    { order: { id: 'o1', walletId: 'w1' } },
    { order: { id: 'o2', walletId: 'w2' } },
  ]);
  await directory.saveOrder({ id: 'o3', walletId: 'w1' }, { iban: 'X' });
  return { store, directory, afresh: () => new Directory(store, log) };
}

describe('the directory', () => {
  it('knows after a restart what it was told', async () => {
    const directory = (await setUp()).afresh();
    expect(await directory.customerIdByExternalRef('r1')).toBe('c1');
    expect(await directory.customer('c1')).toEqual(alice);
    expect(await directory.wallet('w1')).toMatchObject({ customerId: 'c1', address: 'T1' });
    expect(await directory.walletOfOrder('o3')).toBe('w1');
    expect(await directory.paymentInstructions('o3')).toEqual({ iban: 'X' });
    expect(await directory.knowsCustomer('c3')).toBe(false);
  });

  it('keeps who owns what when a read tells less', async () => {
    const { afresh } = await setUp();
    const directory = afresh();
    directory.cacheWallet({ id: 'w1', asset: 'USDT', network: 'TRON' });
    expect(await directory.wallet('w1')).toMatchObject({ customerId: 'c1', address: 'T1' });
  });

  it('lets the first of two owners stand', async () => {
    const { directory, afresh } = await setUp();
    await directory.saveWallet({ id: 'w1', customerId: 'c2' });
    await directory.saveOrder({ id: 'o1', walletId: 'w2' });
    for (const one of [directory, afresh()]) {
      expect((await one.wallet('w1'))?.customerId).toBe('c1');
      expect(await one.walletOfOrder('o1')).toBe('w1');
    }
    expect(await afresh().foreignWallets(['w1', 'w2', 'w9'], 'c2')).toEqual(new Set(['w1']));
    expect(await afresh().foreignOrders(['o1', 'o2', 'o9'], 'w2')).toEqual(new Set(['o1']));
  });

  it('forgets a customer, and nobody else', async () => {
    const { store, afresh } = await setUp();
    expect(await eraseCustomer(store, 'c1')).toEqual({ erased: 6, unsettled: [] });
    const directory = afresh();
    expect(await directory.customer('c1')).toBeUndefined();
    expect(await directory.customerIdByExternalRef('r1')).toBeUndefined();
    expect(await directory.wallet('w1')).toBeUndefined();
    expect(await directory.walletOfOrder('o1')).toBeUndefined();
    expect(await directory.paymentInstructions('o3')).toBeUndefined();
    for await (const [key, value] of store.entries('')) expect(key + value).not.toMatch(/c1|w1|o1|o3/);
    expect(await directory.customer('c2')).toBeDefined();
    expect(await directory.walletOfOrder('o2')).toBe('w2');
    expect(await eraseCustomer(store, 'c1')).toEqual({ erased: 0, unsettled: [] });
  });
});

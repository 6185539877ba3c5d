/** What the REST API must say before an operator may settle an attempt for a wallet or a customer. */
import { describe, expect, it } from 'vitest';
import { checkCreated, checkFailed } from '../../../src/commands/settle-checks.js';
import type { Upstream } from '../../../src/commands/upstream.js';
import { MemoryStore } from '../../../src/directory/store/memory-store.js';
import type { KeyRecord } from '../../../src/idempotency/key-record.js';

const STARTED = '2026-01-01T12:00:00Z';
const none = { inputHash: 'h', owner: 'operator', walletId: '', quoteId: '', startedAt: STARTED };
const wallet: KeyRecord = { ...none, attempt: 'a', creates: 'wallet', customerId: 'c1', state: 'unknown' };
const customer: KeyRecord = { ...none, attempt: 'b', creates: 'customer', state: 'unknown' };

const upstream: Upstream = {
  walletsOf: async (id) => (id === 'c1' ? ['w1', 'w2'] : null),
  ordersOf: async () => null,
  order: async () => null,
};
const storeWith = async (entries: Record<string, object>) => {
  const store = new MemoryStore();
  await store.put(new Map(Object.entries(entries).map(([key, value]) => [key, JSON.stringify(value)])));
  return store;
};

describe('an attempt for a wallet', () => {
  it('was carried out only if the customer’s list has the wallet', async () => {
    await checkCreated(upstream, wallet, 'w1');
    await expect(checkCreated(upstream, wallet, 'w9')).rejects.toThrow('w9 is not in the list of customer c1');
  });

  it('failed only if each wallet of the list is older or another key’s', async () => {
    const older = { id: 'w1', customerId: 'c1', createdAt: '2026-01-01T11:00:00Z' };
    await expect(checkFailed(upstream, await storeWith({ 'wallet:w1': older }), wallet)).rejects.toThrow(/^ {2}w2$/m);
    const settled = { ...wallet, attempt: 'c', state: 'settled', orderId: 'w2', until: Date.now() + 1_000_000 };
    const store = await storeWith({ 'wallet:w1': older, 'idempotency:c': settled });
    await checkFailed(upstream, store, wallet);
    const newer = { ...older, createdAt: '2026-01-01T12:00:05Z' };
    await store.put(new Map([['wallet:w1', JSON.stringify(newer)]]));
    await expect(checkFailed(upstream, store, wallet)).rejects.toThrow(/^ {2}w1$/m);
  });
});

describe('an attempt for a customer', () => {
  it('was carried out only if there is such a customer', async () => {
    await checkCreated(upstream, customer, 'c1');
    await expect(checkCreated(upstream, customer, 'c2')).rejects.toThrow('no customer c2');
  });

  it('can be settled as failed, since the REST API takes no e-mail address twice', async () => {
    await checkFailed(upstream, new MemoryStore(), customer);
  });
});

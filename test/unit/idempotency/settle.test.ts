import { describe, expect, it } from 'vitest';
import { eraseCustomer } from '../../../src/commands/erase.js';
import { MemoryStore } from '../../../src/directory/store/memory-store.js';
import { isOver, type KeyRecord, storedRecords } from '../../../src/idempotency/key-record.js';
import { settleAsCreated, settleAsFailed, standingOf } from '../../../src/idempotency/settle.js';

const attempt = {
  inputHash: 'h',
  owner: 'customer:c1',
  walletId: 'w1',
  quoteId: 'q1',
  startedAt: '2026-01-01T00:00:00Z',
};
const later = Date.now() + 1_000_000;
const RECORDS: KeyRecord[] = [
  { ...attempt, attempt: 'unknown', state: 'unknown' },
  { ...attempt, attempt: 'over', state: 'sending', until: 1 },
  { ...attempt, attempt: 'landing', state: 'sending', until: Date.now() - 30_000 },
  { ...attempt, attempt: 'flying', state: 'sending', until: later },
  { ...attempt, attempt: 'claimed', state: 'claimed', until: later },
  { ...attempt, attempt: 'settled', state: 'settled', orderId: 'o9', until: later },
];

/** A store that other processes may use. */
class SharedStore extends MemoryStore {
  override readonly isShared = true;
}

async function setUp(records = RECORDS, store: MemoryStore = new SharedStore()) {
  await store.put(new Map(records.map((record) => [`idempotency:${record.attempt}`, JSON.stringify(record)])));
  await store.put(new Map([['order:o2', 'w2']]));
  const left = async () => {
    const found: Record<string, KeyRecord['state']> = {};
    for await (const { record } of storedRecords(store))
      if (!isOver(record, store)) found[record.attempt] = record.state;
    return found;
  };
  return { store, left };
}

it('what is in flight is told from what is unknown, where gateways may be running', () => {
  expect(RECORDS.map((record) => standingOf(record, new SharedStore()))).toEqual([
    'unknown',
    'unknown',
    'in flight',
    'in flight',
    undefined,
    'settled',
  ]);
  expect(RECORDS.map((record) => standingOf(record, new MemoryStore()))).toEqual([
    'unknown',
    'unknown',
    'unknown',
    'unknown',
    undefined,
    'settled',
  ]);
});

it('what seems to be in flight for days is not: the store’s clock was set back', () => {
  const flying: KeyRecord = { ...attempt, attempt: 'a', state: 'sending', until: Date.now() + 2 * 86_400_000 };
  expect(standingOf(flying, new SharedStore())).toBe('unknown');
});

it('an unknown order is settled, and the directory learns its wallet', async () => {
  const { store, left } = await setUp(RECORDS, new MemoryStore());
  await settleAsCreated(store, 'unknown', 'o1');
  await settleAsFailed(store, 'over');
  await settleAsFailed(store, 'landing');
  await settleAsFailed(store, 'flying');
  expect(await left()).toEqual({ unknown: 'settled', claimed: 'claimed', settled: 'settled' });
  expect(await store.get('order:o1')).toBe('w1');
});

describe('attempts for wallets and customers', () => {
  const none = { walletId: '', quoteId: '' };
  const records: KeyRecord[] = [
    { ...attempt, ...none, attempt: 'wallet', creates: 'wallet', customerId: 'c1', state: 'unknown' },
    { ...attempt, ...none, attempt: 'customer', creates: 'customer', state: 'unknown' },
    // An order may have the id of a wallet.
    { ...attempt, attempt: 'order', state: 'settled', orderId: 'w7', until: later },
  ];

  it('are settled, and the directory learns whose the wallet is', async () => {
    const { store, left } = await setUp(records);
    await settleAsCreated(store, 'wallet', 'w7');
    await settleAsCreated(store, 'customer', 'c7');
    expect(await left()).toEqual({ wallet: 'settled', customer: 'settled', order: 'settled' });
    expect(await store.get('wallet:w7')).toBe('{"id":"w7","customerId":"c1"}');
  });

  it('are not settled with a wallet of somebody else, or of another key', async () => {
    const other: KeyRecord = { ...records[0]!, attempt: 'other', state: 'settled', orderId: 'w8', until: later };
    const { store } = await setUp([...records, other]);
    await store.put(new Map([['wallet:w9', JSON.stringify({ id: 'w9', customerId: 'c2' })]]));
    await expect(settleAsCreated(store, 'wallet', 'w9')).rejects.toThrow('another customer');
    await expect(settleAsCreated(store, 'wallet', 'w8')).rejects.toThrow('another key');
  });

  it('are erased with their customer once they are settled', async () => {
    const { store, left } = await setUp(records);
    await settleAsCreated(store, 'customer', 'c1');
    const byOperator = records.map(
      (record): KeyRecord => ({ ...record, attempt: `${record.attempt}2`, owner: 'operator' }),
    );
    await store.put(new Map(byOperator.map((record) => [`idempotency:${record.attempt}`, JSON.stringify(record)])));
    await settleAsCreated(store, 'customer2', 'c5');
    const { unsettled } = await eraseCustomer(store, 'c1');
    expect(unsettled.sort()).toEqual(['wallet', 'wallet2']);
    expect(await left()).toEqual({ wallet: 'unknown', wallet2: 'unknown', customer2: 'settled', order2: 'settled' });
  });
});

it.each([
  ['flying', 'o1', 'is in flight'],
  ['landing', 'o1', 'is in flight'],
  ['claimed', 'o1', 'There is no attempt'],
  ['settled', 'o1', 'There is no attempt'],
  ['none', 'o1', 'There is no attempt'],
  ['unknown', 'o2', 'is for another wallet'],
  ['unknown', 'o9', 'belongs to another key'],
])('%s is not settled as %s: it %s', async (id, orderId, reason) => {
  const { store, left } = await setUp();
  const before = await left();
  await expect(settleAsCreated(store, id, orderId)).rejects.toThrow(reason);
  if (!orderId.match(/2|9/)) await expect(settleAsFailed(store, id)).rejects.toThrow(reason);
  expect(await left()).toEqual(before);
  expect(await store.get('order:o1')).toBeUndefined();
});

describe('erasing a customer', () => {
  const THEIRS: KeyRecord[] = [
    ...RECORDS,
    { ...attempt, attempt: 'an operator’s', owner: 'operator', state: 'settled', orderId: 'o8', until: later },
    { ...attempt, attempt: 'other', owner: 'customer:c2', walletId: 'w2', state: 'unknown' },
  ];
  const wallet = JSON.stringify({ id: 'w1', customerId: 'c1' });

  it('takes the settled keys, theirs and those of others for their wallets, and keeps those that are not settled', async () => {
    const { store, left } = await setUp(THEIRS);
    await store.put(new Map([['wallet:w1', wallet]]));
    const unsettled = ['unknown', 'over', 'landing', 'flying', 'claimed'];
    expect(await eraseCustomer(store, 'c1')).toEqual({ erased: 2, unsettled });
    expect(Object.keys(await left())).toEqual([...unsettled, 'other']);
    expect(await store.get('wallet:w1')).toBe(wallet);
  });

  it('takes what was left once it is settled', async () => {
    const { store, left } = await setUp([{ ...attempt, attempt: 'unknown', owner: 'operator', state: 'unknown' }]);
    await store.put(new Map([['wallet:w1', wallet]]));
    await eraseCustomer(store, 'c1');
    await settleAsCreated(store, 'unknown', 'o1');
    expect(await eraseCustomer(store, 'c1')).toEqual({ erased: 3, unsettled: [] });
    expect(await left()).toEqual({});
    for await (const [, value] of store.entries('')) expect(value).not.toMatch(/c1|w1|o1/);
  });
});

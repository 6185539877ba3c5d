/** What is erased by the word of the REST API, beside that of the store. */
import { expect, it } from 'vitest';
import { eraseCustomer } from '../../../src/commands/erase.js';
import { MemoryStore } from '../../../src/directory/store/memory-store.js';

const KEPT = {
  'customer:c2': '{"id":"c2"}',
  'external-ref:r2': 'c2',
  'wallet:w2': '{"id":"w2","customerId":"c2"}',
  'order:o2': 'w2',
  'payment:o2': '{}',
  'order:o6': 'w2',
  'order:o9': 'w9',
};
const THEIRS = {
  'customer:c1': '{"id":"c1","externalRef":"r1"}',
  'external-ref:r1': 'c1',
  'external-ref:\u{1f600}': 'c1',
  'external-ref:former': 'c1',
  'wallet:w1': '{"id":"w1","customerId":"c1"}',
  'wallet:w3': '{"id":"w3","asset":"USDT"}',
  'order:o1': 'w1',
  'order:o3': 'w3',
  'order:o4': 'w4',
  'payment:o4': '{"iban":"X"}',
  'payment:o5': '{"iban":"X"}',
};

/** The REST API: w2 and o6 are somebody else's by the store's word. */
const holdings = {
  walletsOf: async () => ['w1', 'w2', 'w3', 'w4'],
  ordersOf: async (walletId: string) => ({ w1: ['o1', 'o6'], w3: ['o3'], w4: ['o5'] })[walletId] ?? null,
};

async function setUp() {
  const store = new MemoryStore();
  await store.put(new Map(Object.entries({ ...KEPT, ...THEIRS })));
  const left = async () => {
    const found: Record<string, string> = {};
    for await (const [key, value] of store.entries('')) found[key] = value;
    return found;
  };
  return { store, left };
}

it('a customer is erased by what either links to them, and nobody whom the store knows as somebody else', async () => {
  const { store, left } = await setUp();
  expect(await eraseCustomer(store, 'c1', holdings)).toEqual({ erased: Object.keys(THEIRS).length, unsettled: [] });
  expect(await left()).toEqual(KEPT);
  expect(await eraseCustomer(store, 'c1', holdings)).toEqual({ erased: 0, unsettled: [] });
});

it('nothing is erased where the REST API fails midway', async () => {
  const { store, left } = await setUp();
  const failing = { ...holdings, ordersOf: () => Promise.reject(new Error('down')) };
  await expect(eraseCustomer(store, 'c1', failing)).rejects.toThrow('down');
  expect(await left()).toEqual({ ...KEPT, ...THEIRS });
});

/** Forgetting a person. */
import type { WalletFacts } from '../directory/facts.js';
import type { Store } from '../directory/store/store.js';
import { customerAsOwner, keyOf } from '../directory/store-keys.js';
import { FREED, isOver, type KeyRecord, kindOf, SETTLED_MS, storedRecords } from '../idempotency/key-record.js';

/** What the REST API lists as a customer's; the store may hold records that only this links to the customer. */
export interface Holdings {
  /** Null: there is no such customer. */
  walletsOf(customerId: string): Promise<readonly string[] | null>;
  /** Null: there is no such wallet. */
  ordersOf(walletId: string): Promise<readonly string[] | null>;
}

export interface Erasure {
  /** How many records are gone; 0: nothing was known, or all of it is kept. */
  erased: number;
  /** Attempts under an idempotency key that are not settled: these are kept, with the wallets that they are for. */
  unsettled: string[];
}

/** Keys that are deleted at once. */
const DELETE_BATCH = 1_000;

/**
 * Deletes all that is stored about a customer: the profile and all references to it, their wallets, which orders are for those, with how they
 * were to be paid, and the settled records of their idempotency keys: the same key would be sent again after that.
 * A gateway that runs on the same store may still hold some of it in memory until it is started anew.
 *
 * @param holdings Asked before anything is deleted; without it, only what the store itself links to the customer is found.
 * @throws what `holdings` throws; nothing is deleted then.
 */
export async function eraseCustomer(store: Store, customerId: string, holdings?: Holdings): Promise<Erasure> {
  const { known, claimed } = await walletsOf(store, customerId, (await holdings?.walletsOf(customerId)) ?? []);
  const orders = await ordersOf(store, claimed, holdings);
  const attempts = await eraseAttempts(store, customerId, claimed);
  // The wallets and the profile go last: until then a second run finds by them what the first has left.
  const keys = new Set<string>();
  for (const id of orders)
    for (const key of [keyOf.payment(id), keyOf.order(id)]) if (await holds(store, key)) keys.add(key);
  for (const id of known) if (!attempts.wallets.has(id)) keys.add(keyOf.wallet(id));
  for await (const [key, id] of store.entries(keyOf.externalRef(''))) if (id === customerId) keys.add(key);
  if (await holds(store, keyOf.customer(customerId))) keys.add(keyOf.customer(customerId));
  const inOrder = [...keys];
  for (let start = 0; start < inOrder.length; start += DELETE_BATCH)
    await store.delete(inOrder.slice(start, start + DELETE_BATCH));
  await store.purge();
  return { erased: keys.size + attempts.erased, unsettled: [...attempts.unsettled] };
}

const holds = async (store: Store, key: string): Promise<boolean> => (await store.get(key)) !== undefined;

/**
 * @param listed As the REST API lists them. One that the store holds as somebody else's contradicts it, and is left alone.
 * @returns `known`: those that the store holds; `claimed`: all.
 */
async function walletsOf(store: Store, customerId: string, listed: readonly string[]) {
  const known = new Set<string>();
  const foreign = new Set<string>();
  const isListed = new Set(listed);
  for await (const [, value] of store.entries(keyOf.wallet(''))) {
    const wallet = JSON.parse(value) as WalletFacts;
    const isTheirs = wallet.customerId === customerId || (wallet.customerId === undefined && isListed.has(wallet.id));
    if (isTheirs) known.add(wallet.id);
    else foreign.add(wallet.id);
  }
  return { known, claimed: new Set([...known, ...listed.filter((id) => !foreign.has(id))]) };
}

/** The orders of these wallets, but not those that the store holds as another wallet's. */
async function ordersOf(
  store: Store,
  wallets: ReadonlySet<string>,
  holdings: Holdings | undefined,
): Promise<Set<string>> {
  const orders = new Set<string>();
  if (holdings)
    for (const walletId of wallets) for (const id of (await holdings.ordersOf(walletId)) ?? []) orders.add(id);
  for await (const [key, walletId] of store.entries(keyOf.order(''))) {
    const id = key.slice(keyOf.order('').length);
    if (wallets.has(walletId)) orders.add(id);
    else orders.delete(id);
  }
  return orders;
}

/** @returns what is left too, and the wallets that it is for. */
async function eraseAttempts(store: Store, customerId: string, theirs: ReadonlySet<string>) {
  let erased = 0;
  const unsettled = new Set<string>();
  const wallets = new Set<string>();
  for await (const { name, text, record } of storedRecords(store)) {
    if (!isOf(record, customerId, theirs)) continue;
    const mayGo = record.state === 'settled' || isOver(record, store);
    if (mayGo && (await store.swap(name, text, FREED, { forgetAfterMs: SETTLED_MS })) === text) {
      erased += 1;
      continue;
    }
    unsettled.add(record.attempt);
    if (record.walletId !== '') wallets.add(record.walletId);
  }
  return { erased, unsettled, wallets };
}

/** Whether an attempt was the customer's, or created something for them, or them. */
const isOf = (record: KeyRecord, customerId: string, theirs: ReadonlySet<string>): boolean =>
  record.owner === customerAsOwner(customerId) ||
  theirs.has(record.walletId) ||
  record.customerId === customerId ||
  (kindOf(record) === 'customer' && record.state === 'settled' && record.orderId === customerId);

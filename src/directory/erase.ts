/** Forgetting a person. */
import type { WalletFacts } from './facts.js';
import { FREED, isOver, SETTLED_MS, storedRecords } from './idempotency-record.js';
import { customerAsOwner, keyOf } from './keys.js';
import type { Store } from './store/store.js';

export interface Erasure {
  /** How many records are gone; 0: nothing was known, or all of it is kept. */
  erased: number;
  /** Attempts under an idempotency key that are not settled: these are kept, with the wallets that they are for. */
  unsettled: string[];
}

/**
 * Deletes all that is stored about a customer: the profile, their wallets, which orders are for those, with how they were to be paid,
 * and the settled records of their idempotency keys: the same key would be sent again after that.
 * A gateway that runs on the same store may still hold some of it in memory until it is started anew.
 */
export async function eraseCustomer(store: Store, customerId: string): Promise<Erasure> {
  const keys: string[] = [];
  if ((await store.get(keyOf.customer(customerId))) !== undefined) keys.push(keyOf.customer(customerId));
  for await (const [key, id] of store.entries(keyOf.externalRef(''))) if (id === customerId) keys.push(key);
  const wallets = await walletsOf(store, customerId);
  for await (const [key, walletId] of store.entries(keyOf.order(''))) {
    if (!wallets.has(walletId)) continue;
    keys.push(key);
    const payment = keyOf.payment(key.slice(keyOf.order('').length));
    if ((await store.get(payment)) !== undefined) keys.push(payment);
  }
  const attempts = await eraseAttempts(store, customerId, wallets);
  // Without its wallet nobody would know later whose an operator's attempt is.
  for (const id of wallets) if (!attempts.wallets.has(id)) keys.push(keyOf.wallet(id));
  await store.delete(keys);
  await store.purge();
  return { erased: keys.length + attempts.erased, unsettled: [...attempts.unsettled] };
}

async function walletsOf(store: Store, customerId: string): Promise<Set<string>> {
  const wallets = new Set<string>();
  for await (const [, value] of store.entries(keyOf.wallet(''))) {
    const wallet = JSON.parse(value) as WalletFacts;
    if (wallet.customerId === customerId) wallets.add(wallet.id);
  }
  return wallets;
}

/** @returns what is left too, and the wallets that it is for. */
async function eraseAttempts(store: Store, customerId: string, theirs: ReadonlySet<string>) {
  let erased = 0;
  const unsettled = new Set<string>();
  const wallets = new Set<string>();
  for await (const { name, text, record } of storedRecords(store)) {
    if (record.owner !== customerAsOwner(customerId) && !theirs.has(record.walletId)) continue;
    const mayGo = record.state === 'settled' || isOver(record);
    if (mayGo && (await store.swap(name, text, FREED, { forgetAfterMs: SETTLED_MS })) === text) {
      erased += 1;
      continue;
    }
    unsettled.add(record.attempt);
    wallets.add(record.walletId);
  }
  return { erased, unsettled, wallets };
}

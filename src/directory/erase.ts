/** Forgetting a person. */
import type { WalletFacts } from './facts.js';
import { storedRecords } from './idempotency-record.js';
import { customerAsOwner, keyOf } from './keys.js';
import type { Store } from './store/store.js';

/**
 * Deletes all that is stored about a customer: the profile, their wallets, which orders are for those, with how they were to be paid,
 * and the records of their idempotency keys: the same key would be sent again after that.
 * A gateway that runs on the same store may still hold some of it in memory until it is started anew.
 *
 * @returns how many records are gone; 0: nothing was known.
 */
export async function eraseCustomer(store: Store, customerId: string): Promise<number> {
  const keys: string[] = [];
  if ((await store.get(keyOf.customer(customerId))) !== undefined) keys.push(keyOf.customer(customerId));
  for await (const [key, id] of store.entries(keyOf.externalRef(''))) if (id === customerId) keys.push(key);
  const wallets = new Set<string>();
  for await (const [key, value] of store.entries(keyOf.wallet(''))) {
    const wallet = JSON.parse(value) as WalletFacts;
    if (wallet.customerId !== customerId) continue;
    wallets.add(wallet.id);
    keys.push(key);
  }
  for await (const [key, walletId] of store.entries(keyOf.order(''))) {
    if (!wallets.has(walletId)) continue;
    keys.push(key);
    const payment = keyOf.payment(key.slice(keyOf.order('').length));
    if ((await store.get(payment)) !== undefined) keys.push(payment);
  }
  for await (const { name, record } of storedRecords(store)) {
    if (record.owner === customerAsOwner(customerId) || wallets.has(record.walletId)) keys.push(name);
  }
  await store.delete(keys);
  await store.purge();
  return keys.length;
}

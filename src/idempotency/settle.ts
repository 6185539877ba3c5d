/** Settles orders whose outcome is unknown, for operators. */

import type { Store } from '../directory/store/store.js';
import { keyOf } from '../directory/store-keys.js';
import { FREED, isInFlight, type KeyRecord, SETTLED_MS, type StoredRecord, storedRecords } from './key-record.js';

/** The reason why a record cannot be settled, for operators. */
export class SettleError extends Error {
  override readonly name = 'SettleError';
}

/** Maximum difference of one store's time between two processes, in milliseconds. */
const CLOCK_SKEW_MS = 60_000;

export type Standing = 'in flight' | 'unknown' | 'settled';

/** @returns undefined if nothing was sent. */
export function standingOf(record: KeyRecord, store: Store): Standing | undefined {
  if (record.state === 'claimed') return undefined;
  if (record.state === 'settled') return 'settled';
  return isInFlight(record, store, CLOCK_SKEW_MS) ? 'in flight' : 'unknown';
}

/**
 * Settles a key as ordered: it returns this order from now on.
 *
 * @throws {SettleError} and changes nothing.
 */
export async function settleAsOrdered(store: Store, attempt: string, orderId: string): Promise<void> {
  const { name, text, record } = await findUnknown(store, attempt);
  for await (const { record: other } of storedRecords(store)) {
    if (other.state === 'settled' && other.orderId === orderId)
      throw new SettleError(`Order ${orderId} belongs to another key, of attempt ${other.attempt}.`);
  }
  const orderKey = keyOf.order(orderId);
  if (((await store.get(orderKey)) ?? record.walletId) !== record.walletId)
    throw new SettleError(`Order ${orderId} is for another wallet than ${record.walletId}.`);

  const settled: KeyRecord = { ...record, state: 'settled', orderId, until: store.now() + SETTLED_MS };
  const before = await store.swap(name, text, JSON.stringify(settled), { forgetAfterMs: SETTLED_MS });
  if (before !== text) throw changed(attempt);
  // The directory has learned this fact from no response.
  await store.putIfAbsent(new Map([[orderKey, record.walletId]]), { flush: true });
}

/**
 * Frees a key under which no order was created.
 *
 * @throws {SettleError} and changes nothing.
 */
export async function settleAsFailed(store: Store, attempt: string): Promise<void> {
  const { name, text } = await findUnknown(store, attempt);
  if ((await store.swap(name, text, FREED, { forgetAfterMs: SETTLED_MS })) !== text) throw changed(attempt);
}

/** @throws {SettleError} if the outcome is known, or can still arrive. */
export async function findUnknown(store: Store, attempt: string): Promise<StoredRecord> {
  for await (const stored of storedRecords(store)) {
    if (stored.record.attempt !== attempt) continue;
    const standing = standingOf(stored.record, store);
    if (standing === 'unknown') return stored;
    if (standing === 'in flight')
      throw new SettleError(`${attempt} is in flight: it may still be answered. Try again in two minutes.`);
    break;
  }
  throw new SettleError(`There is no attempt ${attempt} whose outcome is unknown.`);
}

const changed = (attempt: string): SettleError => new SettleError(`${attempt} was settled by somebody else just now.`);

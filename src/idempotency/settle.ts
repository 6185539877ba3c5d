/** What operators do about orders whose outcome the gateway doesn't know. */

import type { Store } from '../directory/store/store.js';
import { keyOf } from '../directory/store-keys.js';
import { FREED, isInFlight, type KeyRecord, SETTLED_MS, type StoredRecord, storedRecords } from './key-record.js';

/** Why a record can't be settled, in words for an operator. */
export class SettleError extends Error {
  override readonly name = 'SettleError';
}

/** How far apart two processes may see the time of one store, in milliseconds. */
const CLOCK_SKEW_MS = 60_000;

export type Standing = 'in flight' | 'unknown' | 'settled';

/** @returns undefined where nothing was sent. */
export function standingOf(record: KeyRecord, store: Store): Standing | undefined {
  if (record.state === 'claimed') return undefined;
  if (record.state === 'settled') return 'settled';
  return isInFlight(record, store, CLOCK_SKEW_MS) ? 'in flight' : 'unknown';
}

/**
 * Makes a key whose order nobody knows of give this order from now on.
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
  // No answer has taught the directory this.
  await store.putIfAbsent(new Map([[orderKey, record.walletId]]), { flush: true });
}

/**
 * Makes a key free again, since no order was made under it.
 *
 * @throws {SettleError} and changes nothing.
 */
export async function settleAsFailed(store: Store, attempt: string): Promise<void> {
  const { name, text } = await findUnknown(store, attempt);
  if ((await store.swap(name, text, FREED, { forgetAfterMs: SETTLED_MS })) !== text) throw changed(attempt);
}

/** @throws {SettleError} where the outcome is known, or may still come. */
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

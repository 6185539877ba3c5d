/** Settles attempts whose outcome is unknown, for operators. */

import type { WalletFacts } from '../directory/facts.js';
import type { Store } from '../directory/store/store.js';
import { keyOf } from '../directory/store-keys.js';
import {
  FREED,
  isInFlight,
  type KeyRecord,
  kindOf,
  SETTLED_MS,
  type StoredRecord,
  storedRecords,
} from './key-record.js';

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
 * Settles a key as created: it returns this order, wallet or customer from now on.
 *
 * @throws {SettleError} and changes nothing.
 */
export async function settleAsCreated(store: Store, attempt: string, id: string): Promise<void> {
  const { name, text, record } = await findUnknown(store, attempt);
  const kind = kindOf(record);
  for await (const { record: other } of storedRecords(store)) {
    if (other.state === 'settled' && kindOf(other) === kind && other.orderId === id)
      throw new SettleError(`The ${kind} ${id} belongs to another key, of attempt ${other.attempt}.`);
  }
  const fact = await factOf(store, record, id);

  const settled: KeyRecord = { ...record, state: 'settled', orderId: id, until: store.now() + SETTLED_MS };
  const before = await store.swap(name, text, JSON.stringify(settled), { forgetAfterMs: SETTLED_MS });
  if (before !== text) throw changed(attempt);
  // The directory has learned this fact from no response.
  if (fact) await store.putIfAbsent(new Map([fact]), { flush: true });
}

/** @returns the entry of the directory for what an attempt created; undefined for a customer. @throws {SettleError} if the directory contradicts it. */
async function factOf(store: Store, record: KeyRecord, id: string): Promise<[string, string] | undefined> {
  const kind = kindOf(record);
  if (kind === 'order') {
    const key = keyOf.order(id);
    if (((await store.get(key)) ?? record.walletId) === record.walletId) return [key, record.walletId];
    throw new SettleError(`The order ${id} is for another wallet than ${record.walletId}.`);
  }
  if (kind === 'customer') return undefined;
  const { customerId = '' } = record;
  const key = keyOf.wallet(id);
  const known = await store.get(key);
  const owner = known === undefined ? customerId : ((JSON.parse(known) as WalletFacts).customerId ?? customerId);
  if (owner === customerId) return [key, JSON.stringify({ id, customerId } satisfies WalletFacts)];
  throw new SettleError(`The wallet ${id} belongs to another customer than ${customerId}.`);
}

/**
 * Frees a key under which nothing was created.
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

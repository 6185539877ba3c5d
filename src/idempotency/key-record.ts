/** The stored record of an idempotency key: the request under it, and its outcome. */

import type { Store } from '../directory/store/store.js';
import { keyOf } from '../directory/store-keys.js';

/** The kinds of objects that keys create. */
export type Kind = 'order' | 'wallet' | 'customer';

export interface Attempt {
  /** Unique id of the attempt, by which operators name the record. */
  attempt: string;
  /** Hash of the input, which must be equal each time. Keyed with the idempotency key, so that a payer's name cannot be guessed from it. */
  inputHash: string;
  /** Name of the viewer. */
  owner: string;
  /** Absent: an order, as in the records of versions that had keys for orders alone. */
  creates?: Exclude<Kind, 'order'>;
  /** Of an order. Empty for others, as is the quote. */
  walletId: string;
  quoteId: string;
  /** Of a wallet. */
  customerId?: string;
  /** Start of the attempt in RFC 3339 by the wall clock, for people. */
  startedAt: string;
  /** Absent in records of versions in which all operators shared one owner. */
  tellsOperatorsApart?: true;
}

/** `until` is a time of {@link Store.now}. */
export type KeyRecord = Attempt &
  (
    | {
        /** Nothing was sent, and nothing will be before this record changes. A lease `until` then. */
        state: 'claimed';
        until: number;
      }
    | {
        /** The request may have been sent. No answer can arrive after `until`. */
        state: 'sending';
        until: number;
      }
    | {
        /** The request may have been sent, and no answer will arrive. An operator must settle the record. */
        state: 'unknown';
      }
    | {
        /** The object exists. The key returns it `until` then. */
        state: 'settled';
        /** The id of what was created. The name is from versions that had keys for orders alone. */
        orderId: string;
        until: number;
      }
  );

export const kindOf = ({ creates }: Attempt): Kind => creates ?? 'order';

/** Time that a settled key returns what it created, in milliseconds: 48 hours. */
export const SETTLED_MS = 48 * 60 * 60 * 1_000;

/** @throws {SyntaxError} */
export const parseRecord = (text: string): KeyRecord => JSON.parse(text) as KeyRecord;

/**
 * The value of a key that an operator has freed, for {@link SETTLED_MS}. If the key were absent, a gateway would consider its own record lost and write
 * it again.
 */
export const FREED = JSON.stringify({
  attempt: '',
  inputHash: '',
  owner: '',
  walletId: '',
  quoteId: '',
  startedAt: '',
  state: 'claimed',
  until: 0,
} satisfies KeyRecord);

/** Maximum time that an attempt can be in flight, in milliseconds. A longer time means that the store's clock was set back. */
const MAX_FLIGHT_MS = 60 * 60 * 1_000;

/**
 * Whether a stored record is obsolete and its key free again. If the store expires records itself, every record that exists is valid.
 */
export function isOver(record: KeyRecord, store: Store): boolean {
  if (record.attempt === '') return true;
  return (record.state === 'claimed' || record.state === 'settled') && !store.forgets && record.until <= store.now();
}

/**
 * Whether an attempt of another process can still be answered. If only one process uses the store, attempts of its predecessor cannot.
 *
 * @param slackMs Tolerance beyond `until`.
 */
export function isInFlight(record: KeyRecord, store: Store, slackMs = 0): boolean {
  if (record.state === 'claimed') return true;
  if (record.state !== 'sending' || !store.isShared) return false;
  const leftMs = record.until + slackMs - store.now();
  return leftMs > 0 && leftMs <= MAX_FLIGHT_MS + slackMs;
}

export interface StoredRecord {
  /** Key in the store. */
  name: string;
  /** Value in the store. */
  text: string;
  record: KeyRecord;
}

export async function* storedRecords(store: Store): AsyncIterable<StoredRecord> {
  for await (const [name, text] of store.entries(keyOf.idempotency('')))
    yield { name, text, record: parseRecord(text) };
}

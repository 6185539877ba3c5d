/** What the store holds of an idempotency key: what was asked for under it, and what became of that. */

import type { Store } from '../directory/store/store.js';
import { keyOf } from '../directory/store-keys.js';

export interface Attempt {
  /** Tells this attempt from any other; operators call the record by it. */
  attempt: string;
  /** Of the input, which must be the same each time. Keyed with the idempotency key, so it tells a payer's name to nobody who guesses. */
  inputHash: string;
  /** Whose key it is. */
  owner: string;
  walletId: string;
  quoteId: string;
  /** RFC 3339, by the wall clock: for people. */
  startedAt: string;
  /** Absent in records of versions in which all operators were one owner. */
  tellsOperatorsApart?: true;
}

/** `until` is by {@link Store.now}. */
export type KeyRecord = Attempt &
  (
    | {
        /** Nothing was sent, nor will be unless this is changed first; `until` then it keeps others away. */
        state: 'claimed';
        until: number;
      }
    | {
        /** It may have been sent. No answer comes any more after `until`. */
        state: 'sending';
        until: number;
      }
    | {
        /** It may have been sent, and no answer will come. Stands until an operator settles it. */
        state: 'unknown';
      }
    | {
        /** The order was made; `until` then the key gives it again. */
        state: 'settled';
        orderId: string;
        until: number;
      }
  );

/** How long a settled key gives its order again, in milliseconds: 48 hours. */
export const SETTLED_MS = 48 * 60 * 60 * 1_000;

/** @throws {SyntaxError} */
export const parseRecord = (text: string): KeyRecord => JSON.parse(text) as KeyRecord;

/**
 * Stands under a key that an operator has made free, for {@link SETTLED_MS}. Where nothing stood, a gateway would take what it remembers of
 * the key for lost, and write it again.
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

/** The longest that an attempt can be in flight, in milliseconds; a longer one only seems so, since the store's clock was set back. */
const MAX_FLIGHT_MS = 60 * 60 * 1_000;

/**
 * Whether a stored record stands for nothing any longer, and its key is free again. Where the store forgets by itself, it alone says when:
 * what is there still stands.
 */
export function isOver(record: KeyRecord, store: Store): boolean {
  if (record.attempt === '') return true;
  return (record.state === 'claimed' || record.state === 'settled') && !store.forgets && record.until <= store.now();
}

/**
 * Whether an attempt that this process does not run may still be answered. Where only one process uses the store, its predecessor's are not.
 *
 * @param slackMs How much longer than `until` it may take.
 */
export function isInFlight(record: KeyRecord, store: Store, slackMs = 0): boolean {
  if (record.state === 'claimed') return true;
  if (record.state !== 'sending' || !store.isShared) return false;
  const leftMs = record.until + slackMs - store.now();
  return leftMs > 0 && leftMs <= MAX_FLIGHT_MS + slackMs;
}

export interface StoredRecord {
  /** Where in the store it stands. */
  name: string;
  /** As it stands there. */
  text: string;
  record: KeyRecord;
}

export async function* storedRecords(store: Store): AsyncIterable<StoredRecord> {
  for await (const [name, text] of store.entries(keyOf.idempotency('')))
    yield { name, text, record: parseRecord(text) };
}

/** What the store holds of an idempotency key: what was asked for under it, and what became of that. */
import { keyOf } from './keys.js';
import type { Store } from './store/store.js';

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

/** `until` is in milliseconds since 1970. */
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

/** Whether it stands for nothing any longer, and the key is free again. */
export const isOver = (record: KeyRecord): boolean =>
  (record.state === 'claimed' || record.state === 'settled') && record.until <= Date.now();

/** Whether an answer may still come. */
export const isInFlight = (record: KeyRecord): boolean =>
  (record.state === 'claimed' || record.state === 'sending') && record.until > Date.now();

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

/** The file store's account of its own content. It is kept in two places, LevelDB and the journal, which must agree at a start. */
import { randomUUID } from 'node:crypto';
import { seal, unseal } from './entry-checksum.js';

export interface Ledger {
  /** Of this store, so that the journal of another is noticed. */
  id: string;
  /** Number of the write. */
  sequence: number;
  /** Number of entries, without the store's own. */
  count: number;
  /** Sum over all entries, without the store's own. */
  sum: bigint;
  /** The store's time at the write, in milliseconds. */
  time: number;
}

/** Where LevelDB holds it. */
export const LEDGER_KEY = '\u0000ledger';

export const newLedger = (count: number, sum: bigint, time: number): Ledger => ({
  id: randomUUID(),
  sequence: 0,
  count,
  sum,
  time,
});

/** @returns a checksummed text, for LevelDB and for the journal alike. */
export const sealLedger = (ledger: Ledger): string =>
  seal(LEDGER_KEY, JSON.stringify({ ...ledger, sum: ledger.sum.toString(16) })).stored;

/** @throws {Error} `LEVEL_CORRUPTION` */
export function unsealLedger(stored: string): Ledger {
  const { sum, ...ledger } = JSON.parse(unseal(LEDGER_KEY, stored).value) as Omit<Ledger, 'sum'> & { sum: string };
  return { ...ledger, sum: BigInt(`0x${sum}`) };
}

/** Checksums of the file store: one before each value, and one over all entries together. */
import { createHash } from 'node:crypto';
import { damaged } from './damaged.js';

/** Characters of the checksum before each value: LevelDB has its own, but doesn't verify it when it reads a single entry. */
const SEAL_LENGTH = 8;
const SUM_BITS = 128;

/** What an entry adds to the sum over all entries. Addition is commutative, so the sum doesn't depend on the order of writes. */
type Term = bigint;

export interface Sealed {
  stored: string;
  term: Term;
}

export interface Unsealed {
  value: string;
  term: Term;
}

const digestOf = (key: string, value: string): Buffer => createHash('sha256').update(`${key}\0${value}`).digest();
const sealOf = (digest: Buffer): string => digest.toString('base64url', 0, 9).slice(0, SEAL_LENGTH);
/** The last half of the digest; the seal is of the first. */
const termOf = (digest: Buffer): Term => (digest.readBigUInt64BE(16) << 64n) | digest.readBigUInt64BE(24);

export function seal(key: string, value: string): Sealed {
  const digest = digestOf(key, value);
  return { stored: sealOf(digest) + value, term: termOf(digest) };
}

/** @throws {Error} `LEVEL_CORRUPTION` where the entry is not what was written. */
export function unseal(key: string, stored: string): Unsealed {
  const value = stored.slice(SEAL_LENGTH);
  const digest = digestOf(key, value);
  if (stored.slice(0, SEAL_LENGTH) !== sealOf(digest)) throw damaged('an entry is not what was written');
  return { value, term: termOf(digest) };
}

/** @returns the sum with an entry's old term taken out and its new one added. */
export const changeSum = (sum: bigint, before: Term | undefined, after: Term | undefined): bigint =>
  BigInt.asUintN(SUM_BITS, sum - (before ?? 0n) + (after ?? 0n));

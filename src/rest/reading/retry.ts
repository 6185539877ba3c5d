/** Retries of failed reads, few enough not to delay the REST API's recovery. */

import { NO_PARTIES, type Parties, PartyLimit } from './parties.js';

/** Maximum number of retries of one read. */
export const MAX_RETRIES = 2;
/** The part of a retry that each call earns: a tenth of all calls can be retries. */
const EARNED_PER_CALL = 0.1;
/** Maximum number of retries saved up, small enough to prevent a burst of retries in a sudden outage. */
const MAX_SAVED = 3;
/** Maximum number of retries for one viewer, and for one resource, in a number of seconds: a permanent failure must not spend the budget of others. */
const MAX_PER_PARTY = 5;
const PARTY_SECONDS = 10;
/** Maximum delay of the first retry in milliseconds. The second retry has twice that. */
const FIRST_WAIT_MS = 100;

/** The retries that all reads of a process can make together. */
export class RetryBudget {
  readonly #spentFor = new PartyLimit(MAX_PER_PARTY, PARTY_SECONDS);
  #saved = MAX_SAVED;

  /** Records a call that is no retry. */
  earn(): void {
    this.#saved = Math.min(MAX_SAVED, this.#saved + EARNED_PER_CALL);
  }

  /** Spends a retry. @returns false if none is left. */
  spend(parties: Parties = NO_PARTIES): boolean {
    if (this.#saved < 1 || !this.#spentFor.use(parties, Math.floor(performance.now() / 1_000))) return false;
    this.#saved -= 1;
    return true;
  }
}

/**
 * The delay of a retry in milliseconds, with full jitter, but not less than the REST API requests.
 *
 * @param retries Number of retries before.
 * @param retryAfterMs Value of `Retry-After`.
 */
export function retryWait(retries: number, retryAfterMs: number | undefined): number {
  return (retryAfterMs ?? 0) + Math.random() * FIRST_WAIT_MS * 2 ** retries;
}

/**
 * Parses a `Retry-After` header (RFC 9110, section 10.2.3), in seconds or as an HTTP date.
 *
 * @returns milliseconds from now; undefined if the header is absent or invalid.
 */
export function parseRetryAfter(value: string | string[] | undefined): number | undefined {
  if (typeof value !== 'string') return undefined;
  if (/^\d+$/.test(value)) return Number(value) * 1_000;
  // Every HTTP date begins with the name of a day. JavaScript would accept other texts as dates.
  if (!/^[A-Z][a-z]{2}/.test(value)) return undefined;
  const date = Date.parse(value);
  return Number.isNaN(date) ? undefined : Math.max(0, date - Date.now());
}

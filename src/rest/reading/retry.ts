/** When a failed read is tried again: rarely enough that our retries never hold up the REST API's recovery. */

import { NO_PARTIES, type Parties, PartyLimit } from './parties.js';

/** Retries of one read at most (`design.md`, *REST client*). */
export const MAX_RETRIES = 2;
/** How much of a retry each call earns: a tenth of all calls may be retries. */
const EARNED_PER_CALL = 0.1;
/** What can be saved up: so few that a sudden outage isn't met with a burst of them. */
const MAX_SAVED = 3;
/** Retries for one viewer, and of one resource, at most in so many seconds: one that fails all the time must not spend what others have earned. */
const MAX_PER_PARTY = 5;
const PARTY_SECONDS = 10;
/** The longest wait before the first retry in milliseconds; twice as long before the second. */
const FIRST_WAIT_MS = 100;

/** What all reads of a process may spend on retries together. */
export class RetryBudget {
  readonly #spentFor = new PartyLimit(MAX_PER_PARTY, PARTY_SECONDS);
  #saved = MAX_SAVED;

  /** A call was made that is no retry. */
  earn(): void {
    this.#saved = Math.min(MAX_SAVED, this.#saved + EARNED_PER_CALL);
  }

  /** @returns whether one more retry may be made; then it is spent. */
  spend(parties: Parties = NO_PARTIES): boolean {
    if (this.#saved < 1 || !this.#spentFor.use(parties, Math.floor(performance.now() / 1_000))) return false;
    this.#saved -= 1;
    return true;
  }
}

/**
 * Milliseconds to wait before a retry: full jitter, but no sooner than the REST API asks for.
 *
 * @param retries How many were made before.
 * @param retryAfterMs What `Retry-After` said.
 */
export function retryWait(retries: number, retryAfterMs: number | undefined): number {
  return (retryAfterMs ?? 0) + Math.random() * FIRST_WAIT_MS * 2 ** retries;
}

/**
 * A `Retry-After` header (RFC 9110, section 10.2.3) in milliseconds from now: seconds, or an HTTP date.
 *
 * @returns undefined where there is none, or it means nothing.
 */
export function parseRetryAfter(value: string | string[] | undefined): number | undefined {
  if (typeof value !== 'string') return undefined;
  if (/^\d+$/.test(value)) return Number(value) * 1_000;
  // Every form of an HTTP date begins with the day's name; other texts may be dates to JavaScript.
  if (!/^[A-Z][a-z]{2}/.test(value)) return undefined;
  const date = Date.parse(value);
  return Number.isNaN(date) ? undefined : Math.max(0, date - Date.now());
}

/** The rate limit of one order's reads, across subscriptions that come and go. */

/** Size of an order's token bucket: the first notifications are read at once, a flood of them at the refill rate. */
const BUCKET = 5;
/** Interval of the refill in milliseconds: five reads a second on average. */
const REFILL_INTERVAL_MS = 200;

/** One order's bucket, as the time of `performance.now` at which it is full again. */
export type FullAt = number;

/** A full bucket. */
export const FULL: FullAt = Number.NEGATIVE_INFINITY;

/** @returns the bucket after a read that begins now. */
export const afterRead = (fullAt: FullAt): FullAt => Math.max(fullAt, performance.now()) + REFILL_INTERVAL_MS;

/** @returns milliseconds until the bucket holds a read; zero or less if it does now. */
export const untilNextRead = (fullAt: FullAt): number => fullAt - (BUCKET - 1) * REFILL_INTERVAL_MS - performance.now();

/** The buckets of orders whose subscribers left within the last two seconds, so that a new subscription does not refill one. Has no timer. */
export class RecentReads {
  readonly #buckets = new Map<string, FullAt>();

  add(orderId: string, fullAt: FullAt): void {
    const now = performance.now();
    for (const [id, time] of this.#buckets) {
      if (time > now) break;
      this.#buckets.delete(id);
    }
    if (fullAt > now) this.#buckets.set(orderId, fullAt);
  }

  take(orderId: string): FullAt {
    const fullAt = this.#buckets.get(orderId) ?? FULL;
    this.#buckets.delete(orderId);
    return fullAt;
  }
}

/** How often one order may be read, also by subscribers who come and go. */

/** An order has a bucket of so many reads: the first hints are read at once, and a flood of them at the rate of the refill. */
const BUCKET = 5;
/** In milliseconds: five reads a second on average. */
const REFILL_INTERVAL_MS = 200;

/** One order's bucket, as the time at which it will be full again, by `performance.now`. */
export type FullAt = number;

/** A bucket that is full. */
export const FULL: FullAt = Number.NEGATIVE_INFINITY;

/** @returns the bucket after a read that begins now. */
export const afterRead = (fullAt: FullAt): FullAt => Math.max(fullAt, performance.now()) + REFILL_INTERVAL_MS;

/** @returns milliseconds until the bucket holds a read; none or less where it does now. */
export const untilNextRead = (fullAt: FullAt): number => fullAt - (BUCKET - 1) * REFILL_INTERVAL_MS - performance.now();

/** The buckets of orders that are no longer watched: to come back must not refill one. Holds those that were left within the last second or two, and no timer. */
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

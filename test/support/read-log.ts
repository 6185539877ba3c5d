/** When the REST API was read, and whether that was within what the gateway allows itself. */
import assert from 'node:assert/strict';

const PER_ORDER_AND_SECOND = 5;
/** Times are sums of fractions of a millisecond. */
const ROUNDING = 1e-6;

export class ReadLog {
  readonly #perSecond: number;
  readonly #times: number[] = [];
  readonly #timesOf = new Map<string, number[]>();

  /** @param perSecond `RECONCILE_RATE`: what was not used within a second may be used at once. */
  constructor(perSecond: number) {
    this.#perSecond = perSecond;
  }

  /** @param now In milliseconds. @param orderId The order, where it was read by itself. */
  add(now: number, orderId?: string): void {
    this.#times.push(now);
    if (orderId === undefined) return;
    const times = this.#timesOf.get(orderId) ?? [];
    times.push(now);
    this.#timesOf.set(orderId, times);
  }

  check(): void {
    checkBucket(this.#times, this.#perSecond, 'all orders');
    for (const [orderId, times] of this.#timesOf) checkBucket(times, PER_ORDER_AND_SECOND, orderId);
  }
}

/** A bucket that holds what is filled in within a second. */
function checkBucket(times: readonly number[], perSecond: number, what: string): void {
  let used = 0;
  let before = 0;
  for (const time of times) {
    used = Math.max(0, used - ((time - before) / 1_000) * perSecond) + 1;
    before = time;
    assert(used <= perSecond + ROUNDING, `${what}: more than ${perSecond} reads a second, at ${time} ms`);
  }
}

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
    let used = 0;
    let before = 0;
    for (const time of this.#times) {
      used = Math.max(0, used - ((time - before) / 1_000) * this.#perSecond) + 1;
      before = time;
      assert(used <= this.#perSecond + ROUNDING, `more than ${this.#perSecond} reads a second, at ${time} ms`);
    }
    for (const [orderId, times] of this.#timesOf) {
      for (const [index, time] of times.entries()) {
        const sixth = times[index + PER_ORDER_AND_SECOND];
        assert(sixth === undefined || sixth - time >= 1_000 - ROUNDING, `${orderId} too often, at ${time} ms`);
      }
    }
  }
}

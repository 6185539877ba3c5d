/** Redis's clock, without asking Redis each time: its distance to `performance.now()`, measured on each connection and from time to time. */
import type { RedisClient } from './redis-client.js';

/** Backward corrections up to this are errors of measurement and drift; larger ones mean that the clock was set. In milliseconds. */
const LARGEST_DRIFT_MS = 2_000;

/**
 * Never goes back. When Redis's clock is set back, this one goes on at its own pace, since deadlines that were reached must stay reached; when
 * it is set forward, or a failover leads to a Redis that is ahead, this one follows.
 */
export class RedisClock {
  #offset: number | undefined;
  #latest = Number.NEGATIVE_INFINITY;
  /** Used until the first measurement, when the store has not been opened yet. */
  readonly #hostOffset = Date.now() - performance.now();

  now(): number {
    const now = Math.floor(performance.now() + (this.#offset ?? this.#hostOffset));
    if (this.#offset === undefined) return now;
    this.#latest = Math.max(this.#latest, now);
    return this.#latest;
  }

  /** Asks Redis for its time, and takes half of the round trip for the way. */
  async measure(client: RedisClient): Promise<void> {
    const sentAt = performance.now();
    const [seconds, microseconds] = await client.time();
    const measured = Number(seconds) * 1_000 + Number(microseconds) / 1_000 - (sentAt + performance.now()) / 2;
    if (this.#offset === undefined || measured > this.#offset - LARGEST_DRIFT_MS) this.#offset = measured;
  }
}

/** `RATE_LIMIT`: how often one viewer may ask, whatever the transport. */
import { hash } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import { nameOf, type Viewer } from '../auth/viewer.js';
import type { RateLimit } from '../config-front-door.js';
import { GatewayError } from '../errors.js';
import type { RedisConnection } from '../redis/redis-connection.js';
import { type Counted, countInRedis } from '../redis/redis-window.js';

export interface RateLimiterOptions {
  /** Undefined: nothing is counted. */
  limit: RateLimit | undefined;
  /** Whether viewers can be told apart; if not, addresses are. */
  knowsViewers: boolean;
  /** Where it is the store: counts are shared by all instances, and the process's own while it is away. */
  redis: RedisConnection | undefined;
}

/** Who asked too often. */
export class RateLimitedError extends GatewayError {
  readonly retryAfterMs: number;

  constructor(retryAfterMs: number) {
    super('RATE_LIMITED');
    this.retryAfterMs = retryAfterMs;
  }
}

/** Viewers and addresses that are remembered at most; the one not heard of for longest is forgotten. */
const MAX_KEYS = 100_000;

interface Window {
  count: number;
  /** By `performance.now()`. */
  endsAt: number;
}

/** A window of time begins with the first request in it. */
export class RateLimiter {
  readonly #options: RateLimiterOptions;
  readonly #windows: LRUCache<string, Window>;
  /** Until when one who asked too often needn't be looked up again. */
  readonly #refusedUntil: LRUCache<string, number>;

  constructor(options: RateLimiterOptions) {
    this.#options = options;
    // They take their room at once, whether it is used or not.
    const max = options.limit ? MAX_KEYS : 1;
    this.#windows = new LRUCache({ max });
    this.#refusedUntil = new LRUCache({ max });
  }

  get isOn(): boolean {
    return this.#options.limit !== undefined;
  }

  /** Counts one more request or operation. @throws {RateLimitedError} where it is one too many. */
  async count(viewer: Viewer, address: string): Promise<void> {
    const { limit, knowsViewers } = this.#options;
    if (!limit) return;
    const key = knowsViewers && viewer.kind !== 'nobody' ? nameOf(viewer) : `address:${address}`;
    const refusedForMs = (this.#refusedUntil.get(key) ?? 0) - performance.now();
    if (refusedForMs > 0) throw new RateLimitedError(refusedForMs);
    const { count, leftMs } = await this.#counted(key, limit);
    if (count <= limit.count) return;
    this.#refusedUntil.set(key, performance.now() + leftMs);
    throw new RateLimitedError(leftMs);
  }

  async #counted(key: string, { windowMs }: RateLimit): Promise<Counted> {
    const { redis } = this.#options;
    if (!redis?.isAvailable) return this.#countHere(key, windowMs);
    try {
      // Hashed: a name holds a person's id, or is an address, and Redis keeps what it was sent in its files.
      return await countInRedis(redis, hash('sha256', JSON.stringify(key), 'base64url'), windowMs);
    } catch {
      // Its own log tells that it is away. A limit on requests is no reason to refuse them all.
      return this.#countHere(key, windowMs);
    }
  }

  #countHere(key: string, windowMs: number): Counted {
    const now = performance.now();
    let window = this.#windows.get(key);
    if (!window || window.endsAt <= now) {
      window = { count: 0, endsAt: now + windowMs };
      this.#windows.set(key, window);
    }
    window.count += 1;
    return { count: window.count, leftMs: window.endsAt - now };
  }
}

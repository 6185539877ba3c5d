/** `RATE_LIMIT`: how often one viewer may ask, whatever the transport. */
import { hash } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import { type RateLimiterAbstract, RateLimiterMemory, RateLimiterRedis, RateLimiterRes } from 'rate-limiter-flexible';
import { nameOf, type Viewer } from '../auth/viewer.js';
import { GatewayError } from '../common/gateway-error.js';
import type { RedisClient } from '../redis/redis-client.js';
import type { RedisConnection } from '../redis/redis-connection.js';
import type { RateLimit } from './ingress-limits.js';

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

/** Maximum number of viewers and addresses that are counted in memory; the least recently used is evicted. */
const MAX_KEYS = 100_000;
const KEY_PREFIX = 'wallet-gateway:rate';

/** A window of time begins with the first request in it. */
export class RateLimiter {
  readonly #knowsViewers: boolean;
  /** Undefined: `off`. */
  readonly #limiter: RateLimiterAbstract | undefined;
  /**
   * All keys that are counted, each with the time by `performance.now()` until which it is refused without asking Redis. The library bounds
   * neither its counts in memory nor its list of blocked keys.
   */
  readonly #refusedUntil: LRUCache<string, number>;

  constructor({ limit, knowsViewers, redis }: RateLimiterOptions) {
    this.#knowsViewers = knowsViewers;
    const memory = limit && new RateLimiterMemory({ points: limit.count, duration: limit.windowMs / 1_000 });
    this.#limiter = memory && redis ? sharedBy(redis, memory) : memory;
    this.#refusedUntil = new LRUCache({
      // It takes its room at once, whether it is used or not.
      max: memory ? MAX_KEYS : 1,
      noDisposeOnSet: true,
      dispose: (_, key) => void memory?.delete(key),
    });
  }

  get isOn(): boolean {
    return this.#limiter !== undefined;
  }

  /** Counts one more request or operation. @throws {RateLimitedError} where it is one too many. */
  async count(viewer: Viewer, address: string): Promise<void> {
    if (!this.#limiter) return;
    const name = this.#knowsViewers && viewer.kind !== 'anonymous' ? nameOf(viewer) : `address:${address}`;
    // Hashed: a name holds a person's id, or is an address, and Redis keeps what it was sent in its files.
    const key = hash('sha256', JSON.stringify(name), 'base64url');
    const refusedUntil = this.#refusedUntil.get(key);
    if (refusedUntil === undefined) this.#refusedUntil.set(key, 0);
    else if (refusedUntil > performance.now()) throw new RateLimitedError(refusedUntil - performance.now());
    try {
      await this.#limiter.consume(key);
    } catch (refusal) {
      if (!(refusal instanceof RateLimiterRes)) throw refusal;
      this.#refusedUntil.set(key, performance.now() + refusal.msBeforeNext);
      throw new RateLimitedError(refusal.msBeforeNext);
    }
  }
}

/** @param memory Counts where Redis fails, whose own log tells of that: a limit on requests is no reason to refuse them all. */
function sharedBy(redis: RedisConnection, memory: RateLimiterMemory): RateLimiterRedis {
  const { points, duration } = memory;
  // All that the library asks of a client, by whichever connection there is at the time.
  const storeClient = {
    get isReady() {
      return redis.isAvailable;
    },
    eval: (...args: Parameters<RedisClient['eval']>) => redis.run((client) => client.eval(...args)),
  };
  return new RateLimiterRedis({
    storeClient,
    useRedisPackage: true,
    rejectIfRedisNotReady: true,
    insuranceLimiter: memory,
    keyPrefix: KEY_PREFIX,
    points,
    duration,
  });
}

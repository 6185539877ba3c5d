/** `RATE_LIMIT`: bounds the requests of one viewer on all transports. */
import { hash } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import { type RateLimiterAbstract, RateLimiterMemory, RateLimiterRedis, RateLimiterRes } from 'rate-limiter-flexible';
import { nameOf, type Viewer } from '../auth/viewer.js';
import { GatewayError } from '../common/gateway-error.js';
import type { RateLeft } from '../graphql/operation/context.js';
import type { RedisClient } from '../redis/redis-client.js';
import type { RedisConnection } from '../redis/redis-connection.js';
import type { RateLimit } from './ingress-limits.js';

export interface RateLimiterOptions {
  /** Undefined if requests are not counted. */
  limit: RateLimit | undefined;
  /** Whether viewers are known. If not, requests count by address. */
  knowsViewers: boolean;
  /** Redis, if it is the store: instances share counts. While it is unavailable, each process counts for itself. */
  redis: RedisConnection | undefined;
}

/** The rejection of a viewer that exceeds the rate. */
export class RateLimitedError extends GatewayError {
  readonly retryAfterMs: number;

  constructor(retryAfterMs: number) {
    super('RATE_LIMITED');
    this.retryAfterMs = retryAfterMs;
  }
}

/** Maximum number of viewers and addresses that are counted in memory; the least recently used is evicted. */
const MAX_KEYS = 100_000;

/** Counts requests in windows that begin with their first request. */
export class RateLimiter {
  readonly #knowsViewers: boolean;
  /** Undefined if the rate limit is off. */
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

  /**
   * Counts one request or operation.
   *
   * @returns what is left of the limit; undefined if there is none.
   * @throws {RateLimitedError} if it exceeds the limit.
   */
  async count(viewer: Viewer, address: string): Promise<RateLeft | undefined> {
    if (!this.#limiter) return undefined;
    const name = this.#knowsViewers && viewer.kind !== 'anonymous' ? nameOf(viewer) : `address:${address}`;
    // Hashed, since a name holds an id or an address, and Redis keeps it in its files.
    const key = hash('sha256', JSON.stringify(name), 'base64url');
    const refusedUntil = this.#refusedUntil.get(key);
    if (refusedUntil === undefined) this.#refusedUntil.set(key, 0);
    else if (refusedUntil > performance.now()) throw new RateLimitedError(refusedUntil - performance.now());
    try {
      const { remainingPoints, msBeforeNext } = await this.#limiter.consume(key);
      return { limit: this.#limiter.points, remaining: remainingPoints, resetMs: msBeforeNext };
    } catch (refusal) {
      if (!(refusal instanceof RateLimiterRes)) throw refusal;
      this.#refusedUntil.set(key, performance.now() + refusal.msBeforeNext);
      throw new RateLimitedError(refusal.msBeforeNext);
    }
  }
}

/** @param memory Counts while Redis fails, since a rate limit is no reason to reject every request. */
function sharedBy(redis: RedisConnection, memory: RateLimiterMemory): RateLimiterRedis {
  const { points, duration } = memory;
  // The commands that the library needs, on the current connection.
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
    keyPrefix: `${redis.names.prefix}rate`,
    points,
    duration,
  });
}

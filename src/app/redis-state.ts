/** The store and the bus of several instances, both in one Redis. */
import { StoreError } from '../common/store-error.js';
import { RedisAdmission } from '../directory/store/redis/redis-admission.js';
import { RedisStore } from '../directory/store/redis/redis-store.js';
import { RedisBus } from '../live/redis-bus.js';
import { checkRedis } from '../redis/check-redis.js';
import type { RedisClient } from '../redis/redis-client.js';
import { RedisClock } from '../redis/redis-clock.js';
import { RedisConnection } from '../redis/redis-connection.js';
import { RedisHealth } from '../redis/redis-health.js';
import { redisNames } from '../redis/redis-names.js';
import { parseRedisUrl, redisAddress } from '../redis/redis-url.js';
import type { State, StateListeners, StateOptions } from './state.js';

export function openRedisState(options: StateOptions): State {
  const { storeUrl: url, upstreamUrl, log } = options;
  const address = redisAddress(url);
  const place = parseRedisUrl(url);
  if (!place) throw new StoreError(address, 'it is no URL of Redis');
  const about = { component: 'redis', redis: address };
  let listeners: StateListeners = { onReconnect: () => {}, onUsable: () => {}, onChanged: () => {} };
  let refuse: (error: StoreError) => void = () => {};
  const refused = new Promise<never>((_, reject) => {
    refuse = reject;
  });

  let refusal: string | undefined;
  /** During a start, a Redis that must not be used ends it. Later, Redis counts as unavailable until it can be used. */
  const guarded = async <T>(work: Promise<T>): Promise<T> => {
    try {
      return await work;
    } catch (error) {
      if (error instanceof StoreError && refusal !== error.message) {
        refusal = error.message;
        log.error({ ...about, reason: refusal }, 'redis must not be used');
        refuse(error);
      }
      throw error;
    }
  };

  let wasEmptied = false;
  const clock = new RedisClock();
  const admission = new RedisAdmission({
    address,
    upstreamUrl,
    names: redisNames(place),
    isMovable: place.kind !== 'single',
    clock,
    log,
    onEmptied: () => {
      wasEmptied = true;
      // During the preparation of a connection, `usable` runs once that connection is ready.
      if (connection.isAvailable) usable();
    },
  });
  let isChecked = false;
  const prepare = async (client: RedisClient): Promise<void> => {
    const readOnly = await admission.check(client);
    if (!isChecked) await checkRedis({ address, run: (command) => command(client) }, log);
    isChecked = true;
    refusal = undefined;
    health.note(readOnly);
  };
  const usable = (): void => {
    const isEmptied = wasEmptied;
    wasEmptied = false;
    void bus.firstReady.then(() => listeners.onUsable(isEmptied));
  };

  const connection = new RedisConnection({
    url,
    name: 'wallet-gateway',
    log,
    prepare: (client) => guarded(prepare(client)),
    onRefusal: () => health.check(),
  });
  const health = new RedisHealth({
    connection,
    check: (client) => guarded(admission.check(client)),
    log,
    onWritable: () => connection.isAvailable && usable(),
  });
  connection.onReady(usable);
  const store = new RedisStore(connection, { clock, log });
  const bus = new RedisBus({
    connection,
    url,
    log,
    onReconnect: () => listeners.onReconnect(),
    subscribe: (client, listener) => guarded(admission.subscribe(client, listener)),
  });
  const opened = Promise.race([refused, Promise.all([connection.firstReady, bus.firstReady]).then(() => {})]);
  // A start awaits `opened` and gets the reason. A later rejection would be unhandled, and `guarded` has logged it.
  opened.catch(() => {});

  const awayReason = (): string | undefined => {
    // Everyone can read these, so they hold no address.
    if (refusal !== undefined) return 'must not be used: the log says why';
    if (!bus.isAvailable) return 'no connection: check that Redis runs, and STORE_URL';
    return health.isWritable ? undefined : 'refuses writes: check its memory, its disk and its user';
  };

  return {
    store,
    bus,
    redis: connection,
    opened,
    away: () => {
      const reason = awayReason();
      return reason === undefined ? [] : [{ name: 'redis', reason }];
    },
    isUp: () => ({ store: connection.isAvailable && health.isWritable, bus: bus.isAvailable }),
    listen: (given) => {
      listeners = given;
    },
    close: async () => {
      health.close();
      await bus.close();
      await store.close();
    },
  };
}

/** Store and bus of many instances: one Redis. */
import type { Logger } from 'pino';
import { identify } from './directory/store/open-store.js';
import { RedisStore } from './directory/store/redis-store.js';
import type { Store } from './directory/store/store.js';
import { StoreError } from './directory/store/store-error.js';
import { RedisBus } from './live/redis-bus.js';
import { checkRedis } from './redis/check-redis.js';
import { RedisConnection } from './redis/redis-connection.js';
import type { State, StateOptions } from './state.js';

export function openRedisState({ storeUrl: url, upstreamUrl, log, onReconnect }: StateOptions): State {
  const connection = new RedisConnection({ url, name: 'wallet-gateway', log });
  const store = new RedisStore(connection);
  const bus = new RedisBus({ connection, url, log, onReconnect });
  const opened = untilChecked(connection, store, upstreamUrl, log).then(() => bus.firstReady);
  // Whoever waits for it is told; nobody may be waiting any longer.
  opened.catch(() => {});
  return {
    store,
    bus,
    redis: connection,
    opened,
    away: () => (bus.isAvailable ? [] : ['redis']),
    close: async () => {
      await bus.close();
      await store.close();
    },
  };
}

/** Tries each time that Redis is there, until it answers. */
function untilChecked(connection: RedisConnection, store: Store, upstreamUrl: URL, log: Logger): Promise<void> {
  return new Promise((resolve, reject) => {
    const check = async (): Promise<void> => {
      try {
        await checkRedis(connection, log);
        await identify(store, connection.address, upstreamUrl);
        resolve();
      } catch (error) {
        if (error instanceof StoreError) reject(error);
        else log.warn({ err: error }, 'Redis could not be checked; it will be when it is back');
      }
    };
    connection.onReady(() => void check());
  });
}

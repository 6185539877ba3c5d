/** What outlives an operation: the store and the bus, wherever `STORE_URL` says. */
import type { Logger } from 'pino';
import { openStore } from '../directory/store/open-store.js';
import type { Store } from '../directory/store/store.js';
import { type Bus, MemoryBus } from '../live/bus.js';
import type { RedisConnection } from '../redis/redis-connection.js';
import { isRedisUrl } from '../redis/redis-url.js';

export interface State {
  store: Store;
  bus: Bus;
  /** Where it is the store. */
  redis?: RedisConnection;
  /** Resolves when the store has been there and is this gateway's own; rejects with a {@link StoreError} where it is not. */
  opened: Promise<void>;
  /** What is away at the moment. */
  away(): string[];
  close(): Promise<void>;
}

export interface StateOptions {
  storeUrl: string;
  upstreamUrl: URL;
  log: Logger;
  /** Hints may have been lost: the bus hears again. */
  onReconnect: () => void;
  /**
   * The store can be used: again after it was away, and in Redis for the first time too.
   *
   * @param isEmptied Whether it is known to have lost its content.
   */
  onUsable?: (isEmptied: boolean) => void;
  /** Whether a store that isn't there is not to be made. */
  mustExist?: boolean;
}

/** @throws {StoreError} where a store of this machine can't be used. */
export async function openState(options: StateOptions): Promise<State> {
  const { storeUrl, upstreamUrl } = options;
  if (isRedisUrl(storeUrl)) {
    // Loaded where it is used: it is a third of the time that a start takes.
    const { openRedisState } = await import('./redis-state.js');
    return openRedisState(options);
  }
  const store = await openStore(storeUrl, upstreamUrl, { mustExist: options.mustExist ?? false, log: options.log });
  const bus = new MemoryBus();
  const close = async (): Promise<void> => {
    await bus.close();
    await store.close();
  };
  return { store, bus, opened: Promise.resolve(), away: () => (store.isAvailable ? [] : ['store']), close };
}

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
  /** The parts that are unavailable at the moment. */
  away(): string[];
  /** Reports events from now on; to be called once, before anything is awaited. */
  listen(listeners: StateListeners): void;
  close(): Promise<void>;
}

export interface StateListeners {
  /** The bus has connected again: change notifications may have been lost. */
  onReconnect: () => void;
  /**
   * The store has become usable: after an outage, and with Redis for the first time as well.
   *
   * @param isEmptied Whether the store is known to have lost its content.
   */
  onUsable: (isEmptied: boolean) => void;
}

export interface StateOptions {
  storeUrl: string;
  upstreamUrl: URL;
  log: Logger;
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
  // One process has no events: its bus never disconnects, and a file that can be written again needs no preparation.
  const away = () => (store.isAvailable ? [] : ['store']);
  return { store, bus, opened: Promise.resolve(), away, listen: () => {}, close };
}

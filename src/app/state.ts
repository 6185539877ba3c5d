/** What outlives an operation: the store and the bus, wherever `STORE_URL` says. */
import type { Logger } from 'pino';
import type { Store } from '../directory/store/store.js';
import type { Bus } from '../live/bus.js';
import type { RedisConnection } from '../redis/redis-connection.js';

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

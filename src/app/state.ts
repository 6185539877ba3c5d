/** The state that operations share: the store and the bus, both chosen by `STORE_URL`. */
import type { Logger } from 'pino';
import type { Store } from '../directory/store/store.js';
import type { Unavailable } from '../http/health.js';
import type { Bus } from '../live/bus.js';
import type { RedisConnection } from '../redis/redis-connection.js';

export interface State {
  store: Store;
  bus: Bus;
  /** The connection to Redis, if Redis is the store. */
  redis?: RedisConnection;
  /** Resolves once the store has connected and belongs to this upstream; rejects with a {@link StoreError} if it belongs to another. */
  opened: Promise<void>;
  /** The parts that are unavailable at the moment, each with the reason. */
  away(): Unavailable[];
  /** Whether the store can be read and written, and whether notifications reach all instances. */
  isUp(): { store: boolean; bus: boolean };
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
  /** A command has changed these keys. */
  onChanged: (keys: readonly string[]) => void;
}

export interface StateOptions {
  storeUrl: string;
  upstreamUrl: URL;
  log: Logger;
  /** Whether opening fails, instead of creating the store, if there is none. */
  mustExist?: boolean;
  /** Whether a command opens it, beside a gateway that may run. */
  isCommand?: boolean;
}

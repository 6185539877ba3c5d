/** For many processes: one pub/sub channel of a Redis that they share. */
import type { Logger } from 'pino';
import { isId } from '../input/check-id.js';
import type { RedisClient } from '../redis/redis-client.js';
import { RedisConnection } from '../redis/redis-connection.js';
import type { Bus } from './bus.js';

export interface RedisBusOptions {
  /** Publishes; stays with its owner. */
  connection: RedisConnection;
  /** The same Redis, for the connection that subscribes. */
  url: string;
  log: Logger;
  /** Subscribes on a new connection; may check it first. */
  subscribe?: (client: RedisClient, listener: (message: string) => void) => Promise<unknown>;
  /**
   * Is called each time that the subscription is there after it was not, the first time too. What was published in between
   * is lost, so that all that is watched has to be looked at again.
   */
  onReconnect: () => void;
}

export const CHANNEL = 'wallet-gateway:orders';

export class RedisBus implements Bus {
  readonly isShared = true;
  /** Resolves when it hears for the first time. */
  readonly firstReady: Promise<void>;
  readonly #publisher: RedisConnection;
  readonly #subscriber: RedisConnection;
  readonly #listeners = new Set<(orderId: string) => void>();
  readonly #log: Logger;

  constructor({ connection, url, log, onReconnect, subscribe = subscribeAtOnce }: RedisBusOptions) {
    this.#publisher = connection;
    this.#log = log;
    this.#subscriber = new RedisConnection({
      url,
      name: 'wallet-gateway-bus',
      log,
      prepare: (client) => subscribe(client, (message) => this.#hear(message)),
    });
    this.#subscriber.onReady(onReconnect);
    this.firstReady = this.#subscriber.firstReady;
  }

  /** Whether it can publish and hear. */
  get isAvailable(): boolean {
    return this.#publisher.isAvailable && this.#subscriber.isAvailable;
  }

  /** @throws {RedisUnavailableError} within the connection's deadline; the hint may be on its way all the same. */
  async publish(orderId: string): Promise<void> {
    await this.#publisher.run((client) => client.publish(CHANNEL, orderId));
  }

  subscribe(listener: (orderId: string) => void): void {
    this.#listeners.add(listener);
  }

  async close(): Promise<void> {
    this.#listeners.clear();
    await this.#subscriber.close();
  }

  /** Whoever has the password may publish: what is no id goes no further. */
  #hear(message: string): void {
    if (!isId(message)) return;
    try {
      for (const listener of this.#listeners) listener(message);
    } catch (error) {
      // node-redis would take it for an answer that it can't read.
      this.#log.error({ err: error }, 'change notification could not be published');
    }
  }
}

const subscribeAtOnce = (client: RedisClient, listener: (message: string) => void): Promise<unknown> =>
  client.subscribe(CHANNEL, listener);

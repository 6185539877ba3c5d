/** The bus of several processes: one pub/sub channel of a shared Redis. */
import type { Logger } from 'pino';
import { isId } from '../input/check-id.js';
import type { RedisClient } from '../redis/redis-client.js';
import { RedisConnection } from '../redis/redis-connection.js';
import type { Bus } from './bus.js';

export interface RedisBusOptions {
  /** The connection that publishes. The bus does not close it. */
  connection: RedisConnection;
  /** Address of the same Redis, for the connection that subscribes. */
  url: string;
  log: Logger;
  /** Subscribes on a new connection, after any checks of it. */
  subscribe: (client: RedisClient, listener: (message: string) => void) => Promise<unknown>;
  /**
   * Called each time that the subscription is established, the first time too. Notifications published in between are lost, so all watched orders must
   * be read again.
   */
  onReconnect: () => void;
}

export class RedisBus implements Bus {
  readonly isShared = true;
  /** Resolves when the first subscription is established. */
  readonly firstReady: Promise<void>;
  readonly #publisher: RedisConnection;
  readonly #subscriber: RedisConnection;
  readonly #listeners = new Set<(orderId: string) => void>();
  readonly #log: Logger;

  constructor({ connection, url, log, onReconnect, subscribe }: RedisBusOptions) {
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

  /** Whether the bus can publish and receive. */
  get isAvailable(): boolean {
    return this.#publisher.isAvailable && this.#subscriber.isAvailable;
  }

  /** @throws {RedisUnavailableError} within the connection's deadline. The notification may still be published. */
  async publish(orderId: string): Promise<void> {
    const { channel, isSharded } = this.#publisher.names;
    await this.#publisher.run((client) =>
      isSharded ? client.sPublish(channel, orderId) : client.publish(channel, orderId),
    );
  }

  subscribe(listener: (orderId: string) => void): void {
    this.#listeners.add(listener);
  }

  async close(): Promise<void> {
    this.#listeners.clear();
    await this.#subscriber.close();
  }

  /** Drops messages that are no ids, since every holder of the password can publish. */
  #hear(message: string): void {
    if (!isId(message)) return;
    try {
      for (const listener of this.#listeners) listener(message);
    } catch (error) {
      // node-redis would treat an exception here as an unreadable reply.
      this.#log.error({ component: 'bus', err: error }, 'change notification could not be published');
    }
  }
}

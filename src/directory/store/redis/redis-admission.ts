/** What a connection to Redis has to pass before the store, or the bus, uses it. */
import type { Logger } from 'pino';
import { ErrorReply } from 'redis';
import type { RedisClient } from '../../../redis/redis-client.js';
import type { RedisClock } from '../../../redis/redis-clock.js';
import type { RedisNames } from '../../../redis/redis-names.js';
import { missingRight, tryRedis } from '../../../redis/redis-rights.js';
import { isMoved, NotPrimaryError } from '../../../redis/replicas.js';
import { StoreError } from '../file/damaged.js';
import { checkIdentity, IDENTITY_KEY, identityFor } from '../store-identity.js';

export interface RedisAdmissionOptions {
  /** The URL without credentials. */
  address: string;
  upstreamUrl: URL;
  names: RedisNames;
  /** Whether another server can become the primary: then a read-only one is the wrong one. */
  isMovable: boolean;
  clock: RedisClock;
  log: Logger;
  /** Is called where the store was this gateway's, and holds nothing any longer: Redis was restarted empty, or emptied. */
  onEmptied: () => void;
}

export class RedisAdmission {
  readonly #options: RedisAdmissionOptions;
  #wasIdentified = false;
  #isTimeRefused = false;

  constructor(options: RedisAdmissionOptions) {
    this.#options = options;
  }

  /**
   * Nothing but the identity is read before it is known to be right, and nothing written unless it is.
   *
   * @returns why Redis takes no writes at the moment; undefined where it does.
   * @throws {StoreError} where it is another REST API's, or its user lacks a right.
   * @throws {NotPrimaryError} where another server has become the primary.
   * @throws {ErrorReply} where it is empty, and takes no writes.
   */
  async check(client: RedisClient): Promise<string | undefined> {
    await this.identify(client);
    const [{ missing, refusal }] = await Promise.all([
      tryRedis(client, this.#options.names),
      this.#measureTime(client),
    ]);
    if (missing.length > 0) throw this.#lacking(missing);
    if (refusal !== undefined && this.#options.isMovable && isMoved(refusal)) throw new NotPrimaryError(refusal);
    return refusal;
  }

  /** Makes sure that Redis is this gateway's, and marks it where it is empty. @throws {StoreError} */
  async identify(client: RedisClient): Promise<void> {
    const { address, names, upstreamUrl } = this.#options;
    const key = names.prefix + IDENTITY_KEY;
    const mine = identityFor(upstreamUrl);
    const read = () => client.get(key).catch((error: unknown) => this.#refuse(error, '+get'));
    let text = await read();
    if (text === null) {
      const wasWritten = await client
        .set(key, mine, { condition: 'NX' })
        .catch((error: unknown) => this.#refuse(error, '+set'));
      if (wasWritten !== null && this.#wasIdentified) this.#options.onEmptied();
      text = (await read()) ?? mine;
    }
    checkIdentity(text, address, upstreamUrl);
    this.#wasIdentified = true;
  }

  /** Subscribes. @throws {StoreError} where Redis's user may not. */
  async subscribe(client: RedisClient, listener: (message: string) => void): Promise<void> {
    const { channel, isSharded } = this.#options.names;
    await this.identify(client);
    const [right, subscribed] = isSharded
      ? ['+ssubscribe', client.sSubscribe(channel, listener)]
      : ['+subscribe', client.subscribe(channel, listener)];
    await subscribed.catch((error: unknown) => this.#refuse(error, right));
  }

  async #measureTime(client: RedisClient): Promise<void> {
    const { address, clock, log } = this.#options;
    try {
      await clock.measure(client);
    } catch (error) {
      if (!(error instanceof ErrorReply)) throw error;
      if (!this.#isTimeRefused)
        log.warn(
          { component: 'redis', redis: address },
          'redis TIME cannot be read; deadlines use the clock of this host',
        );
      this.#isTimeRefused = true;
    }
  }

  #refuse(error: unknown, command: string): never {
    const right = error instanceof ErrorReply && missingRight(error, command, this.#options.names);
    throw right ? this.#lacking([right]) : error;
  }

  #lacking(rights: readonly string[]): StoreError {
    return new StoreError(
      this.#options.address,
      `its user lacks the right ${rights.join(' ')} (ACL SETUSER), or the command is disabled`,
    );
  }
}

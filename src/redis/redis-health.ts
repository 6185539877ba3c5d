/** Monitors whether Redis accepts writes, also while nothing is written. */
import type { Logger } from 'pino';
import { ErrorReply } from 'redis';
import type { RedisClient } from './redis-client.js';
import type { RedisConnection } from './redis-connection.js';

/** In milliseconds. */
const INTERVAL_MS = 2_000;

export interface RedisHealthOptions {
  connection: RedisConnection;
  /**
   * @returns the reason why Redis rejects writes; undefined if it accepts them.
   * @throws {Error} why the connection must not be used any longer.
   */
  check: (client: RedisClient) => Promise<string | undefined>;
  log: Logger;
  /** Is called when it takes writes again. */
  onWritable: () => void;
}

export class RedisHealth {
  readonly #options: RedisHealthOptions;
  readonly #timer: NodeJS.Timeout;
  #refusal: string | undefined;
  #isChecking = false;

  constructor(options: RedisHealthOptions) {
    this.#options = options;
    this.#timer = setInterval(() => this.check(), INTERVAL_MS).unref();
  }

  get isWritable(): boolean {
    return this.#refusal === undefined;
  }

  /** Asks now, unless that is on its way. What goes wrong is logged once, and ends the connection where it must not be used. */
  check(): void {
    const { connection, check } = this.#options;
    if (this.#isChecking || !connection.isAvailable) return;
    this.#isChecking = true;
    let failure: unknown;
    connection
      .run((client) =>
        check(client).catch((error: unknown) => {
          failure = error;
          throw error;
        }),
      )
      .then(
        (refusal) => this.note(refusal),
        () => {
          if (failure instanceof ErrorReply) this.note(failure.message);
          else if (failure !== undefined) connection.reconnect(failure);
        },
      )
      .finally(() => {
        this.#isChecking = false;
      });
  }

  /** @param refusal The reason why Redis rejects writes; undefined if it accepts them. */
  note(refusal: string | undefined): void {
    const { connection, log, onWritable } = this.#options;
    const wasWritable = this.isWritable;
    this.#refusal = refusal;
    if (wasWritable === this.isWritable) return;
    const about = { component: 'redis', redis: connection.address };
    if (refusal !== undefined) {
      log.error({ ...about, reason: refusal }, 'redis rejects writes');
      return;
    }
    log.info(about, 'redis accepts writes again');
    onWritable();
  }

  close(): void {
    clearInterval(this.#timer);
  }
}

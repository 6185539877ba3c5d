/** A connection to Redis that reconnects, and answers or fails within a deadline. */
import type { Logger } from 'pino';
import { ErrorReply } from 'redis';
import { primaryFinder } from './primary-finder.js';
import type { RedisClient } from './redis-client.js';
import { RedisLink, type RedisLinkOptions } from './redis-link.js';
import { type RedisNames, redisNames } from './redis-names.js';
import { RedisUnavailableError } from './redis-unavailable-error.js';
import { parseRedisUrl, passwordRemover, redisAddress } from './redis-url.js';
import { isMoved } from './replicas.js';

const ADVICE = 'check that Redis runs, and that STORE_URL has its address and credentials';

export interface RedisConnectionOptions {
  /** As `isRedisUrl` has it. */
  url: string;
  /** What `CLIENT LIST` and the log call it. */
  name: string;
  log: Logger;
  /** Deadline of a command in milliseconds; 500 by default. */
  deadlineMs?: number;
  /** Runs on each new connection before it is used, such as subscribing; where it rejects, the connection is given up. */
  prepare?: (client: RedisClient) => Promise<unknown>;
  /** Is called when Redis refuses a command: it may refuse others too. */
  onRefusal?: () => void;
}

const DEADLINE_MS = 500;
const FIRST_RETRY_MS = 50;
const LONGEST_RETRY_MS = 2_000;
/** How long commands get to end when it is closed, in milliseconds. */
const CLOSE_TIMEOUT_MS = 500;

export class RedisConnection {
  /** The URL without credentials. */
  readonly address: string;
  readonly names: RedisNames;
  /** Resolves when the connection is first usable. Never rejects, and stays pending if it is closed before. */
  readonly firstReady: Promise<void>;
  readonly #options: RedisConnectionOptions;
  readonly #linkOptions: RedisLinkOptions;
  readonly #cleaned: (message: string) => string;
  readonly #readyListeners: (() => void)[] = [];
  #link: RedisLink | undefined;
  #retry: NodeJS.Timeout | undefined;
  #failures = 0;
  #isOutageLogged = false;
  #closed: Promise<void> | undefined;

  /** Connects, and retries until `close`. Each outage is logged once. */
  constructor(options: RedisConnectionOptions) {
    const { url, name, prepare } = options;
    const place = parseRedisUrl(url);
    if (!place) throw new Error('not a URL of Redis');
    this.#options = options;
    const isMovable = place.kind !== 'single';
    this.#linkOptions = { primary: primaryFinder(place), isMovable, name, ...(prepare && { prepare }) };
    this.address = redisAddress(url);
    this.names = redisNames(place);
    this.#cleaned = passwordRemover(place);
    this.firstReady = new Promise((resolve) => this.onReady(resolve));
    this.#connect();
  }

  get isAvailable(): boolean {
    return this.#link?.isAvailable === true;
  }

  /** Calls it each time Redis becomes usable: at first, on a new connection, and when it answers again after a pause. */
  onReady(listener: () => void): void {
    this.#readyListeners.push(listener);
  }

  /**
   * Sends a command, if Redis can be expected to answer it. While an earlier one is past its deadline nothing is sent:
   * Redis answers in turn, so it would only wait too. That keeps what waits bounded, and lets the connection fall silent,
   * which is how its loss is noticed.
   *
   * @param command One command. No `MULTI`: where the queue is full in its midst, node-redis leaves it open.
   * @throws {RedisUnavailableError} within the deadline.
   * @throws {ErrorReply} where Redis says no.
   */
  run<T>(command: (client: RedisClient) => Promise<T>): Promise<T> {
    return this.#onLink((link) => link.run(command, this.#deadlineMs));
  }

  /**
   * Runs a write, and waits until a replica has it too, if there is one: what only the primary has is lost in a failover.
   *
   * @throws as `run`; {@link RedisUnavailableError} also if no replica says in time that it has the write.
   */
  runDurably<T>(command: (client: RedisClient) => Promise<T>): Promise<T> {
    return this.#onLink((link) => link.runDurably(command, this.#deadlineMs));
  }

  async #onLink<T>(work: (link: RedisLink) => Promise<T>): Promise<T> {
    const link = this.#link;
    if (link === undefined) throw new RedisUnavailableError('it is unavailable', false);
    try {
      return await work(link);
    } catch (error) {
      if (error instanceof RedisUnavailableError) throw error;
      if (!(error instanceof ErrorReply)) throw new RedisUnavailableError(this.#reason(error), true);
      if (this.#linkOptions.isMovable && isMoved(error.message)) {
        link.fail(error);
        throw new RedisUnavailableError(error.message, false);
      }
      this.#options.onRefusal?.();
      throw error;
    }
  }

  get #deadlineMs(): number {
    return this.#options.deadlineMs ?? DEADLINE_MS;
  }

  /** Drops the current connection, so that the next one is prepared anew. */
  reconnect(reason: unknown): void {
    this.#link?.fail(reason);
  }

  /** Resolves within a second, even if Redis hangs. Unanswered commands fail. */
  close(): Promise<void> {
    this.#closed ??= this.#close();
    return this.#closed;
  }

  async #close(): Promise<void> {
    clearTimeout(this.#retry);
    await this.#link?.close(CLOSE_TIMEOUT_MS);
  }

  #connect(): void {
    this.#link = new RedisLink(this.#linkOptions, {
      onUsable: () => this.#usable(),
      onLate: () => this.#logOutage('it does not answer in time'),
      onLost: (error) => this.#lost(error),
    });
  }

  #lost(error: unknown): void {
    this.#link = undefined;
    this.#logOutage(this.#reason(error));
    const longest = Math.min(FIRST_RETRY_MS * 2 ** this.#failures, LONGEST_RETRY_MS);
    this.#failures += 1;
    this.#retry = setTimeout(() => this.#connect(), longest * (0.5 + Math.random() / 2));
  }

  #usable(): void {
    this.#failures = 0;
    this.#isOutageLogged = false;
    this.#options.log.info({ ...this.#fields(), server: this.#link?.server }, 'redis connected');
    for (const listener of this.#readyListeners) {
      try {
        listener();
      } catch (error) {
        this.#options.log.error({ ...this.#fields(), err: error }, 'redis listener failed after a connection');
      }
    }
  }

  #logOutage(reason: string): void {
    if (this.#isOutageLogged) return;
    this.#isOutageLogged = true;
    this.#options.log.error({ ...this.#fields(), reason, advice: ADVICE }, 'redis unavailable');
  }

  #fields() {
    return { component: 'redis', redis: this.address, name: this.#options.name };
  }

  /** No error of node-redis is passed on whole: what came with it is not for a log. */
  #reason(error: unknown): string {
    const { message, code } = error as { message?: string; code?: string };
    return this.#cleaned(message || code || 'unknown');
  }
}

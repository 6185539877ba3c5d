/** One connection to Redis, from the attempt to its end. */
import { within } from '../common/within.js';
import { createRedisClient, type RedisClient } from './redis-client.js';
import { inTime } from './redis-deadline.js';
import { RedisUnavailableError } from './redis-unavailable-error.js';

export interface RedisLinkOptions {
  url: string;
  name: string;
  prepare?: (client: RedisClient) => Promise<unknown>;
}

export interface RedisLinkEvents {
  /** Redis can be expected to answer: at first, and when it has answered everything that was late. */
  onUsable: () => void;
  /** A command has passed its deadline. */
  onLate: () => void;
  /** Could not be made, or is no more. Nothing comes after it. */
  onLost: (error: unknown) => void;
}

/**
 * Reconnecting is left to its owner, who makes another: node-redis's own goes on after its client was destroyed, and keeps
 * half of a pipeline that was cut.
 */
export class RedisLink {
  readonly #client: RedisClient;
  readonly #socket = new AbortController();
  readonly #events: RedisLinkEvents;
  #isReady = false;
  #isOver = false;
  /** How many commands are past their deadline and still without an answer. */
  #late = 0;

  constructor({ url, name, prepare }: RedisLinkOptions, events: RedisLinkEvents) {
    this.#events = events;
    this.#client = createRedisClient(url, name, this.#socket.signal);
    this.#client.on('error', (error: unknown) => this.#lost(error));
    this.#open(prepare).catch((error: unknown) => this.#lost(error));
  }

  get isAvailable(): boolean {
    return this.#isReady && !this.#isOver && this.#late === 0;
  }

  /** @throws {RedisUnavailableError} after the deadline, or at once; or what node-redis throws. */
  async run<T>(command: (client: RedisClient) => Promise<T>, deadlineMs: number): Promise<T> {
    if (!this.isAvailable) throw new RedisUnavailableError('it is unavailable', false);
    const reply = command(this.#client);
    return inTime(reply, deadlineMs, () => this.#wasLate(reply));
  }

  /** Lets what was sent end, for so many milliseconds, and destroys it. */
  async close(timeoutMs: number): Promise<void> {
    if (this.isAvailable) {
      this.#isOver = true;
      await within(timeoutMs, this.#client.close()).catch(() => {});
    }
    this.destroy();
  }

  /** Gives the connection up: it is lost for its owner, for this reason. */
  fail(error: unknown): void {
    this.#lost(error);
  }

  /** Ends it at once, also while it connects; what waits for an answer fails. */
  destroy(): void {
    this.#isOver = true;
    this.#client.destroy();
    // node-redis forgets a socket that is still connecting: it would come up afterwards, and stay.
    this.#socket.abort();
  }

  async #open(prepare: RedisLinkOptions['prepare']): Promise<void> {
    await this.#client.connect();
    // A Redis that still loads its data takes connections, and refuses this.
    await this.#client.ping();
    await prepare?.(this.#client);
    if (this.#isOver) return;
    this.#isReady = true;
    this.#events.onUsable();
  }

  #wasLate(reply: Promise<unknown>): void {
    this.#late += 1;
    if (!this.#isOver) this.#events.onLate();
    const answered = () => {
      this.#late -= 1;
      if (this.isAvailable) this.#events.onUsable();
    };
    reply.then(answered, answered);
  }

  #lost(error: unknown): void {
    if (this.#isOver) return;
    this.destroy();
    this.#events.onLost(error);
  }
}

/** One connection to Redis, from the attempt to its end. */
import { within } from '../common/within.js';
import type { PrimaryFinder } from './primary-finder.js';
import { createRedisClient, type RedisClient } from './redis-client.js';
import { inTime } from './redis-deadline.js';
import { RedisUnavailableError } from './redis-unavailable-error.js';
import { redisAddress } from './redis-url.js';
import { countReplicas, countReplicasIfPermitted } from './replicas.js';

/** The part of a deadline that a replica may take to say that it has a write. */
const REPLICA_SHARE = 0.8;

export interface RedisLinkOptions {
  primary: PrimaryFinder;
  /** Whether a failover can make another server the primary: then it must be the primary, and be looked for again after a pause. */
  isMovable: boolean;
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
  readonly #options: RedisLinkOptions;
  #client: RedisClient | undefined;
  #url = '';
  /** The URL of the server without credentials, once it is known. */
  #server: string | undefined;
  /** How many replicas a write must reach one of. Stays: if none answers any longer, another connection counts anew. */
  #replicas = 0;
  readonly #socket = new AbortController();
  readonly #events: RedisLinkEvents;
  #isReady = false;
  #isOver = false;
  /** How many commands are past their deadline and still without an answer. */
  #late = 0;

  constructor(options: RedisLinkOptions, events: RedisLinkEvents) {
    this.#options = options;
    this.#events = events;
    this.#open().catch((error: unknown) => this.#lost(error));
  }

  get server(): string | undefined {
    return this.#server;
  }

  get isAvailable(): boolean {
    return this.#isReady && !this.#isOver && this.#late === 0;
  }

  /** @throws {RedisUnavailableError} after the deadline, or at once; or what node-redis throws. */
  async run<T>(command: (client: RedisClient) => Promise<T>, deadlineMs: number): Promise<T> {
    if (!this.isAvailable || !this.#client) throw new RedisUnavailableError('it is unavailable', false);
    const reply = command(this.#client);
    return inTime(reply, deadlineMs, () => this.#wasLate(reply));
  }

  /** As `run`; resolves once a replica has the write too, if there is one. @throws as `run`. */
  async runDurably<T>(command: (client: RedisClient) => Promise<T>, deadlineMs: number): Promise<T> {
    let write = command;
    if (this.#replicas === 0) {
      // Counted after the write: a replica that comes later gets it with all other data.
      const both = (client: RedisClient) => Promise.all([command(client), this.#count(client)]);
      const [reply, replicas] = await this.run(both, deadlineMs);
      if (replicas === 0) return this.#unlessReplaced(reply, deadlineMs);
      this.#replicas = replicas;
      write = async () => reply;
    }
    const timeoutMs = Math.ceil(deadlineMs * REPLICA_SHARE);
    // Both at once and in this order, since Redis waits for the writes that the connection has sent before.
    const [reply, replicas] = await this.run(
      (client) => Promise.all([write(client), client.wait(1, timeoutMs)]),
      deadlineMs,
    );
    if (replicas > 0) return reply;
    throw this.#unsafe(`no replica has the write within ${timeoutMs} ms`);
  }

  /** A write that no replica has is lost if another server has become the primary. @throws {RedisUnavailableError} */
  async #unlessReplaced<T>(reply: T, deadlineMs: number): Promise<T> {
    const { isMovable, primary, name } = this.#options;
    if (!isMovable) return reply;
    let isStill = false;
    const asking = primary.isStill(this.#url, name, this.#socket.signal).then((answer) => {
      isStill = answer;
    });
    await within(deadlineMs, asking).catch(() => {});
    if (isStill && !this.#isOver) return reply;
    throw this.#unsafe('it has no replica, and another server may be the primary');
  }

  #unsafe(reason: string): RedisUnavailableError {
    const error = new RedisUnavailableError(reason, true);
    this.#lost(error);
    return error;
  }

  /** Lets what was sent end, for so many milliseconds, and destroys it. */
  async close(timeoutMs: number): Promise<void> {
    if (this.isAvailable && this.#client) {
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
    this.#client?.destroy();
    // node-redis forgets a socket that is still connecting: it would come up afterwards, and stay.
    this.#socket.abort();
  }

  async #open(): Promise<void> {
    const { primary, name, prepare } = this.#options;
    const url = await primary.find(name, this.#socket.signal);
    if (this.#isOver) return;
    this.#url = url;
    this.#server = redisAddress(url);
    const client = createRedisClient(url, name, this.#socket.signal);
    this.#client = client;
    client.on('error', (error: unknown) => this.#lost(error));
    client.on('sharded-channel-moved', () => this.#lost(new Error('its slots are now on another node')));
    await client.connect();
    // A Redis that still loads its data takes connections, and refuses this.
    await client.ping();
    this.#replicas = await this.#count(client);
    await prepare?.(client);
    if (this.#isOver) return;
    this.#isReady = true;
    this.#events.onUsable();
  }

  #count(client: RedisClient): Promise<number> {
    return this.#options.isMovable ? countReplicas(client) : countReplicasIfPermitted(client);
  }

  #wasLate(reply: Promise<unknown>): void {
    this.#late += 1;
    if (!this.#isOver) this.#events.onLate();
    const answered = () => {
      this.#late -= 1;
      // While it hung, another may have become the primary.
      if (this.#options.isMovable) this.#lost(new Error('it was late'));
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

/**
 * Large queries begin one after another while the REST API's connections are busy. What waits for a connection gains nothing by having begun, and
 * holds some hundred kilobytes: with fifty clients, to copy it around was a quarter of the CPU that a nested query took.
 */
import type { Abandonable } from './abandonable.js';
import type { Operation } from './operation.js';

/** How busy the connections are. */
export interface Backlog {
  /** How many more reads may have a connection. */
  readonly free: number;
  /** How many reads of this endpoint wait for one. */
  waitingFor(endpoint: string): number;
  /** Calls `listener` whenever a read has ended, or waits no longer. */
  onEnd(listener: () => void): void;
}

/** A query that may make so many calls is large. */
export const LARGE_CALLS = 8;
/** For how long one that has begun is taken to want more connections than it has, in milliseconds. */
const BEGINNING_MS = 5;
/** What has waited so long begins in any case, in milliseconds: an endpoint that hangs must not hold up for long what else a query reads. */
const LONGEST_WAIT_MS = 500;
/** Never more than this part of an operation's time. */
const LONGEST_WAIT_PART = 1 / 4;

export class Turns {
  readonly #backlog: Backlog;
  readonly #longestWaitMs: number;
  /** By the endpoints that they read: one that hangs holds up nothing else. */
  readonly #lanes = new Map<string, Lane>();
  readonly #waiting = new Map<Operation, Turn>();

  constructor(backlog: Backlog, operationTimeoutMs: number) {
    this.#backlog = backlog;
    this.#longestWaitMs = Math.min(LONGEST_WAIT_MS, operationTimeoutMs * LONGEST_WAIT_PART);
    backlog.onEnd(() => this.#look());
  }

  /**
   * To be asked before each read of its own that an operation makes which {@link Operation.waitsFor} its turn.
   *
   * @param read Its key. Those that wait with the same read begin together, and share it.
   * @returns undefined where the turn has come.
   */
  take(operation: Operation, endpoints: readonly string[], read: string): Promise<void> | undefined {
    const waiting = this.#waiting.get(operation);
    if (waiting) return waiting.come;
    const lane = this.#laneOf(endpoints);
    if (!lane.running.has(read)) {
      if (lane.waiting.size > 0 || !this.#mayBegin(lane)) return this.#wait(operation, lane, read).come;
      this.#begin(lane, operation, read);
    }
    operation.waitsFor = undefined;
    return undefined;
  }

  #wait(operation: Operation, lane: Lane, read: string): Turn {
    const turn = new Turn(operation, () => {
      this.#waiting.delete(operation);
      const alike = lane.waiting.get(read);
      alike?.delete(turn);
      if (alike?.size === 0) lane.waiting.delete(read);
    });
    this.#waiting.set(operation, turn);
    const alike = lane.waiting.get(read);
    if (alike) alike.add(turn);
    else lane.waiting.set(read, new Set([turn]));
    turn.wait(this.#longestWaitMs);
    return turn;
  }

  /** Lets begin what may. */
  #look(): void {
    if (this.#waiting.size === 0) return;
    for (const lane of this.#lanes.values()) {
      for (const [read, alike] of lane.waiting) {
        if (!this.#mayBegin(lane)) break;
        const [first] = alike;
        if (first) this.#begin(lane, first.operation, read);
        for (const turn of [...alike]) turn.begin();
      }
    }
  }

  /** No read of the same waits for a connection, and those that have only just begun leave some over. */
  #mayBegin({ beginning, endpoints }: Lane): boolean {
    if (beginning > 0 && (beginning + 1) * LARGE_CALLS > this.#backlog.free) return false;
    return endpoints.every((endpoint) => this.#backlog.waitingFor(endpoint) === 0);
  }

  #begin(lane: Lane, operation: Operation, read: string): void {
    lane.running.add(read);
    operation.whenOver = () => lane.running.delete(read);
    lane.beginning += 1;
    setTimeout(() => {
      lane.beginning -= 1;
      this.#look();
    }, BEGINNING_MS).unref();
  }

  #laneOf(endpoints: readonly string[]): Lane {
    const key = endpoints.join();
    const known = this.#lanes.get(key);
    if (known) return known;
    const lane: Lane = { endpoints, beginning: 0, running: new Set(), waiting: new Map() };
    this.#lanes.set(key, lane);
    return lane;
  }
}

interface Lane {
  readonly endpoints: readonly string[];
  /** How many have only just begun. */
  beginning: number;
  /** The reads that those began with which have had their turn: another one begins beside them at once, and shares what is still to come. */
  readonly running: Set<string>;
  /** By the read that they wait with, the longest waiting first. */
  readonly waiting: Map<string, Set<Turn>>;
}

/** One operation's, that has not come yet. */
class Turn implements Abandonable {
  /** Resolves when it has come, or nobody waits for the operation any longer. */
  readonly come: Promise<void>;
  readonly operation: Operation;
  readonly #onOver: () => void;
  #resolve: () => void = () => {};
  #timer: NodeJS.Timeout | undefined;

  constructor(operation: Operation, onOver: () => void) {
    this.operation = operation;
    this.#onOver = onOver;
    this.come = new Promise((resolve) => {
      this.#resolve = resolve;
    });
  }

  /** For so many milliseconds at most. */
  wait(longestMs: number): void {
    this.#timer = setTimeout(() => this.begin(), longestMs);
    this.operation.wait(this);
  }

  begin(): void {
    this.operation.waitNoMore(this);
    this.operation.waitsFor = undefined;
    this.#over();
  }

  abandon(): void {
    this.#over();
  }

  #over(): void {
    clearTimeout(this.#timer);
    this.#onOver();
    this.#resolve();
  }
}

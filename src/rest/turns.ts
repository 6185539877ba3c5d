/**
 * Large queries begin one after another while the REST API's connections are busy. What waits for a connection gains nothing by having begun, and
 * holds some hundred kilobytes: with fifty clients, to copy it around was a quarter of the CPU that a nested query took.
 */
import type { Abandonable } from './abandonable.js';
import type { Operation, ReadCost } from './operation.js';

/** How busy the connections are. */
export interface Backlog {
  /** How many connections no read has. */
  readonly free: number;
  /** How many reads of this endpoint wait for one. */
  waitingFor(endpoint: string): number;
  /** Sets who is told whenever a read has ended, or waits no longer. */
  tellOfEnds(listener: () => void): void;
}

/** A query that may make so many calls is large. */
export const LARGE_CALLS = 8;
/** How long it takes about, in milliseconds, until one that has begun makes all the calls that it will. */
const BEGINNING_MS = 1;
/** When so many times the calls that the next may make have ended, it begins whatever waits: small operations must not keep large ones out. */
const ENDED_A_CALL = 2;
/** What has waited so long begins in any case, in milliseconds: an endpoint that hangs must not hold up for long what else a query reads. */
const LONGEST_WAIT_MS = 500;
/** Never more than this part of an operation's time. */
const LONGEST_WAIT_PART = 1 / 4;

export class Turns {
  readonly #backlog: Backlog;
  readonly #longestWaitMs: number;
  /** By the endpoints that they read: one that hangs holds up those alone. */
  readonly #lines = new Map<string, Line>();
  readonly #waiting = new Map<Operation, Turn>();
  /** How many have only just begun. */
  #beginning = 0;
  #endedSince = 0;

  constructor(backlog: Backlog, operationTimeoutMs: number) {
    this.#backlog = backlog;
    this.#longestWaitMs = Math.min(LONGEST_WAIT_MS, operationTimeoutMs * LONGEST_WAIT_PART);
    backlog.tellOfEnds(() => {
      this.#endedSince += 1;
      this.#look();
    });
  }

  /**
   * To be asked before each read of its own that an operation makes which {@link Operation.waitsFor} its turn.
   *
   * @param read Its key. Those that wait with the same read begin together, and share it.
   * @returns undefined where the turn has come.
   */
  take(operation: Operation, reads: ReadCost, read: string): Promise<void> | undefined {
    const waiting = this.#waiting.get(operation);
    if (waiting) return waiting.come;
    const line = this.#lineOf(reads.endpoints);
    if (line.waiting.size > 0 || !this.#mayBegin(reads)) return this.#wait({ operation, reads, line, read });
    this.#begins();
    operation.waitsFor = undefined;
    return undefined;
  }

  #wait({ operation, reads, line, read }: Waiting): Promise<void> {
    const alike = line.waiting.get(read) ?? new Set();
    line.waiting.set(read, alike);
    const turn = new Turn(operation, reads, () => {
      this.#waiting.delete(operation);
      alike.delete(turn);
      if (alike.size === 0) line.waiting.delete(read);
    });
    this.#waiting.set(operation, turn);
    alike.add(turn);
    turn.wait(this.#longestWaitMs, () => this.#beginTogether(alike));
    return turn.come;
  }

  /** Lets begin what may. */
  #look(): void {
    if (this.#waiting.size === 0) return;
    for (const line of this.#lines.values()) {
      for (const alike of line.waiting.values()) {
        const [first] = alike;
        if (first && !this.#mayBegin(first.reads)) break;
        this.#beginTogether(alike);
      }
    }
  }

  #beginTogether(alike: ReadonlySet<Turn>): void {
    this.#begins();
    for (const turn of [...alike]) turn.begin();
  }

  /** None of what it reads waits for a connection, and what has just begun won't take them all. */
  #mayBegin({ calls, endpoints }: ReadCost): boolean {
    if (this.#endedSince >= ENDED_A_CALL * calls) return true;
    if (endpoints.some((endpoint) => this.#backlog.waitingFor(endpoint) > 0)) return false;
    return this.#beginning === 0 || (this.#beginning + 1) * LARGE_CALLS <= this.#backlog.free;
  }

  #begins(): void {
    this.#endedSince = 0;
    this.#beginning += 1;
    setTimeout(() => {
      this.#beginning -= 1;
      this.#look();
    }, BEGINNING_MS).unref();
  }

  #lineOf(endpoints: readonly string[]): Line {
    const key = endpoints.join();
    const known = this.#lines.get(key);
    if (known) return known;
    const line: Line = { waiting: new Map() };
    this.#lines.set(key, line);
    return line;
  }
}

/** Those that read the same endpoints. */
interface Line {
  /** By the read that they wait with, the longest waiting first. */
  readonly waiting: Map<string, Set<Turn>>;
}

interface Waiting {
  readonly operation: Operation;
  readonly reads: ReadCost;
  readonly line: Line;
  readonly read: string;
}

/** One operation's, until it has come. */
class Turn implements Abandonable {
  /** Resolves when it has come, or nobody waits for the operation any longer. */
  readonly come: Promise<void>;
  readonly reads: ReadCost;
  readonly #operation: Operation;
  readonly #onOver: () => void;
  #resolve: () => void = () => {};
  #timer: NodeJS.Timeout | undefined;

  constructor(operation: Operation, reads: ReadCost, onOver: () => void) {
    this.#operation = operation;
    this.reads = reads;
    this.#onOver = onOver;
    this.come = new Promise((resolve) => {
      this.#resolve = resolve;
    });
  }

  wait(longestMs: number, onTimeout: () => void): void {
    this.#timer = setTimeout(onTimeout, longestMs);
    this.#operation.wait(this);
  }

  begin(): void {
    this.#operation.waitNoMore(this);
    this.#operation.waitsFor = undefined;
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

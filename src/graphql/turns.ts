/**
 * Large queries begin one after another while the REST API's connections are busy. What waits for a connection gains nothing by having begun, and
 * holds some hundred kilobytes: with fifty clients, to copy it around was a quarter of the CPU that a nested query took.
 */
import { type DocumentNode, OperationTypeNode } from 'graphql';
import type { Abandonable } from '../rest/abandonable.js';
import type { Operation } from '../rest/operation.js';
import type { PreparedOperation } from './prepare.js';

/** How busy the REST API's connections are. */
export interface Backlog {
  /** How many reads may be under way at the same time. */
  readonly size: number;
  /** How many of this endpoint's wait for a connection. */
  waitingFor(endpoint: string): number;
  /** Calls `listener` whenever a read has ended, or waits no longer. */
  onEnd(listener: () => void): void;
}

/** What makes fewer calls begins at once. */
const LARGE_CALLS = 8;
/** What has waited so long begins in any case, in milliseconds: an endpoint that hangs must not hold up for long what else a query reads. */
const LONGEST_WAIT_MS = 500;
/** How much one operation tells of how many calls the next will make. */
const NEWEST_PART = 1 / 8;

export class Turns {
  readonly #backlog: Backlog;
  /** By the endpoints that they read: one that hangs holds up nothing else. */
  readonly #lanes = new Map<string, Lane>();
  readonly #documents = new WeakMap<DocumentNode, number>();
  #nextDocument = 0;
  #waiting = 0;

  constructor(backlog: Backlog) {
    this.#backlog = backlog;
    backlog.onEnd(() => this.look());
  }

  /** @returns undefined for what begins at once and isn't counted: what is small, and what is no query. */
  take(prepared: PreparedOperation, operation: Operation): Turn | undefined {
    const { type, calls, endpoints } = prepared;
    if (type !== OperationTypeNode.QUERY || calls < LARGE_CALLS) return undefined;
    const lane = this.#laneOf(endpoints, calls);
    const turn = new Turn(this, lane, operation);
    if (lane.waiting.size === 0 && this.#mayBegin(lane)) turn.begin();
    else this.#wait(turn, this.#keyOf(prepared));
    return turn;
  }

  /** Lets begin what may. */
  look(): void {
    if (this.#waiting === 0) return;
    const served = [...this.#lanes].filter(([, lane]) => this.#beginSome(lane));
    // Behind the others, for the next time.
    for (const [name, lane] of served) {
      this.#lanes.delete(name);
      this.#lanes.set(name, lane);
    }
  }

  waitsNoMore({ key, lane, turn }: { key: string; lane: Lane; turn: Turn }): void {
    const alike = lane.waiting.get(key);
    if (!alike?.delete(turn)) return;
    this.#waiting -= 1;
    if (alike.size === 0) lane.waiting.delete(key);
  }

  #beginSome(lane: Lane): boolean {
    let isServed = false;
    for (const [first, ...others] of lane.waiting.values()) {
      if (!this.#mayBegin(lane)) break;
      first?.begin();
      for (const turn of others) turn.beginBeside();
      isServed = true;
    }
    return isServed;
  }

  #wait(turn: Turn, key: string): void {
    const { waiting } = turn.lane;
    const alike = waiting.get(key);
    if (alike) alike.add(turn);
    else waiting.set(key, new Set([turn]));
    this.#waiting += 1;
    turn.wait(key);
  }

  #keyOf({ document, operationName, variables }: PreparedOperation): string {
    const known = this.#documents.get(document);
    const id = known ?? this.#nextDocument++;
    if (known === undefined) this.#documents.set(document, id);
    return JSON.stringify([id, operationName, variables]);
  }

  /** None that reads the same waits for a connection, and those that have only just begun leave some over. */
  #mayBegin({ beginning, calls, endpoints }: Lane): boolean {
    if (beginning > 0 && (beginning + 1) * calls > this.#backlog.size) return false;
    return endpoints.every((endpoint) => this.#backlog.waitingFor(endpoint) === 0);
  }

  #laneOf(endpoints: readonly string[], calls: number): Lane {
    const key = endpoints.join();
    const known = this.#lanes.get(key);
    if (known) return known;
    const lane: Lane = { endpoints, calls, beginning: 0, waiting: new Map() };
    this.#lanes.set(key, lane);
    return lane;
  }
}

interface Lane {
  readonly endpoints: readonly string[];
  /** How many calls one makes, as a moving average: what it may cost is often far more. */
  calls: number;
  /** How many have begun and had no answer yet. */
  beginning: number;
  /** By what they ask, the longest waiting first. Those that ask the same begin together, and share their reads. */
  readonly waiting: Map<string, Set<Turn>>;
}

/** One operation's. */
class Turn implements Abandonable {
  /** Resolves when its turn has come, or nobody waits for it any longer; undefined where it came at once. */
  begun: Promise<void> | undefined;
  readonly lane: Lane;
  readonly #turns: Turns;
  readonly #operation: Operation;
  #key = '';
  #resolve: () => void = () => {};
  #timer: NodeJS.Timeout | undefined;
  #isCounted = false;
  #isBeginning = false;

  constructor(turns: Turns, lane: Lane, operation: Operation) {
    this.#turns = turns;
    this.lane = lane;
    this.#operation = operation;
  }

  wait(key: string): void {
    this.#key = key;
    this.begun = new Promise((resolve) => {
      this.#resolve = resolve;
    });
    this.#timer = setTimeout(() => this.begin(), LONGEST_WAIT_MS);
    this.#operation.wait(this);
  }

  begin(): void {
    this.beginBeside();
    this.#isCounted = true;
    this.#isBeginning = true;
    this.lane.beginning += 1;
    this.#operation.onAnswer = () => this.#hasBegun();
  }

  /** Beside one that asks the same. */
  beginBeside(): void {
    this.#operation.waitNoMore(this);
    this.abandon();
  }

  abandon(): void {
    clearTimeout(this.#timer);
    this.#turns.waitsNoMore({ key: this.#key, lane: this.lane, turn: this });
    this.#resolve();
  }

  /** The operation has been executed. */
  end(): void {
    if (!this.#isCounted) return;
    if (this.#isBeginning) this.#hasBegun();
    this.lane.calls += (this.#operation.calls.made - this.lane.calls) * NEWEST_PART;
  }

  #hasBegun(): void {
    this.#isBeginning = false;
    this.#operation.onAnswer = undefined;
    this.lane.beginning -= 1;
    this.#turns.look();
  }
}

/** Identical reads that are in flight at the same time are one call (`design.md`, *Collapse*). */

import type { CallCounts } from '../call-counts.js';
import type { Endpoint } from '../contract/endpoints.js';
import { Operation, type Reading, type Waiter } from '../operation.js';
import type { RawResponse } from '../transport/call.js';
import type { Parties } from './parties.js';

/** What is to be read. */
export interface ReadTask<T> {
  readonly endpoint: Endpoint;
  /** Names the read: equal paths are the same call with the same answer. */
  readonly path: string;
  /** The id of what it is about; empty where it is about nothing in particular. */
  readonly subject: string;
  /** Makes of an answer what all who wait get. */
  readonly take: (response: RawResponse) => T;
}

/** How long a change is remembered, in milliseconds: longer than any read is under way. */
const LONGEST_READ_MS = 600_000;
/** Changes that are remembered at most. Whatever began before one that is evicted counts as changed, and nothing that began later. */
const MAX_CHANGES = 10_000;

/** Those about one kind of things. */
export class InFlightReads {
  readonly #begin: <T>(read: InFlightRead<T>) => void;
  /** By path. */
  readonly #underWay = new Map<string, InFlightRead<unknown>>();
  /** When each subject changed last; the first is the oldest. */
  readonly #changedAt = new Map<string, number>();
  #allChangedAt = Number.NEGATIVE_INFINITY;

  /** @param begin Makes the call of a read, which is then resolved or rejected. */
  constructor(begin: <T>(read: InFlightRead<T>) => void) {
    this.#begin = begin;
  }

  /**
   * Joins the same read where one is under way that is fresh enough, else begins one.
   *
   * @throws what the read is rejected with, or why the operation has ended before.
   */
  read<T>(task: ReadTask<T>, reading: Reading): Promise<T> {
    const operation = reading instanceof Operation ? reading : undefined;
    if (operation?.abortReason) return Promise.reject(operation.abortReason);
    const known = this.#underWay.get(task.path);
    if (known && this.#isFresh(known, reading)) {
      if (operation) operation.calls.shared += 1;
      return (known as InFlightRead<T>).join(operation);
    }
    const read = new InFlightRead<T>(task, this, reading);
    this.#underWay.set(task.path, read as InFlightRead<unknown>);
    const answer = read.join(operation);
    try {
      this.#begin(read);
    } catch (error) {
      read.reject(error);
    }
    return answer;
  }

  /** Whether any is under way. */
  get isReading(): boolean {
    return this.#underWay.size > 0;
  }

  /** Something about it has changed: who asks from now on joins no read that began before. Those who wait keep theirs. */
  forget(subject: string): void {
    if (this.#underWay.size === 0) return;
    const now = performance.now();
    this.#changedAt.delete(subject);
    for (const [oldest, changedAt] of this.#changedAt) {
      const isTooOld = changedAt <= now - LONGEST_READ_MS;
      if (!isTooOld && this.#changedAt.size < MAX_CHANGES) break;
      if (!isTooOld) this.#allChangedAt = Math.max(this.#allChangedAt, changedAt);
      this.#changedAt.delete(oldest);
    }
    this.#changedAt.set(subject, now);
  }

  /** As {@link forget}, where it isn't known which of them has changed. */
  forgetAll(): void {
    this.#allChangedAt = performance.now();
    this.#changedAt.clear();
  }

  /** It can't be joined any longer. */
  over(read: InFlightRead<unknown>): void {
    // Another may have taken its place since.
    if (this.#underWay.get(read.task.path) === read) this.#underWay.delete(read.task.path);
  }

  #isFresh({ beganAt, task }: InFlightRead<unknown>, { freshSince }: Reading): boolean {
    const changedAt = this.#changedAt.get(task.subject) ?? Number.NEGATIVE_INFINITY;
    return beganAt > freshSince && beganAt > this.#allChangedAt && beganAt > changedAt;
  }
}

/**
 * One call, and all who wait for it; ends with its answer, or when the last of them has left. Hundreds are in flight at a time, most with one
 * who waits: that one is kept in the read itself.
 */
export class InFlightRead<T> implements Parties, Waiter {
  readonly task: ReadTask<T>;
  readonly beganAt = performance.now();
  /** Of the operation that began it. */
  readonly counts: CallCounts | undefined;
  readonly viewer: string | undefined;
  /** Called when nobody waits any longer. */
  onAbandoned: { abandoned(): void } | undefined;
  readonly #table: InFlightReads;
  #operation: Operation | undefined;
  #resolve: ((value: T) => void) | undefined;
  #reject: ((error: unknown) => void) | undefined;
  #others: Set<Follower<T>> | undefined;

  constructor(task: ReadTask<T>, table: InFlightReads, { calls, viewer }: Reading) {
    this.task = task;
    this.counts = calls;
    this.viewer = viewer;
    this.#table = table;
  }

  get resource(): string {
    return this.task.subject;
  }

  /** @param operation Whose end ends the wait, if any. */
  join(operation: Operation | undefined): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      if (this.#resolve) {
        this.#others ??= new Set();
        const follower = new Follower(this, operation, resolve, reject);
        this.#others.add(follower);
        operation?.wait(follower);
        return;
      }
      this.#operation = operation;
      this.#resolve = resolve;
      this.#reject = reject;
      operation?.wait(this);
    });
  }

  resolve(value: T): void {
    this.#table.over(this as InFlightRead<unknown>);
    this.#operation?.waitNoMore(this);
    this.#resolve?.(value);
    for (const follower of this.#others ?? []) follower.resolve(value);
  }

  reject(error: unknown): void {
    this.#table.over(this as InFlightRead<unknown>);
    this.#operation?.waitNoMore(this);
    this.#reject?.(error);
    for (const follower of this.#others ?? []) follower.reject(error);
  }

  abandon(reason: Error): void {
    const reject = this.#reject;
    this.#operation = undefined;
    this.#resolve = undefined;
    this.#reject = undefined;
    this.#endUnlessWaitedFor();
    reject?.(reason);
  }

  leave(follower: Follower<T>): void {
    this.#others?.delete(follower);
    this.#endUnlessWaitedFor();
  }

  #endUnlessWaitedFor(): void {
    if (this.#resolve || (this.#others?.size ?? 0) > 0) return;
    this.#table.over(this as InFlightRead<unknown>);
    this.onAbandoned?.abandoned();
  }
}

/** One who joined a read that somebody else waits for. */
class Follower<T> implements Waiter {
  readonly #read: InFlightRead<T>;
  readonly #operation: Operation | undefined;
  readonly #resolve: (value: T) => void;
  readonly #reject: (error: unknown) => void;

  constructor(
    read: InFlightRead<T>,
    operation: Operation | undefined,
    resolve: (value: T) => void,
    reject: (error: unknown) => void,
  ) {
    this.#read = read;
    this.#operation = operation;
    this.#resolve = resolve;
    this.#reject = reject;
  }

  resolve(value: T): void {
    this.#operation?.waitNoMore(this);
    this.#resolve(value);
  }

  reject(error: unknown): void {
    this.#operation?.waitNoMore(this);
    this.#reject(error);
  }

  abandon(reason: Error): void {
    this.#read.leave(this);
    this.#reject(reason);
  }
}

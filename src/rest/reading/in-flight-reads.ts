/** Request coalescing: identical reads in flight share one call. */

import type { Span } from '../../observability/tracer.js';
import { type Caller, type CallOrigin, ownOrigin } from '../caller.js';
import type { Endpoint } from '../contract/endpoints.js';
import { type BackgroundReading, Operation, type Reading, type Waiter } from '../operation.js';
import type { RawResponse } from '../transport/call.js';
import type { Parties } from './parties.js';

/** A read to make. */
export interface ReadTask<T> {
  readonly endpoint: Endpoint;
  /** Identifies the read: equal paths share one call. */
  readonly path: string;
  /** The id of the resource; empty if the read concerns none in particular. */
  readonly subject: string;
  /** Maps the response to the value for every waiter. */
  readonly take: (response: RawResponse, requestId: string) => T;
}

/** Time that an invalidation is kept, in milliseconds: longer than any read is in flight. */
const LONGEST_READ_MS = 600_000;
/** Maximum number of invalidations kept. Every read that began before an evicted one counts as invalidated. */
const MAX_CHANGES = 10_000;

/** The reads of one kind of resource. */
export class InFlightReads {
  readonly #begin: <T>(read: InFlightRead<T>) => void;
  /** Reads that can be joined, by path. */
  readonly #underWay = new Map<string, InFlightRead<unknown>>();
  /** The last invalidation of each resource; the oldest comes first. */
  readonly #changedAt = new Map<string, number>();
  #allChangedAt = Number.NEGATIVE_INFINITY;

  /** @param begin Makes the call of a read and later resolves or rejects it. */
  constructor(begin: <T>(read: InFlightRead<T>) => void) {
    this.#begin = begin;
  }

  /**
   * Joins an identical read in flight that is fresh enough, or begins one.
   *
   * @throws the read's error, or the reason why the operation ended before.
   */
  read<T>(task: ReadTask<T>, reading: Reading): Promise<T> {
    const operation = reading instanceof Operation ? reading : undefined;
    if (operation?.abortReason) return Promise.reject(operation.abortReason);
    const known = this.#underWay.get(task.path);
    if (known && this.#isFresh(known, reading)) {
      if (operation) operation.calls.shared += 1;
      if (known.span) operation?.calls.span?.link(known.span);
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

  /** Whether any read is in flight. */
  get isReading(): boolean {
    return this.#underWay.size > 0;
  }

  /** Invalidates the reads of a resource: later callers join none that began before. Callers that already wait keep theirs. */
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

  /** As {@link forget}, for every resource. */
  forgetAll(): void {
    this.#allChangedAt = performance.now();
    this.#changedAt.clear();
  }

  /** Removes a read, so that it can no longer be joined. */
  over(read: InFlightRead<unknown>): void {
    // A newer read may have replaced it.
    if (this.#underWay.get(read.task.path) === read) this.#underWay.delete(read.task.path);
  }

  #isFresh({ beganAt, task }: InFlightRead<unknown>, { freshSince }: Reading): boolean {
    const changedAt = this.#changedAt.get(task.subject) ?? Number.NEGATIVE_INFINITY;
    return beganAt > freshSince && beganAt > this.#allChangedAt && beganAt > changedAt;
  }
}

/**
 * One call and its waiters. It ends with its response, or when the last waiter is gone. Most reads have one waiter, which the read itself holds:
 * hundreds are in flight at a time.
 */
export class InFlightRead<T> implements Parties, Waiter {
  readonly task: ReadTask<T>;
  readonly beganAt = performance.now();
  /** The operation that began the read; undefined for background work. */
  readonly caller: Caller | undefined;
  readonly origin: CallOrigin;
  /** The span of the call. Undefined without a tracer. */
  span: Span | undefined;
  readonly viewer: string | undefined;
  /** Called when the last waiter is gone. */
  onAbandoned: { abandoned(): void } | undefined;
  readonly #table: InFlightReads;
  #operation: Operation | undefined;
  #resolve: ((value: T) => void) | undefined;
  #reject: ((error: unknown) => void) | undefined;
  #others: Set<Follower<T>> | undefined;

  constructor(task: ReadTask<T>, table: InFlightReads, reading: Reading) {
    const { calls, viewer } = reading;
    this.task = task;
    this.caller = calls;
    this.origin = calls ?? (reading as BackgroundReading).origin ?? ownOrigin();
    this.viewer = viewer;
    this.#table = table;
  }

  get resource(): string {
    return this.task.subject;
  }

  /** @param operation The operation whose end ends the wait. */
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

/** A waiter that joined a read in flight. */
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

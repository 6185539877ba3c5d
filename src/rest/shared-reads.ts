/** Identical reads that are in flight at the same time are one call (`design.md`, *Collapse*). */
import type { Abandonable } from './abandonable.js';
import { type CallCounts, Operation, type Reading } from './operation.js';
import type { Parties } from './parties.js';

/** The call that a shared read makes: tells all who wait what came of it, and is told when nobody waits any longer. */
export interface SharedCall<T> extends Parties {
  resolve(value: T): void;
  reject(error: unknown): void;
  readonly isAbandoned: boolean;
  onAbandoned: (() => void) | undefined;
  /** Of the operation that began it. */
  readonly counts: CallCounts | undefined;
}

/** How long a change is remembered, in milliseconds: longer than any read is under way. */
const LONGEST_READ_MS = 600_000;
/** Changes that are remembered at most. Whatever began before one that is evicted counts as changed, and nothing that began later. */
const MAX_CHANGES = 10_000;

/** Those about one kind of things. */
export class SharedReads {
  /** By key. */
  readonly #underWay = new Map<string, SharedRead<unknown>>();
  /** When each subject changed last; the first is the oldest. */
  readonly #changedAt = new Map<string, number>();
  #allChangedAt = Number.NEGATIVE_INFINITY;

  /**
   * Joins the same read where one is under way that is fresh enough, else begins one.
   *
   * @param subject The id of what it is about.
   * @param key Names the read: equal keys are the same call with the same answer.
   * @param begin Makes the call, which is then resolved or rejected.
   * @throws what the call is rejected with, or why the operation has ended before.
   */
  read<T>(subject: string, key: string, reading: Reading, begin: (call: SharedCall<T>) => void): Promise<T> {
    const operation = reading instanceof Operation ? reading : undefined;
    if (operation?.abortReason) return Promise.reject(operation.abortReason);
    const known = this.#joinable(subject, key, reading);
    if (known) {
      if (operation) operation.calls.shared += 1;
      return (known as SharedRead<T>).join(operation);
    }
    const read = new SharedRead<T>(key, this, { resource: subject, reading });
    this.#underWay.set(key, read as SharedRead<unknown>);
    const answer = read.join(operation);
    try {
      begin(read);
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
  over(read: SharedRead<unknown>): void {
    // Another may have taken its place since.
    if (this.#underWay.get(read.key) === read) this.#underWay.delete(read.key);
  }

  #joinable(subject: string, key: string, { freshSince }: Reading): SharedRead<unknown> | undefined {
    const known = this.#underWay.get(key);
    return known && known.beganAt > freshSince && this.#isUnchangedSince(known.beganAt, subject) ? known : undefined;
  }

  #isUnchangedSince(time: number, subject: string): boolean {
    return time > this.#allChangedAt && time > (this.#changedAt.get(subject) ?? Number.NEGATIVE_INFINITY);
  }
}

/**
 * One call, and all who wait for it; ends with its answer, or when the last of them has left. Hundreds are in flight at a time, most with one
 * who waits: the profile showed what each holds in the garbage collector's time.
 */
class SharedRead<T> implements SharedCall<T> {
  readonly key: string;
  readonly beganAt = performance.now();
  isAbandoned = false;
  onAbandoned: (() => void) | undefined;
  readonly counts: CallCounts | undefined;
  readonly viewer: string | undefined;
  readonly resource: string;
  readonly #table: SharedReads;
  #waiter: Waiter<T> | undefined;
  #others: Set<Waiter<T>> | undefined;

  constructor(key: string, table: SharedReads, { resource, reading }: { resource: string; reading: Reading }) {
    this.key = key;
    this.counts = reading.calls;
    this.viewer = reading.viewer;
    this.resource = resource;
    this.#table = table;
  }

  resolve(value: T): void {
    this.#table.over(this as SharedRead<unknown>);
    this.#waiter?.resolve(value);
    for (const waiter of this.#others ?? []) waiter.resolve(value);
  }

  reject(error: unknown): void {
    this.#table.over(this as SharedRead<unknown>);
    this.#waiter?.reject(error);
    for (const waiter of this.#others ?? []) waiter.reject(error);
  }

  join(operation: Operation | undefined): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      const waiter = new Waiter(this, operation, resolve, reject);
      if (this.#waiter) {
        this.#others ??= new Set();
        this.#others.add(waiter);
      } else this.#waiter = waiter;
      operation?.wait(waiter);
    });
  }

  leave(waiter: Waiter<T>): void {
    if (this.#waiter === waiter) this.#waiter = undefined;
    else this.#others?.delete(waiter);
    if (this.#waiter || (this.#others?.size ?? 0) > 0 || this.isAbandoned) return;
    this.isAbandoned = true;
    this.#table.over(this as SharedRead<unknown>);
    this.onAbandoned?.();
  }
}

class Waiter<T> implements Abandonable {
  readonly #read: SharedRead<T>;
  readonly #operation: Operation | undefined;
  readonly #resolve: (value: T) => void;
  readonly #reject: (error: unknown) => void;

  constructor(
    read: SharedRead<T>,
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

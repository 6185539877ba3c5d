/** Identical reads that are in flight at the same time are one call (`design.md`, *Collapse*). */
import type { Abandonable } from './abandonable.js';
import { Operation, type Reading } from './operation.js';

/** The call that a shared read makes; is told when nobody waits for it any longer. */
export interface SharedCall {
  readonly isAbandoned: boolean;
  onAbandoned: (() => void) | undefined;
}

/** Those about one kind of things. */
export class SharedReads {
  readonly #bySubject = new Map<string, Map<string, SharedRead<unknown>>>();

  /**
   * Joins the same read where one is under way that is fresh enough, else begins one.
   *
   * @param subject The id of what it is about.
   * @param key Names the read: equal keys are the same call with the same answer.
   * @throws what `begin` rejects with, or why the operation has ended before.
   */
  read<T>(subject: string, key: string, reading: Reading, begin: (call: SharedCall) => Promise<T>): Promise<T> {
    const operation = reading instanceof Operation ? reading : undefined;
    if (operation?.abortReason) return Promise.reject(operation.abortReason);
    const counts = operation?.calls;
    const known = this.#bySubject.get(subject)?.get(key);
    if (known && known.beganAt > reading.freshSince) {
      if (counts) counts.shared += 1;
      return (known as SharedRead<T>).join(operation);
    }
    if (counts) counts.made += 1;
    const read = new SharedRead<T>(() => this.#forgetRead(subject, key, read as SharedRead<unknown>));
    this.#remember(subject, key, read as SharedRead<unknown>);
    const answer = read.join(operation);
    read.run(begin);
    return answer;
  }

  /** Something about it has changed: who asks from now on joins no read that began before. Those who wait keep theirs. */
  forget(subject: string): void {
    this.#bySubject.delete(subject);
  }

  /** As {@link forget}, where it isn't known which of them has changed. */
  forgetAll(): void {
    this.#bySubject.clear();
  }

  #remember(subject: string, key: string, read: SharedRead<unknown>): void {
    const reads = this.#bySubject.get(subject);
    if (reads) reads.set(key, read);
    else this.#bySubject.set(subject, new Map([[key, read]]));
  }

  /** Unless another has taken its place since. */
  #forgetRead(subject: string, key: string, read: SharedRead<unknown>): void {
    const reads = this.#bySubject.get(subject);
    if (reads?.get(key) !== read) return;
    if (reads.size === 1) this.#bySubject.delete(subject);
    else reads.delete(key);
  }
}

/** One call, and all who wait for it; ends with its answer, or when the last of them has left. */
class SharedRead<T> implements SharedCall {
  readonly beganAt = performance.now();
  isAbandoned = false;
  onAbandoned: (() => void) | undefined;
  readonly #waiting = new Set<Waiter<T>>();
  #onEnd: (() => void) | undefined;

  /** @param onEnd Called once, when it can't be joined any longer. */
  constructor(onEnd: () => void) {
    this.#onEnd = onEnd;
  }

  run(begin: (call: SharedCall) => Promise<T>): void {
    begin(this).then(
      (value) => this.#settle((waiter) => waiter.resolve(value)),
      (error: unknown) => this.#settle((waiter) => waiter.reject(error)),
    );
  }

  join(operation: Operation | undefined): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      const waiter = new Waiter(this, operation, resolve, reject);
      this.#waiting.add(waiter);
      operation?.wait(waiter);
    });
  }

  leave(waiter: Waiter<T>): void {
    if (!this.#waiting.delete(waiter) || this.#waiting.size > 0) return;
    this.isAbandoned = true;
    this.#end();
    this.onAbandoned?.();
  }

  #settle(tell: (waiter: Waiter<T>) => void): void {
    this.#end();
    for (const waiter of this.#waiting) tell(waiter);
    this.#waiting.clear();
  }

  #end(): void {
    this.#onEnd?.();
    this.#onEnd = undefined;
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

/**
 * Values that are still to come. graphql-js makes a promise of every object that has a promise in it, and of every object around that; here an
 * object counts what it waits for, and the only promises are the resolvers' own. When each thing is complete is the same.
 */
import type { GraphQLError } from 'graphql';
import type { Run } from './execution-run.js';

type Key = string | number;

/** What waits for a value. */
export interface Holder {
  /** Whether it has been made null already, itself or something around it, so that nothing waits for its parts. */
  readonly isAbandoned: boolean;
  fill(key: Key, value: unknown): void;
  /** A part has failed that may not be null. */
  fail(error: GraphQLError): void;
}

/** Has one holder, which it is given in the same turn of the event loop as it is made. */
export abstract class Later {
  /** @param isNullable Whether the place may be null where the value goes. */
  abstract attach(run: Run, holder: Holder, key: Key, isNullable: boolean): void;
}

/** An object or a list, some of whose parts are still to come. */
export class Parts extends Later implements Holder {
  readonly #value: Record<Key, unknown>;
  #waiting = 0;
  #isNull = false;
  #failure: GraphQLError | undefined;
  #place: { run: Run; holder: Holder; key: Key; isNullable: boolean } | undefined;

  /** @param value With what is there already. */
  constructor(value: Record<string, unknown> | unknown[]) {
    super();
    this.#value = value as Record<Key, unknown>;
  }

  get isAbandoned(): boolean {
    return this.#isNull || (this.#place?.holder.isAbandoned ?? false);
  }

  /** Keeps the part's place among the keys: they stand in the document's order, whatever comes first. */
  await(part: Later, run: Run, key: Key, isNullable: boolean): void {
    this.#value[key] = undefined;
    this.#waiting += 1;
    part.attach(run, this, key, isNullable);
  }

  /** It will fail with this error, but not before the parts that have been begun have come. */
  failAfterwards(error: GraphQLError): void {
    this.#failure = error;
  }

  /** Nobody will attach it. */
  abandon(): void {
    this.#isNull = true;
  }

  attach(run: Run, holder: Holder, key: Key, isNullable: boolean): void {
    this.#place = { run, holder, key, isNullable };
  }

  fill(key: Key, value: unknown): void {
    this.#value[key] = value;
    this.#waiting -= 1;
    if (this.#waiting > 0 || !this.#place) return;
    if (this.#failure) this.fail(this.#failure);
    else this.#place.holder.fill(this.#place.key, this.#value);
  }

  fail(error: GraphQLError): void {
    this.#isNull = true;
    if (!this.#place) return;
    const { run, holder, key, isNullable } = this.#place;
    failAt(run, holder, key, isNullable, this.#failure ?? error);
  }
}

const DISCARDED: Holder = { isAbandoned: true, fill: () => undefined, fail: () => undefined };

/** What a promise will hold. */
export class Future extends Later {
  readonly #promise: PromiseLike<unknown>;
  readonly #complete: (run: Run, value: unknown) => unknown;
  readonly #locate: (error: unknown) => GraphQLError;

  /**
   * @param complete Makes the answer's value of the promise's, or a {@link Later}.
   * @param locate Tells an error's place.
   */
  constructor(
    promise: PromiseLike<unknown>,
    complete: (run: Run, value: unknown) => unknown,
    locate: (error: unknown) => GraphQLError,
  ) {
    super();
    this.#promise = promise;
    this.#complete = complete;
    this.#locate = locate;
  }

  attach(run: Run, holder: Holder, key: Key, isNullable: boolean): void {
    const fail = (error: unknown): void => {
      if (!holder.isAbandoned) failAt(run, holder, key, isNullable, this.#locate(error));
    };
    const come = (result: unknown): void => {
      // It is completed for nobody all the same: what it holds may be promises, and one that rejects unheard ends the process.
      if (holder.isAbandoned) this.#deliver(result, { ...run, errors: [] }, DISCARDED, key, true);
      else this.#deliver(result, run, holder, key, isNullable);
    };
    // A native promise stays itself; anything else that has a `then` is made to call back once, and never at once.
    Promise.resolve(this.#promise).then(come, fail);
  }

  #deliver(result: unknown, run: Run, holder: Holder, key: Key, isNullable: boolean): void {
    let value: unknown;
    try {
      value = this.#complete(run, result);
    } catch (error) {
      failAt(run, holder, key, isNullable, this.#locate(error));
      return;
    }
    if (value instanceof Later) value.attach(run, holder, key, isNullable);
    else holder.fill(key, value);
  }
}

function failAt(run: Run, holder: Holder, key: Key, isNullable: boolean, error: GraphQLError): void {
  if (!isNullable) {
    holder.fail(error);
    return;
  }
  run.errors.push(error);
  holder.fill(key, null);
}

/** As graphql-js has it: whatever has a `then`. */
export const isThenable = (value: unknown): value is PromiseLike<unknown> =>
  ((typeof value === 'object' && value !== null) || typeof value === 'function') &&
  typeof (value as { then?: unknown }).then === 'function';

/** Counts what fields ask loaders for. `extensions.restCalls.savedByBatching` is that count without the calls that were made or shared. */
import DataLoader from 'dataloader';
import type { Operation } from './operation.js';

/** A DataLoader that counts its loads. */
export class CountedLoader<Key, Value, CacheKey = Key> extends DataLoader<Key, Value, CacheKey> {
  readonly #calls: Operation['calls'];

  constructor(
    { calls }: Operation,
    batch: DataLoader.BatchLoadFn<Key, Value>,
    options?: DataLoader.Options<Key, Value, CacheKey>,
  ) {
    super(batch, options);
    this.#calls = calls;
  }

  override load(key: Key): Promise<Value> {
    this.#calls.asked += 1;
    return super.load(key);
  }
}

/** @returns `read`, with its calls counted. */
export function countAsked<Args extends readonly unknown[], Result>(
  { calls }: Operation,
  read: (...args: Args) => Result,
): (...args: Args) => Result {
  return (...args) => {
    calls.asked += 1;
    return read(...args);
  };
}

/** The store with a bounded memory before it. */
import { LRUCache } from 'lru-cache';
import { GatewayError } from '../errors.js';
import { RecentMisses } from './recent-misses.js';
import type { Store } from './store/store.js';

const CACHE_SIZE = 100_000;

/**
 * What is written is remembered even where the store fails to keep it: it is true all the same. What isn't there is remembered too, for a
 * moment: asking for it must take no longer than asking for what is somebody else's.
 */
export class Recall {
  readonly #store: Store;
  readonly #texts = new LRUCache<string, string>({ max: CACHE_SIZE });
  readonly #misses = new RecentMisses();

  constructor(store: Store) {
    this.#store = store;
  }

  /** @throws {GatewayError} `STORE_UNAVAILABLE` where it isn't remembered, and the store is away. */
  async get(key: string): Promise<string | undefined> {
    const cached = this.#texts.get(key);
    if (cached !== undefined) return cached;
    if (this.#misses.has(key)) return undefined;
    try {
      const text = await this.#store.get(key);
      // What was learnt while the store was asked is newer than its answer.
      if (this.#texts.has(key)) return text;
      if (text === undefined) this.#misses.add(key);
      else this.#texts.set(key, text);
      return text;
    } catch (error) {
      throw new GatewayError('STORE_UNAVAILABLE', undefined, { cause: error });
    }
  }

  /**
   * As {@link get}, but always by asking the store: how long that takes doesn't hang on who asked for the key before.
   *
   * @throws {GatewayError} `STORE_UNAVAILABLE`
   */
  async fetch(key: string): Promise<string | undefined> {
    try {
      return (await this.#store.get(key)) ?? this.peek(key);
    } catch (error) {
      throw new GatewayError('STORE_UNAVAILABLE', undefined, { cause: error });
    }
  }

  /** What is remembered without asking the store. */
  peek(key: string): string | undefined {
    return this.#texts.get(key);
  }

  async put(entries: ReadonlyMap<string, string>): Promise<void> {
    for (const [key, text] of entries) this.#remember(key, text);
    if (entries.size > 0) await this.#store.put(entries);
  }

  /**
   * As {@link Store.putIfAbsent}. Only where the store fails is it remembered on its own: else what stands there may say something else,
   * and that must not be hidden for a moment.
   */
  async putIfAbsent(
    entries: ReadonlyMap<string, string>,
    options: { flush: boolean },
  ): Promise<ReadonlyMap<string, string>> {
    if (entries.size === 0) return entries;
    try {
      const standing = await this.#store.putIfAbsent(entries, options);
      for (const [key, text] of standing) this.#remember(key, text);
      return standing;
    } catch (error) {
      for (const [key, text] of entries) if (this.peek(key) === undefined) this.#remember(key, text);
      throw error;
    }
  }

  async delete(keys: readonly string[]): Promise<void> {
    for (const key of keys) this.#texts.delete(key);
    await this.#store.delete(keys);
  }

  #remember(key: string, text: string): void {
    this.#texts.set(key, text);
    this.#misses.delete(key);
  }
}

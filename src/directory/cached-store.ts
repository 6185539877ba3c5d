/** A read-through cache of the store, with bounded memory. */
import { GatewayError } from '../common/gateway-error.js';
import { RecentlySeen } from './recently-seen.js';
import type { Store } from './store/store.js';

const CACHE_SIZE = 100_000;
const MAX_UNCONFIRMED = 10_000;
/** Size of the negative cache, which is separate: clients can request any number of missing keys, which must not evict existing ones. */
const MAX_MISSES = 100_000;
/** Time that a missing key is cached, in milliseconds. Another instance can write it. */
const MISS_TTL_MS = 5_000;

/**
 * Missing keys are cached briefly too, so that a missing resource takes no longer than a foreign one.
 */
export class CachedStore {
  readonly #store: Store;
  readonly #texts = new RecentlySeen<string>(CACHE_SIZE);
  /** Values whose write failed. Used only while the store fails, since it can hold others. */
  readonly #unconfirmed = new RecentlySeen<string>(MAX_UNCONFIRMED);
  readonly #misses = new RecentlySeen<true>(MAX_MISSES, MISS_TTL_MS);

  constructor(store: Store) {
    this.#store = store;
  }

  /** @throws {GatewayError} `STORE_UNAVAILABLE` if the key is not cached and the store is unavailable. */
  async get(key: string): Promise<string | undefined> {
    const cached = this.#texts.get(key);
    if (cached !== undefined) return cached;
    if (this.#misses.has(key)) return undefined;
    try {
      const text = await this.#store.get(key);
      // A value cached during the read is newer than the read's result.
      if (this.#texts.has(key)) return text;
      if (text === undefined) this.#misses.set(key, true);
      else this.#texts.set(key, text);
      return text;
    } catch (error) {
      const unconfirmed = this.#unconfirmed.get(key);
      if (unconfirmed !== undefined) return unconfirmed;
      throw new GatewayError('STORE_UNAVAILABLE', undefined, { cause: error });
    }
  }

  /**
   * As {@link get}, always with a read of the store, so that its time does not depend on earlier requests.
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

  forget(keys: readonly string[]): void {
    for (const cache of [this.#texts, this.#unconfirmed, this.#misses]) for (const key of keys) cache.delete(key);
  }

  /** The cached value, without a read of the store. */
  peek(key: string): string | undefined {
    return this.#texts.get(key);
  }

  async put(entries: ReadonlyMap<string, string>): Promise<void> {
    if (entries.size > 0) await this.#store.put(entries);
    for (const [key, text] of entries) this.#remember(key, text);
  }

  /** As {@link Store.putIfAbsent}. */
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
      for (const [key, text] of entries) {
        if (!this.#unconfirmed.has(key)) this.#unconfirmed.set(key, text);
        this.#misses.delete(key);
      }
      throw error;
    }
  }

  /** As {@link Store.swap}. */
  async swap(key: string, from: string, to: string | undefined): Promise<void> {
    const standing = await this.#store.swap(key, from, to);
    const text = standing === from ? to : standing;
    if (text === undefined) this.#texts.delete(key);
    else this.#remember(key, text);
  }

  #remember(key: string, text: string): void {
    this.#texts.set(key, text);
    this.#unconfirmed.delete(key);
    this.#misses.delete(key);
  }
}

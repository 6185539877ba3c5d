/** The store with a bounded memory before it. */
import { GatewayError } from '../common/gateway-error.js';
import { RecentlySeen } from './recently-seen.js';
import type { Store } from './store/store.js';

const CACHE_SIZE = 100_000;
const MAX_UNCONFIRMED = 10_000;
/** Any client can ask for keys that do not exist: they must not evict those that do. */
const MAX_MISSES = 100_000;
/** In milliseconds: another instance may write the key. */
const MISS_TTL_MS = 5_000;

/**
 * What isn't there is remembered too, for a moment: asking for it must take no longer than asking for what is somebody else's.
 */
export class CachedStore {
  readonly #store: Store;
  readonly #texts = new RecentlySeen<string>(CACHE_SIZE);
  /** What the store could not be asked about when it was to be written. Used only where the store fails: it may hold something else. */
  readonly #unconfirmed = new RecentlySeen<string>(MAX_UNCONFIRMED);
  readonly #misses = new RecentlySeen<true>(MAX_MISSES, MISS_TTL_MS);

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

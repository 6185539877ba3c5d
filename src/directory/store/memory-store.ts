import { monotonicClock } from './monotonic-clock.js';
import type { Store } from './store.js';

/** Keeps everything until the process ends: for the simulator and for tests. */
export class MemoryStore implements Store {
  readonly forgets = false;
  readonly isShared: boolean = false;
  readonly isAvailable = true;
  readonly now = monotonicClock(Date.now());
  readonly #values = new Map<string, string>();

  async get(key: string): Promise<string | undefined> {
    return this.#values.get(key);
  }

  async put(entries: ReadonlyMap<string, string>): Promise<void> {
    for (const [key, value] of entries) this.#values.set(key, value);
  }

  async putIfAbsent(entries: ReadonlyMap<string, string>): Promise<ReadonlyMap<string, string>> {
    const standing = new Map<string, string>();
    for (const [key, value] of entries) {
      standing.set(key, this.#values.get(key) ?? value);
      if (!this.#values.has(key)) this.#values.set(key, value);
    }
    return standing;
  }

  async swap(key: string, from: string | undefined, to: string | undefined): Promise<string | undefined> {
    const standing = this.#values.get(key);
    if (standing !== from) return standing;
    if (to === undefined) this.#values.delete(key);
    else this.#values.set(key, to);
    return standing;
  }

  async delete(keys: readonly string[]): Promise<void> {
    for (const key of keys) this.#values.delete(key);
  }

  async *entries(prefix: string): AsyncIterable<[string, string]> {
    for (const entry of this.#values) if (entry[0].startsWith(prefix)) yield entry;
  }

  async purge(): Promise<void> {}

  async close(): Promise<void> {
    this.#values.clear();
  }
}

import type { Store } from './store.js';

/** Keeps everything until the process ends: for the simulator and for tests. */
export class MemoryStore implements Store {
  readonly #values = new Map<string, string>();

  async get(key: string): Promise<string | undefined> {
    return this.#values.get(key);
  }

  async getMany(keys: readonly string[]): Promise<(string | undefined)[]> {
    return keys.map((key) => this.#values.get(key));
  }

  async put(entries: ReadonlyMap<string, string>): Promise<void> {
    for (const [key, value] of entries) this.#values.set(key, value);
  }

  async putIfAbsent(key: string, value: string): Promise<string> {
    const present = this.#values.get(key);
    if (present !== undefined) return present;
    this.#values.set(key, value);
    return value;
  }

  async delete(key: string): Promise<void> {
    this.#values.delete(key);
  }

  async close(): Promise<void> {
    this.#values.clear();
  }
}

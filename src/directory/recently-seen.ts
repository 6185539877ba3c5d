/** A bounded cache in two generations, cheaper than an LRU list, which each read would change. */
export class RecentlySeen<Value> {
  readonly #max: number;
  readonly #ttlMs: number | undefined;
  #young = new Map<string, Value>();
  #old = new Map<string, Value>();
  /** Time of the last change of generations, by `performance.now()`. */
  #youngSince = performance.now();

  /**
   * @param max Maximum number of keys; at least half as many of those set last are kept.
   * @param ttlMs Time after which a key is evicted, in milliseconds; it can be evicted after half of that. Undefined: no key expires.
   */
  constructor(max: number, ttlMs?: number) {
    this.#max = max;
    this.#ttlMs = ttlMs;
  }

  get(key: string): Value | undefined {
    this.#expire();
    return this.#young.get(key) ?? this.#old.get(key);
  }

  has(key: string): boolean {
    this.#expire();
    return this.#young.has(key) || this.#old.has(key);
  }

  set(key: string, value: Value): void {
    this.#expire();
    if (this.#young.size >= this.#max / 2) this.#age();
    this.#young.set(key, value);
  }

  delete(key: string): void {
    this.#young.delete(key);
    this.#old.delete(key);
  }

  #expire(): void {
    if (this.#ttlMs === undefined) return;
    const age = performance.now() - this.#youngSince;
    if (age < this.#ttlMs / 2) return;
    this.#age();
    if (age >= this.#ttlMs) this.#old = new Map();
  }

  #age(): void {
    this.#old = this.#young;
    this.#young = new Map();
    if (this.#ttlMs !== undefined) this.#youngSince = performance.now();
  }
}

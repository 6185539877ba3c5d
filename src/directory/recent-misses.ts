/** How long it is remembered that nothing is there, in milliseconds: another instance may learn it. */
const REMEMBERED_MS = 5_000;
/** Keys that are remembered at most. Anybody can ask for what isn't there: they must not push out what is. */
const MAX_KEYS = 100_000;

/** Keys that nothing was found under, in two generations: cheaper than a time for each, and never older than the two together. */
export class RecentMisses {
  #young = new Set<string>();
  #old = new Set<string>();
  #youngSince = performance.now();

  has(key: string): boolean {
    this.#age();
    return this.#young.has(key) || this.#old.has(key);
  }

  add(key: string): void {
    this.#age();
    this.#young.add(key);
  }

  /** Something is there now. */
  delete(key: string): void {
    this.#young.delete(key);
    this.#old.delete(key);
  }

  #age(): void {
    const now = performance.now();
    if (now < this.#youngSince + REMEMBERED_MS / 2 && this.#young.size < MAX_KEYS / 2) return;
    this.#old = now < this.#youngSince + REMEMBERED_MS ? this.#young : new Set();
    this.#young = new Set();
    this.#youngSince = now;
  }
}

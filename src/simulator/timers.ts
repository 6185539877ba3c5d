/** The timers of one simulator, so that closing it leaves none behind. */
export class Timers {
  readonly #running = new Set<NodeJS.Timeout>();
  #closed = false;

  /** Runs `then` after `ms` milliseconds, unless cancelled by the function returned or by `close`. */
  after(ms: number, then: () => void): () => void {
    if (this.#closed) return () => {};
    const timer = setTimeout(() => {
      this.#running.delete(timer);
      then();
    }, ms);
    this.#running.add(timer);
    return () => {
      this.#running.delete(timer);
      clearTimeout(timer);
    };
  }

  /** Resolves after `ms` milliseconds; never, if the simulator is closed before. */
  wait(ms: number): Promise<void> {
    return ms === 0 ? Promise.resolve() : new Promise((resolve) => this.after(ms, resolve));
  }

  close(): void {
    this.#closed = true;
    for (const timer of this.#running) clearTimeout(timer);
    this.#running.clear();
  }
}

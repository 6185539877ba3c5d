/** The reads a second that the process allows itself for watched orders, first come, first served. */

type Waiter = () => void;

export class ReadBudget {
  readonly #perSecond: number;
  readonly #waiting = new Set<Waiter>();
  #tokens: number;
  #filledAt = performance.now();
  #timer: NodeJS.Timeout | undefined;

  /** @param perSecond `RECONCILE_RATE`; as many may go at once after a quiet second. */
  constructor(perSecond: number) {
    this.#perSecond = perSecond;
    this.#tokens = perSecond;
  }

  /**
   * Calls `go` when a read may begin: at once, or when those before it have had theirs.
   *
   * @returns takes the request back, which does nothing once `go` was called; nothing where it has been called already.
   */
  request(go: () => void): (() => void) | undefined {
    this.#refill();
    if (this.#waiting.size === 0 && this.#tokens >= 1) {
      this.#tokens -= 1;
      go();
      return undefined;
    }
    // A waiter of its own each time, so that one function can wait more than once.
    const waiter: Waiter = () => go();
    this.#waiting.add(waiter);
    this.#timer ??= setTimeout(this.#serve, this.#untilNextToken());
    return () => this.#waiting.delete(waiter);
  }

  close(): void {
    clearTimeout(this.#timer);
    this.#waiting.clear();
  }

  readonly #serve = (): void => {
    this.#timer = undefined;
    this.#refill();
    for (const waiter of this.#waiting) {
      if (this.#tokens < 1) break;
      this.#tokens -= 1;
      this.#waiting.delete(waiter);
      waiter();
    }
    if (this.#waiting.size > 0) this.#timer ??= setTimeout(this.#serve, this.#untilNextToken());
  };

  #refill(): void {
    const now = performance.now();
    const earned = (Math.max(0, now - this.#filledAt) / 1_000) * this.#perSecond;
    this.#tokens = Math.min(Math.max(1, this.#perSecond), this.#tokens + earned);
    this.#filledAt = now;
  }

  #untilNextToken(): number {
    return Math.max(1, Math.ceil(((1 - this.#tokens) / this.#perSecond) * 1_000));
  }
}

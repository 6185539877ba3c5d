/** The reads a second that the process allows itself for watched orders. */

type Waiter = () => void;

/** A fifth is left for reconciliation whatever comes: forged hints can't stop it. */
const URGENT_IN_TURN = 4;

export class ReadBudget {
  readonly #perSecond: number;
  /** Each first come, first served, and both in turn, so that neither can hold up the other for long. */
  readonly #urgent = new Set<Waiter>();
  readonly #patient = new Set<Waiter>();
  /** How many urgent ones have gone since a patient one did. */
  #urgentInTurn = 0;
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
   * @param isUrgent Somebody waits for it, or it is known that something changed.
   * @returns takes the request back, which does nothing once `go` was called; nothing where it has been called already.
   */
  request(go: () => void, isUrgent: boolean): (() => void) | undefined {
    this.#refill();
    if (this.#waiting === 0 && this.#tokens >= 1) {
      this.#tokens -= 1;
      go();
      return undefined;
    }
    // A waiter of its own each time, so that one function can wait more than once.
    const waiter: Waiter = () => go();
    const queue = isUrgent ? this.#urgent : this.#patient;
    queue.add(waiter);
    this.#timer ??= setTimeout(this.#serve, this.#untilNextToken());
    return () => queue.delete(waiter);
  }

  close(): void {
    clearTimeout(this.#timer);
    this.#urgent.clear();
    this.#patient.clear();
  }

  get #waiting(): number {
    return this.#urgent.size + this.#patient.size;
  }

  readonly #serve = (): void => {
    this.#timer = undefined;
    this.#refill();
    for (let next = this.#next(); next && this.#tokens >= 1; next = this.#next()) {
      this.#tokens -= 1;
      this.#urgentInTurn = this.#urgent.delete(next) ? this.#urgentInTurn + 1 : 0;
      this.#patient.delete(next);
      next();
    }
    if (this.#waiting > 0) this.#timer ??= setTimeout(this.#serve, this.#untilNextToken());
  };

  #next(): Waiter | undefined {
    const [urgent] = this.#urgent;
    const [patient] = this.#patient;
    return this.#urgentInTurn >= URGENT_IN_TURN ? (patient ?? urgent) : (urgent ?? patient);
  }

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

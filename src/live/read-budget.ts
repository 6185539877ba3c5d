/** The rate limit of a process for reads of watched orders. */
import { FairQueue, type Queued } from './fair-queue.js';

export interface ReadRequest {
  /** The names of the viewers that wait for the read; not empty. */
  readonly viewers: Iterable<string>;
  /** High priority: a subscriber waits for the read, or the order is known to have changed. */
  readonly isUrgent: boolean;
  /** Called once, when the read may begin. */
  readonly begin: () => void;
}

/** A fifth of the reads is for reconciliation, which forged notifications therefore cannot stop. */
const URGENT_IN_TURN = 4;

export class ReadBudget {
  readonly #perSecond: number;
  /** The queues of both priorities, served in turn so that neither delays the other for long. */
  readonly #urgent = new FairQueue<PendingRead>();
  readonly #patient = new FairQueue<PendingRead>();
  /** Number of high-priority reads since the last low-priority one. */
  #urgentInTurn = 0;
  #tokens: number;
  #filledAt = performance.now();
  #timer: NodeJS.Timeout | undefined;

  /** @param perSecond `RECONCILE_RATE`; also the size of a burst after an idle second. */
  constructor(perSecond: number) {
    this.#perSecond = perSecond;
    this.#tokens = perSecond;
  }

  /** @returns the queued read; undefined if it has begun at once. */
  request(request: ReadRequest): PendingRead | undefined {
    this.#refill();
    if (this.#isQuiet && this.#tokens >= 1) {
      this.#tokens -= 1;
      request.begin();
      return undefined;
    }
    const read = new PendingRead(request, request.isUrgent ? this.#urgent : this.#patient);
    this.#timer ??= setTimeout(this.#serve, this.#untilNextToken());
    return read;
  }

  close(): void {
    clearTimeout(this.#timer);
    this.#urgent.clear();
    this.#patient.clear();
  }

  get #isQuiet(): boolean {
    return this.#urgent.isEmpty && this.#patient.isEmpty;
  }

  readonly #serve = (): void => {
    this.#timer = undefined;
    this.#refill();
    while (this.#tokens >= 1 && !this.#isQuiet) {
      this.#tokens -= 1;
      this.#next()?.begin();
    }
    if (!this.#isQuiet) this.#timer ??= setTimeout(this.#serve, this.#untilNextToken());
  };

  #next(): PendingRead | undefined {
    const isPatientsTurn = this.#urgent.isEmpty || (this.#urgentInTurn >= URGENT_IN_TURN && !this.#patient.isEmpty);
    this.#urgentInTurn = isPatientsTurn ? 0 : this.#urgentInTurn + 1;
    return (isPatientsTurn ? this.#patient : this.#urgent).take();
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

export class PendingRead implements Queued {
  readonly viewers: Set<string>;
  readonly begin: () => void;
  readonly #queue: FairQueue<PendingRead>;

  constructor({ viewers, begin }: ReadRequest, queue: FairQueue<PendingRead>) {
    this.viewers = new Set(viewers);
    this.begin = begin;
    this.#queue = queue;
    queue.add(this);
  }

  /** Adds a viewer, whose turn the read can take. */
  join(viewer: string): void {
    if (this.viewers.has(viewer)) return;
    this.viewers.add(viewer);
    this.#queue.add(this, [viewer]);
  }

  /** Cancels the read, unless it has begun. */
  cancel(): void {
    this.#queue.delete(this);
  }
}

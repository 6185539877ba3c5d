/** The reads a second that the process allows itself for watched orders. */
import { FairQueue, type Queued } from './fair-queue.js';

export interface ReadRequest {
  /** The names of the viewers who wait for it; not empty. */
  readonly viewers: Iterable<string>;
  /** Whether a subscriber waits for it, or it is known that something changed. */
  readonly isUrgent: boolean;
  /** Called once, when the read may begin. */
  readonly begin: () => void;
}

/** A fifth is left for reconciliation whatever comes: forged hints can't stop it. */
const URGENT_IN_TURN = 4;

export class ReadBudget {
  readonly #perSecond: number;
  /** Both in turn, so that neither can hold up the other for long. */
  readonly #urgent = new FairQueue<PendingRead>();
  readonly #patient = new FairQueue<PendingRead>();
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

  /** @returns the read while it waits for its turn; undefined where it has begun at once. */
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

  /** Another viewer waits for it too: it may take that one's turn. */
  join(viewer: string): void {
    if (this.viewers.has(viewer)) return;
    this.viewers.add(viewer);
    this.#queue.add(this, [viewer]);
  }

  /** Takes it back; does nothing once it has begun. */
  cancel(): void {
    this.#queue.delete(this);
  }
}

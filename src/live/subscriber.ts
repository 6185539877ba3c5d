/** One subscription's view of an order: forward only, the newest state at most waiting. */
import type { TopupOrder } from '../topup/topup-order.js';
import { isTerminal, rankOf } from '../topup/topup-status.js';

/** How a subscriber's first read went. */
export type FirstRead = { kind: 'order' } | { kind: 'not-found' } | { kind: 'failed'; error: unknown };

/** Yields each state that it is offered and that moves its order forward; ends after a terminal one. */
export class Subscriber implements AsyncIterableIterator<TopupOrder> {
  /** Settles with the first read after attaching. One that is already known to be there is never told of a failure. */
  readonly firstRead: Promise<FirstRead>;
  /** Whether a read that began after it attached is still owed. */
  awaitsRead = true;
  readonly #onDetach: (subscriber: Subscriber) => void;
  #settleFirstRead: (result: FirstRead) => void = () => {};
  /** How far it has been told that its order is. */
  #rank = -1;
  /** What it was told last. */
  #rawStatus: string | undefined;
  #waiting: TopupOrder | undefined;
  #wake: ((result: IteratorResult<TopupOrder>) => void) | undefined;
  #ended = false;
  #detached = false;

  constructor(onDetach: (subscriber: Subscriber) => void) {
    this.#onDetach = onDetach;
    this.firstRead = new Promise((resolve) => {
      this.#settleFirstRead = resolve;
    });
  }

  /** Takes a state in if it is news: a status further on, or an unknown word that wasn't the last one. */
  offer(order: TopupOrder): void {
    this.#settleFirstRead({ kind: 'order' });
    if (this.#ended) return;
    // What waits is no longer so, and what is has been told.
    if (order.rawStatus === this.#rawStatus) this.#waiting = undefined;
    else if (this.#isNews(order)) this.#give(order);
  }

  /** The first read did not bring the order. */
  fail(result: Exclude<FirstRead, { kind: 'order' }>): void {
    this.#settleFirstRead(result);
  }

  async next(): Promise<IteratorResult<TopupOrder>> {
    const order = this.#waiting;
    if (order) {
      this.#waiting = undefined;
      return this.#told(order);
    }
    if (this.#ended || this.#detached) return this.return();
    return new Promise((resolve) => {
      this.#wake = resolve;
    });
  }

  async return(): Promise<IteratorResult<TopupOrder>> {
    this.detach();
    return { value: undefined, done: true };
  }

  /** Stops listening, and ends whoever waits for a next state. */
  detach(): void {
    if (this.#detached) return;
    this.#detached = true;
    this.#waiting = undefined;
    this.#wake?.({ value: undefined, done: true });
    this.#wake = undefined;
    this.#onDetach(this);
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  /** Compared with what was told: what only waited may never be. */
  #isNews({ status }: TopupOrder): boolean {
    return status === 'UNKNOWN' || rankOf(status) > this.#rank;
  }

  #give(order: TopupOrder): void {
    if (isTerminal(order.status)) this.#ended = true;
    if (!this.#wake) {
      this.#waiting = order;
      return;
    }
    this.#wake(this.#told(order));
    this.#wake = undefined;
  }

  #told(order: TopupOrder): IteratorResult<TopupOrder> {
    this.#rank = Math.max(this.#rank, rankOf(order.status));
    this.#rawStatus = order.rawStatus;
    return { value: order, done: false };
  }
}

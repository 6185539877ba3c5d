/** One subscription's view of an order: forward only, the newest state at most waiting. */
import type { Viewer } from '../auth/viewer.js';
import type { TopupOrder } from '../topup/topup-order.js';
import { isTerminal, rankOf } from '../topup/topup-status.js';

/** How a subscriber's first read went. */
export type FirstRead = { kind: 'order' } | { kind: 'not-found' } | { kind: 'failed'; error: unknown };

/** Is told that there is something to take, or that nothing more will come. */
export interface NewsListener {
  onNews(): void;
}

/** What a subscriber is attached to. */
export interface Attachment {
  /** Since when a read is under way, by `performance.now()`; undefined where it waits for its turn. */
  readonly readingSince: number | undefined;
  detach(subscriber: Subscriber): void;
}

/**
 * Keeps the newest state that moved its order forward until it is taken; ends after a terminal one. There are many that wait for long, so
 * nothing is made before it is needed: no promise while nobody asks for one, no closure of its own.
 */
export class Subscriber implements AsyncIterableIterator<TopupOrder> {
  /** Whether a read that began after it attached is still owed. */
  awaitsRead = true;
  readonly viewer: Viewer;
  readonly #attachment: Attachment;
  #firstRead: FirstRead | undefined;
  #onFirstRead: ((result: FirstRead) => void) | undefined;
  /** How far it has been told that its order is. */
  #rank = -1;
  /** What it was told last. */
  #rawStatus: string | undefined;
  #waiting: TopupOrder | undefined;
  #toldAt = 0;
  #listener: NewsListener | undefined;
  #isEnded = false;
  #isDetached = false;

  constructor(attachment: Attachment, viewer: Viewer) {
    this.#attachment = attachment;
    this.viewer = viewer;
  }

  /**
   * Whether its first read has been waiting for its turn for most of the time, which says nothing of the REST API.
   *
   * @param attachedAt By `performance.now()`.
   */
  hasQueuedSince(attachedAt: number): boolean {
    if (this.#firstRead) return false;
    const { readingSince } = this.#attachment;
    return readingSince === undefined || readingSince - attachedAt > performance.now() - readingSince;
  }

  /** Whether its order has come to its end; the last state may still be waiting. */
  get isEnded(): boolean {
    return this.#isEnded;
  }

  /** Whether there is nothing to take, and never will be. */
  get isOver(): boolean {
    return this.#waiting === undefined && (this.#isEnded || this.#isDetached);
  }

  /** When the state that was taken last came to be known, by `performance.now()`. */
  get toldAt(): number {
    return this.#toldAt;
  }

  /** Resolves with the first read after attaching. One that is already known to be there is never told of a failure. */
  firstRead(): Promise<FirstRead> {
    const result = this.#firstRead;
    if (result) return Promise.resolve(result);
    return new Promise((resolve) => {
      this.#onFirstRead = resolve;
    });
  }

  /** Takes a state in if it is news: a status further on, or an unknown word that wasn't the last one. @param toldAt As {@link toldAt}. */
  offer(order: TopupOrder, toldAt: number): void {
    this.#settleFirstRead(FOUND);
    if (this.#isEnded || this.#isDetached) return;
    if (order.rawStatus === this.#rawStatus) {
      // What waits is no longer so, and what is has been told.
      this.#waiting = undefined;
      return;
    }
    if (!this.#isNews(order)) return;
    this.#waiting = order;
    this.#toldAt = toldAt;
    if (isTerminal(order.status)) this.#isEnded = true;
    this.#listener?.onNews();
  }

  /** The first read did not bring the order. */
  fail(result: Exclude<FirstRead, { kind: 'order' }>): void {
    this.#settleFirstRead(result);
  }

  /** From now on the listener, and only it, is told; at once where something is there already. */
  listen(listener: NewsListener): void {
    this.#listener = listener;
    if (this.#waiting || this.isOver) listener.onNews();
  }

  /** The state that waits, if there is one. */
  take(): TopupOrder | undefined {
    const order = this.#waiting;
    if (!order) return undefined;
    this.#waiting = undefined;
    this.#rank = Math.max(this.#rank, rankOf(order.status));
    this.#rawStatus = order.rawStatus;
    return order;
  }

  async next(): Promise<IteratorResult<TopupOrder>> {
    if (!this.#waiting && !this.isOver) await new Promise<void>((resolve) => this.listen({ onNews: resolve }));
    this.#listener = undefined;
    const order = this.take();
    return order ? { value: order, done: false } : this.return();
  }

  async return(): Promise<IteratorResult<TopupOrder>> {
    this.detach();
    return { value: undefined, done: true };
  }

  /** Stops listening, and ends whoever waits for a next state. */
  detach(): void {
    if (this.#isDetached) return;
    this.#isDetached = true;
    this.#waiting = undefined;
    this.#attachment.detach(this);
    this.#listener?.onNews();
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  #settleFirstRead(result: FirstRead): void {
    if (this.#firstRead) return;
    this.#firstRead = result;
    this.#onFirstRead?.(result);
    this.#onFirstRead = undefined;
  }

  /** Compared with what was told: what only waited may never be. */
  #isNews({ status }: TopupOrder): boolean {
    return status === 'UNKNOWN' || rankOf(status) > this.#rank;
  }
}

const FOUND: FirstRead = { kind: 'order' };

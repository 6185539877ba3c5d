/** One subscription's view of an order: forward only, with conflation under backpressure (only the latest state is buffered). */
import type { Viewer } from '../auth/viewer.js';
import type { TopupOrder } from '../topup/topup-order.js';
import { isTerminal, rankOf } from '../topup/topup-status.js';
import type { ChangeNotification } from './change-notification.js';

/** The outcome of a subscriber's first read. */
export type FirstRead = { kind: 'order' } | { kind: 'not-found' } | { kind: 'failed'; error: unknown };

/** Notified when a state is available, or when no more will come. */
export interface NewsListener {
  onNews(): void;
}

/** The watcher, as a subscriber sees it. */
export interface Attachment {
  /** Start time of the read in flight, by `performance.now()`; undefined if none is in flight. */
  readonly readingSince: number | undefined;
  detach(subscriber: Subscriber): void;
}

/**
 * Buffers the latest state that moved the order forward, and ends after a terminal one. Many subscribers wait for a long time, so promises and
 * closures are created only on use.
 */
export class Subscriber implements AsyncIterableIterator<TopupOrder> {
  /** Whether the first read after attaching is outstanding. */
  awaitsRead = true;
  readonly viewer: Viewer;
  readonly #attachment: Attachment;
  #firstRead: FirstRead | undefined;
  #onFirstRead: ((result: FirstRead) => void) | undefined;
  /** The rank of the last status delivered. */
  #rank = -1;
  /** The state delivered last. */
  #rawStatus: string | undefined;
  #waiting: TopupOrder | undefined;
  #toldAt = 0;
  #notification: ChangeNotification | undefined;
  #listener: NewsListener | undefined;
  #isEnded = false;
  #isDetached = false;

  constructor(attachment: Attachment, viewer: Viewer) {
    this.#attachment = attachment;
    this.viewer = viewer;
  }

  /**
   * Whether the first read was queued for most of the time, which says nothing about the REST API.
   *
   * @param attachedAt Time of attaching, by `performance.now()`.
   */
  hasQueuedSince(attachedAt: number): boolean {
    if (this.#firstRead) return false;
    const { readingSince } = this.#attachment;
    return readingSince === undefined || readingSince - attachedAt > performance.now() - readingSince;
  }

  /** Whether the order has ended. The last state may still be buffered. */
  get isEnded(): boolean {
    return this.#isEnded;
  }

  /** Whether no state is buffered and none will come. */
  get isOver(): boolean {
    return this.#waiting === undefined && (this.#isEnded || this.#isDetached);
  }

  /** Time at which the state taken last was observed, by `performance.now()`. */
  get toldAt(): number {
    return this.#toldAt;
  }

  /** The webhook that announced the state taken last. Undefined if none did. */
  get notification(): ChangeNotification | undefined {
    return this.#notification;
  }

  /** Resolves with the outcome of the first read after attaching. A failure is not reported for an order that is known to exist. */
  firstRead(): Promise<FirstRead> {
    const result = this.#firstRead;
    if (result) return Promise.resolve(result);
    return new Promise((resolve) => {
      this.#onFirstRead = resolve;
    });
  }

  /** Buffers a state if it is newer: a higher status, or a new unknown value. @param toldAt As {@link toldAt}. @param notification As {@link notification}. */
  offer(order: TopupOrder, toldAt: number, notification?: ChangeNotification): void {
    this.#settleFirstRead(FOUND);
    if (this.#isEnded || this.#isDetached) return;
    if (order.rawStatus === this.#rawStatus) {
      // The buffered state is outdated, and the current one was already delivered.
      this.#waiting = undefined;
      return;
    }
    if (!this.#isNews(order)) return;
    this.#waiting = order;
    this.#toldAt = toldAt;
    this.#notification = notification;
    if (isTerminal(order.status)) this.#isEnded = true;
    this.#listener?.onNews();
  }

  /** Reports that the first read returned no order. */
  fail(result: Exclude<FirstRead, { kind: 'order' }>): void {
    this.#settleFirstRead(result);
  }

  /** Notifies the listener from now on, and at once if a state is buffered. */
  listen(listener: NewsListener): void {
    this.#listener = listener;
    if (this.#waiting || this.isOver) listener.onNews();
  }

  /** Removes and returns the buffered state. */
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

  /** Detaches from the watcher and ends a pending iteration. */
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

  /** Compares with the delivered state, since a buffered one may never be delivered. */
  #isNews({ status }: TopupOrder): boolean {
    return status === 'UNKNOWN' || rankOf(status) > this.#rank;
  }
}

const FOUND: FirstRead = { kind: 'order' };

/** Watches one order for all of its subscribers in this process. */
import { customerOf, nameOf, type Viewer } from '../auth/viewer.js';
import type { TopupOrder } from '../topup/topup-order.js';
import { isTerminal, rankOf } from '../topup/topup-status.js';
import type { ChangeNotification } from './change-notification.js';
import { BY_LIST, NextRead, type ReadCause } from './next-read.js';
import type { PendingRead, ReadBudget } from './read-budget.js';
import { afterRead, FULL, type FullAt, untilNextRead } from './recent-reads.js';
import { type Attachment, type FirstRead, Subscriber } from './subscriber.js';

/** The members that all watchers of a process share. */
export interface WatcherHost {
  /** Reads the order from the REST API; null if it does not exist. @param customerId As {@link OrderWatcher.customerId}. */
  read(orderId: string, customerId: string | undefined, origin?: ChangeNotification): Promise<TopupOrder | null>;
  readonly budget: ReadBudget;
  /** Maximum delay of a retry, in milliseconds. */
  readonly maxBackOffMs: number;
  /** Called when the last subscriber has detached, with the order's bucket of reads. */
  onIdle(orderId: string, bucket: FullAt): void;
  /** Called before subscribers are notified of the first state. Every read of an order reports its later changes. */
  onFirstState(orderId: string): void;
  /** Called when a read has ended, whatever its outcome. */
  onRead(orderId: string): void;
  /** Called when reconciliation has found a change that no notification announced. */
  onMissed(): void;
}

/** The webhook can be ahead of the REST API, so a notification without news is checked once more after this time, in milliseconds. */
const RECHECK_MS = 2_000;
const FIRST_BACK_OFF_MS = 500;
const NONE: readonly Subscriber[] = [];

/**
 * Reads the order when it may have changed, and publishes newer states to its subscribers. Only one read runs at a time. Notifications during a read
 * cause one more read after it, so no read answers for a change that happened after it began.
 */
export class OrderWatcher implements Attachment {
  readonly #orderId: string;
  readonly #host: WatcherHost;
  readonly #subscribers = new Set<Subscriber>();
  /** The highest known status of any read. */
  #furthest: TopupOrder | undefined;
  /** The order by the last read that was not behind. Its status can be unknown. */
  #latest: TopupOrder | undefined;
  #state: 'idle' | 'scheduled' | 'reading' = 'idle';
  #wantsAnother = false;
  /** Whether the wanted read and the scheduled one have high priority. */
  #isUrgent = false;
  #isScheduledUrgently = false;
  readonly #nextRead = new NextRead();
  #failures = 0;
  #readStartedAt = 0;
  #bucket: FullAt;
  #cancelScheduled: (() => void) | undefined;
  /** The scheduled read while it waits for the budget. */
  #queued: PendingRead | undefined;
  #recheck: NodeJS.Timeout | undefined;
  #retry: NodeJS.Timeout | undefined;

  /** @param bucket The bucket of an earlier watcher of the order. */
  constructor(orderId: string, host: WatcherHost, bucket = FULL) {
    this.#orderId = orderId;
    this.#host = host;
    this.#bucket = bucket;
  }

  /** Attaches a subscriber. Its first state is read after this call. */
  attach(viewer: Viewer): Subscriber {
    const subscriber = new Subscriber(this, viewer);
    this.#subscribers.add(subscriber);
    this.#queued?.join(nameOf(viewer));
    this.#isUrgent = true;
    this.#want();
    return subscriber;
  }

  /** Reads the order because it may have changed. */
  wake(notification: ChangeNotification): void {
    this.#nextRead.notify(notification);
    this.#isUrgent = true;
    this.#want();
  }

  /** Reads the order for reconciliation, without a notification. */
  reconcile(): void {
    this.#nextRead.reconcile();
    this.#want();
  }

  /** Applies the order's state from a list that was read for several orders. */
  observe(order: TopupOrder): void {
    this.#tell(order, NONE, BY_LIST);
    // Subscribers that wait for their first read are skipped, since the list may have begun before they attached.
    if (this.#state === 'reading' || this.#hasJoining()) this.#want();
    this.#host.onRead(this.#orderId);
  }

  /** The names of the viewers that watch. */
  get viewers(): Set<string> {
    const names = new Set<string>();
    for (const { viewer } of this.#subscribers) names.add(nameOf(viewer));
    return names;
  }

  /** The id of a customer that watches; undefined if only operators do. */
  get customerId(): string | undefined {
    for (const { viewer } of this.#subscribers) {
      const customerId = customerOf(viewer);
      if (customerId !== undefined) return customerId;
    }
    return undefined;
  }

  get readingSince(): number | undefined {
    return this.#state === 'reading' ? this.#readStartedAt : undefined;
  }

  /** Ends all subscriptions without a terminal state. */
  close(): void {
    for (const subscriber of [...this.#subscribers]) subscriber.detach();
  }

  detach(subscriber: Subscriber): void {
    this.#subscribers.delete(subscriber);
    if (this.#subscribers.size > 0) return;
    this.#cancelScheduled?.();
    clearTimeout(this.#recheck);
    clearTimeout(this.#retry);
    this.#host.onIdle(this.#orderId, this.#bucket);
  }

  #want(): void {
    if (this.#isSettled()) return;
    if (this.#state === 'reading') {
      this.#wantsAnother = true;
      return;
    }
    if (this.#state === 'scheduled') {
      if (this.#isScheduledUrgently || !this.#isUrgent) return;
      this.#cancelScheduled?.();
    }
    this.#state = 'scheduled';
    this.#isScheduledUrgently = this.#isUrgent;
    const ask = () => {
      const begin = () => void this.#read();
      this.#cancelScheduled = () => this.#leaveQueue();
      this.#queued = this.#host.budget.request({ viewers: this.viewers, isUrgent: this.#isScheduledUrgently, begin });
    };
    const wait = untilNextRead(this.#bucket);
    if (wait > 0) {
      const timer = setTimeout(ask, wait);
      this.#cancelScheduled = () => clearTimeout(timer);
      return;
    }
    // Deferred, so that subscribers that attach in the same turn of the event loop share the read.
    const immediate = setImmediate(ask);
    this.#cancelScheduled = () => clearImmediate(immediate);
  }

  #leaveQueue(): void {
    this.#queued?.cancel();
    this.#queued = undefined;
  }

  /** Whether there is no subscriber, or all have the terminal state. */
  #isSettled(): boolean {
    if (this.#furthest && isTerminal(this.#furthest.status)) {
      return !this.#hasJoining();
    }
    return this.#subscribers.size === 0;
  }

  #hasJoining(): boolean {
    for (const { awaitsRead } of this.#subscribers) if (awaitsRead) return true;
    return false;
  }

  async #read(): Promise<void> {
    this.#state = 'reading';
    this.#isUrgent = false;
    this.#cancelScheduled = undefined;
    this.#queued = undefined;
    this.#readStartedAt = performance.now();
    this.#bucket = afterRead(this.#bucket);
    clearTimeout(this.#retry);
    const cause = this.#nextRead.take();
    const joining = [...this.#subscribers].filter((subscriber) => subscriber.awaitsRead);
    try {
      const order = await this.#host.read(this.#orderId, this.customerId, cause.notification);
      if (order) this.#tell(order, joining, cause);
      else this.#missed(joining, cause, { kind: 'not-found' });
    } catch (error) {
      this.#missed(joining, cause, { kind: 'failed', error });
    }
    this.#state = 'idle';
    this.#host.onRead(this.#orderId);
    const wantsAnother = this.#wantsAnother;
    this.#wantsAnother = false;
    if (wantsAnother) this.#want();
  }

  #tell(read: TopupOrder, joining: readonly Subscriber[], cause: ReadCause): void {
    const { notification, isFirstAnswer, isReconciliation } = cause;
    this.#failures = 0;
    const before = this.#latest;
    const order = this.#withoutLag(read);
    this.#latest = order;
    for (const subscriber of joining) subscriber.awaitsRead = false;
    if (before === undefined) this.#host.onFirstState(this.#orderId);
    const toldAt = performance.now();
    for (const subscriber of [...this.#subscribers])
      if (!subscriber.awaitsRead) subscriber.offer(order, toldAt, notification);
    const isNews = before !== undefined && before.rawStatus !== order.rawStatus;
    if (isNews && isReconciliation && !this.#nextRead.isNotified) this.#host.onMissed();
    if (isFirstAnswer && !isNews && !this.#isSettled()) this.#checkOnceMore(notification);
  }

  /** Whether a read is behind an earlier one, for example from a replica that lags. The earlier state is kept then. */
  #withoutLag(read: TopupOrder): TopupOrder {
    const furthest = this.#furthest;
    if (furthest && isTerminal(furthest.status)) return furthest;
    if (read.status === 'UNKNOWN') return read;
    if (furthest && rankOf(read.status) < rankOf(furthest.status)) return this.#latest ?? furthest;
    this.#furthest = read;
    return read;
  }

  #checkOnceMore(vain: ChangeNotification | undefined): void {
    clearTimeout(this.#recheck);
    this.#recheck = setTimeout(() => {
      this.#nextRead.repeat(vain);
      this.#want();
    }, RECHECK_MS);
  }

  /** Reports the failure only to subscribers whose first read must prove that the order exists. For others, the read is retried. */
  #missed(joining: readonly Subscriber[], cause: ReadCause, result: Exclude<FirstRead, { kind: 'order' }>): void {
    this.#nextRead.putBack(cause);
    for (const subscriber of joining) subscriber.fail(result);
    if (this.#subscribers.size === 0) return;
    this.#failures += 1;
    const longest = Math.min(this.#host.maxBackOffMs, FIRST_BACK_OFF_MS * 2 ** (this.#failures - 1));
    clearTimeout(this.#retry);
    this.#retry = setTimeout(() => this.#want(), longest * (0.5 + Math.random() / 2));
  }
}

/** Watches one order for all of this process's subscribers to it. */
import { customerOf, nameOf, type Viewer } from '../auth/viewer.js';
import type { TopupOrder } from '../topup/topup-order.js';
import { isTerminal, rankOf } from '../topup/topup-status.js';
import type { PendingRead, ReadBudget } from './read-budget.js';
import { afterRead, FULL, type FullAt, untilNextRead } from './recent-reads.js';
import { type Attachment, type FirstRead, Subscriber } from './subscriber.js';

/** What all watchers of a process share. */
export interface WatcherHost {
  /** Reads the order from the REST API; null where it says that there is none. @param customerId As {@link OrderWatcher.customerId}. */
  read(orderId: string, customerId: string | undefined): Promise<TopupOrder | null>;
  readonly budget: ReadBudget;
  /** The longest that a failed read waits before it is tried again, in milliseconds. */
  readonly maxBackOffMs: number;
  /** Called when the last subscriber has left, with the order's bucket of reads. */
  onIdle(orderId: string, bucket: FullAt): void;
  /** Called before subscribers are notified of the first state. Every read of an order reports its later changes. */
  onFirstState(orderId: string): void;
  /** Called when a read came to its end, whichever. */
  onRead(orderId: string): void;
}

/** The webhook may be ahead of the REST API: a hint that finds nothing new is checked once more after this. */
const RECHECK_MS = 2_000;
const FIRST_BACK_OFF_MS = 500;
const NONE: readonly Subscriber[] = [];

/**
 * Reads the order when there is reason to, and tells its subscribers what moved. One read at a time: what comes while it runs
 * is answered by one more that begins after it, so no read ever answers for something that happened after it began.
 */
export class OrderWatcher implements Attachment {
  readonly #orderId: string;
  readonly #host: WatcherHost;
  readonly #subscribers = new Set<Subscriber>();
  /** The furthest known status that any read has shown. */
  #furthest: TopupOrder | undefined;
  /** What the last read that didn't lag behind showed; it may be a status that nobody knows. */
  #latest: TopupOrder | undefined;
  #state: 'idle' | 'scheduled' | 'reading' = 'idle';
  #wantsAnother = false;
  /** Whether what is wanted, and what is scheduled, is urgent. */
  #isUrgent = false;
  #isScheduledUrgently = false;
  #hinted = false;
  #failures = 0;
  #readStartedAt = 0;
  #bucket: FullAt;
  #cancelScheduled: (() => void) | undefined;
  /** The scheduled read while it waits for its turn in the budget. */
  #queued: PendingRead | undefined;
  #recheck: NodeJS.Timeout | undefined;
  #retry: NodeJS.Timeout | undefined;

  /** @param bucket What an earlier watcher of the order has left of its reads. */
  constructor(orderId: string, host: WatcherHost, bucket = FULL) {
    this.#orderId = orderId;
    this.#host = host;
    this.#bucket = bucket;
  }

  /** A new subscriber; it gets a state that is read from now on. */
  attach(viewer: Viewer): Subscriber {
    const subscriber = new Subscriber(this, viewer);
    this.#subscribers.add(subscriber);
    this.#queued?.join(nameOf(viewer));
    this.#isUrgent = true;
    this.#want();
    return subscriber;
  }

  /** The order may have changed. */
  wake(): void {
    this.#hinted = true;
    this.#isUrgent = true;
    this.#want();
  }

  /** It is time to look again, although nobody said that anything changed. */
  reconcile(): void {
    this.#want();
  }

  /** The order as a list shows it that was read for other reasons too. */
  observe(order: TopupOrder): void {
    this.#tell(order, NONE, false);
    // Those who still wait for a read of their own have not been told of this; and one that began before may show less.
    if (this.#state === 'reading' || this.#hasJoining()) this.#want();
    this.#host.onRead(this.#orderId);
  }

  /** The names of those who watch. */
  get viewers(): Set<string> {
    const names = new Set<string>();
    for (const { viewer } of this.#subscribers) names.add(nameOf(viewer));
    return names;
  }

  /** The id of the customer who watches; undefined where only operators do. */
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
    // Not at once: those who join in the same turn of the event loop share the read.
    const immediate = setImmediate(ask);
    this.#cancelScheduled = () => clearImmediate(immediate);
  }

  #leaveQueue(): void {
    this.#queued?.cancel();
    this.#queued = undefined;
  }

  /** Nobody is there, or all have been told how it ended. */
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
    const hinted = this.#hinted;
    this.#hinted = false;
    const joining = [...this.#subscribers].filter((subscriber) => subscriber.awaitsRead);
    try {
      const order = await this.#host.read(this.#orderId, this.customerId);
      if (order) this.#tell(order, joining, hinted);
      else this.#missed(joining, hinted, { kind: 'not-found' });
    } catch (error) {
      this.#missed(joining, hinted, { kind: 'failed', error });
    }
    this.#state = 'idle';
    this.#host.onRead(this.#orderId);
    const wantsAnother = this.#wantsAnother;
    this.#wantsAnother = false;
    if (wantsAnother) this.#want();
  }

  #tell(read: TopupOrder, joining: readonly Subscriber[], hinted: boolean): void {
    this.#failures = 0;
    const before = this.#latest;
    const order = this.#withoutLag(read);
    this.#latest = order;
    for (const subscriber of joining) subscriber.awaitsRead = false;
    if (before === undefined) this.#host.onFirstState(this.#orderId);
    const toldAt = performance.now();
    for (const subscriber of [...this.#subscribers]) if (!subscriber.awaitsRead) subscriber.offer(order, toldAt);
    const isNews = before !== undefined && before.rawStatus !== order.rawStatus;
    if (hinted && !isNews && !this.#isSettled()) this.#checkOnceMore();
  }

  /** A read that shows less than an earlier one did came from a place that lags behind: then the earlier one stands. */
  #withoutLag(read: TopupOrder): TopupOrder {
    const furthest = this.#furthest;
    if (furthest && isTerminal(furthest.status)) return furthest;
    if (read.status === 'UNKNOWN') return read;
    if (furthest && rankOf(read.status) < rankOf(furthest.status)) return this.#latest ?? furthest;
    this.#furthest = read;
    return read;
  }

  #checkOnceMore(): void {
    clearTimeout(this.#recheck);
    this.#recheck = setTimeout(() => this.#want(), RECHECK_MS);
  }

  /** Told only to those who still have to learn whether there is such an order; for the others it is tried again. */
  #missed(joining: readonly Subscriber[], hinted: boolean, result: Exclude<FirstRead, { kind: 'order' }>): void {
    this.#hinted ||= hinted;
    for (const subscriber of joining) subscriber.fail(result);
    if (this.#subscribers.size === 0) return;
    this.#failures += 1;
    const longest = Math.min(this.#host.maxBackOffMs, FIRST_BACK_OFF_MS * 2 ** (this.#failures - 1));
    clearTimeout(this.#retry);
    this.#retry = setTimeout(() => this.#want(), longest * (0.5 + Math.random() / 2));
  }
}

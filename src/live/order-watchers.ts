/** The watchers of this process, one for each watched order. */
import { OPERATOR, type Viewer } from '../auth/viewer.js';
import { type Metrics, NO_METRICS } from '../observability/metrics.js';
import { newNotification } from './change-notification.js';
import { OrderWatcher, type WatcherHost } from './order-watcher.js';
import { ReadBudget } from './read-budget.js';
import { RecentReads } from './recent-reads.js';
import { type OrderSource, Reconciler } from './reconciler.js';
import type { Subscriber } from './subscriber.js';

export interface OrderWatchersOptions {
  source: OrderSource;
  /** `RECONCILE_INTERVAL_MS` */
  reconcileIntervalMs: number;
  /** `RECONCILE_RATE` */
  readsPerSecond: number;
  /** As {@link WatcherHost.onFirstState}. */
  onFirstState: (orderId: string) => void;
  metrics?: Metrics;
}

export class OrderWatchers {
  readonly #host: WatcherHost;
  readonly #watchers = new Map<string, OrderWatcher>();
  readonly #reconciler: Reconciler;
  readonly #recentReads = new RecentReads();

  constructor(options: OrderWatchersOptions) {
    const { source, reconcileIntervalMs: intervalMs, readsPerSecond, onFirstState, metrics = NO_METRICS } = options;
    const budget = new ReadBudget(readsPerSecond);
    this.#reconciler = new Reconciler({
      source,
      budget,
      intervalMs,
      watcherOf: (orderId) => this.#watchers.get(orderId),
      metrics,
    });
    this.#host = {
      read: (orderId, customerId, origin) => source.order(orderId, customerId, origin),
      budget,
      maxBackOffMs: intervalMs,
      onFirstState,
      onIdle: (orderId, bucket) => {
        this.#recentReads.add(orderId, bucket);
        this.#watchers.delete(orderId);
        this.#reconciler.forget(orderId);
      },
      onRead: (orderId) => {
        if (this.#watchers.has(orderId)) this.#reconciler.postpone(orderId);
      },
      onMissed: () => metrics.count('missedWebhooks'),
    };
  }

  /** Number of watched orders. */
  get size(): number {
    return this.#watchers.size;
  }

  attach(orderId: string, viewer: Viewer = OPERATOR): Subscriber {
    const known = this.#watchers.get(orderId);
    if (known) return known.attach(viewer);
    const watcher = new OrderWatcher(orderId, this.#host, this.#recentReads.take(orderId));
    this.#watchers.set(orderId, watcher);
    return watcher.attach(viewer);
  }

  /** Handles a change notification. Makes no call if the order is not watched. */
  wake(orderId: string, notification = newNotification()): void {
    this.#watchers.get(orderId)?.wake(notification);
  }

  /** Reads every watched order again, within the budget, since notifications may have been lost. */
  reconcileAll(): void {
    this.#reconciler.lookAtAll([...this.#watchers.keys()]);
  }

  /** Ends every subscription without a terminal state. */
  close(): void {
    this.#reconciler.close();
    for (const watcher of [...this.#watchers.values()]) watcher.close();
    this.#host.budget.close();
  }
}

/** Every order that this process watches, each by one watcher. */
import type { TopupOrder } from '../topup/topup-order.js';
import { OrderWatcher } from './order-watcher.js';
import { ReadBudget } from './read-budget.js';
import type { Subscriber } from './subscriber.js';

export interface OrderWatchersOptions {
  readOrder: (orderId: string) => Promise<TopupOrder | null>;
  /** `RECONCILE_INTERVAL_MS`: how long an order goes unread when no webhook comes. */
  reconcileIntervalMs: number;
  /** `RECONCILE_RATE`: reads a second, for all orders and all reasons together. */
  readsPerSecond: number;
}

export class OrderWatchers {
  readonly #options: OrderWatchersOptions;
  readonly #budget: ReadBudget;
  readonly #watchers = new Map<string, OrderWatcher>();
  /** When each order is due to be looked at again; the first is due first, give or take the jitter. */
  readonly #due = new Map<string, number>();
  #timer: NodeJS.Timeout | undefined;

  constructor(options: OrderWatchersOptions) {
    this.#options = options;
    this.#budget = new ReadBudget(options.readsPerSecond);
  }

  /** How many orders are watched. */
  get size(): number {
    return this.#watchers.size;
  }

  attach(orderId: string): Subscriber {
    const known = this.#watchers.get(orderId);
    if (known) return known.attach();
    const watcher = new OrderWatcher({
      read: () => this.#options.readOrder(orderId),
      budget: this.#budget,
      maxBackOffMs: this.#options.reconcileIntervalMs,
      onIdle: () => this.#forget(orderId),
      onRead: () => this.#postpone(orderId),
    });
    this.#watchers.set(orderId, watcher);
    return watcher.attach();
  }

  /** A hint that the order changed. Costs nothing where nobody watches it. */
  wake(orderId: string): void {
    this.#watchers.get(orderId)?.wake();
  }

  /** Hints may have been lost: every watched order is looked at again, within the budget. */
  reconcileAll(): void {
    for (const watcher of this.#watchers.values()) watcher.reconcile();
  }

  /** Ends every subscription, none with a terminal state. */
  close(): void {
    clearTimeout(this.#timer);
    for (const watcher of [...this.#watchers.values()]) watcher.close();
    this.#budget.close();
  }

  #forget(orderId: string): void {
    this.#watchers.delete(orderId);
    this.#due.delete(orderId);
    if (this.#due.size > 0) return;
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  #postpone(orderId: string): void {
    if (!this.#watchers.has(orderId)) return;
    const jitter = 0.9 + Math.random() * 0.2;
    this.#due.delete(orderId);
    this.#due.set(orderId, performance.now() + this.#options.reconcileIntervalMs * jitter);
    this.#timer ??= setTimeout(this.#reconcile, this.#options.reconcileIntervalMs * jitter);
  }

  readonly #reconcile = (): void => {
    this.#timer = undefined;
    const now = performance.now();
    for (const [orderId, dueAt] of this.#due) {
      if (dueAt > now) {
        this.#timer = setTimeout(this.#reconcile, dueAt - now);
        return;
      }
      // It is due again once this read has come to its end.
      this.#due.delete(orderId);
      this.#watchers.get(orderId)?.reconcile();
    }
  };
}

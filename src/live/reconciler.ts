/** Reconciliation: reads every watched order at intervals, so that a lost webhook costs time, never the final state. */
import type { Metrics } from '../observability/metrics.js';
import type { CallOrigin } from '../rest/caller.js';
import type { TopupOrder } from '../topup/topup-order.js';
import type { OrderWatcher } from './order-watcher.js';
import type { ReadBudget } from './read-budget.js';

export interface OrderSource {
  /**
   * Reads an order; null if it does not exist.
   *
   * @param customerId The customer that it is read for; undefined for operators.
   * @param origin The request that caused the read.
   */
  order: (orderId: string, customerId?: string, origin?: CallOrigin) => Promise<TopupOrder | null>;
  /** Reads the newest orders of a wallet with one call. @param customerId As with `order`. */
  ofWallet: (walletId: string, customerId?: string) => Promise<readonly TopupOrder[]>;
  /** The known wallet of an order, without a call. */
  walletOf: (orderId: string) => Promise<string | undefined>;
}

export interface ReconcilerOptions {
  source: Pick<OrderSource, 'ofWallet' | 'walletOf'>;
  budget: ReadBudget;
  intervalMs: number;
  watcherOf: (orderId: string) => OrderWatcher | undefined;
  metrics: Metrics;
}

/** Orders that are due within this fraction of the interval are read together. */
const TOGETHER = 0.2;

export class Reconciler {
  readonly #options: ReconcilerOptions;
  /** The due time of each order, in ascending order except for jitter. */
  readonly #due = new Map<string, number>();
  /** The due time of each order whose read has been requested. */
  readonly #requested = new Map<string, number>();
  #timer: NodeJS.Timeout | undefined;

  constructor(options: ReconcilerOptions) {
    this.#options = options;
  }

  /** Records that the order was just read. */
  postpone(orderId: string): void {
    const dueAt = this.#requested.get(orderId);
    this.#requested.delete(orderId);
    if (dueAt !== undefined)
      this.#options.metrics.observe('reconcileDelay', Math.max(0, performance.now() - dueAt) / 1_000);
    const delay = this.#options.intervalMs * (0.9 + Math.random() * 0.2);
    this.#due.delete(orderId);
    this.#due.set(orderId, performance.now() + delay);
    this.#timer ??= setTimeout(this.#look, delay);
  }

  forget(orderId: string): void {
    this.#due.delete(orderId);
    this.#requested.delete(orderId);
    if (this.#due.size === 0) this.close();
  }

  close(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  /** Reads all watched orders now, within the budget. */
  lookAtAll(orderIds: readonly string[]): void {
    this.#due.clear();
    this.close();
    const now = performance.now();
    for (const orderId of orderIds) this.#requested.set(orderId, now);
    void this.#reconcile(orderIds);
  }

  readonly #look = (): void => {
    this.#timer = undefined;
    const now = performance.now();
    const together = now + this.#options.intervalMs * TOGETHER;
    const orderIds: string[] = [];
    let next: number | undefined;
    for (const [orderId, dueAt] of this.#due) {
      if (dueAt <= together) {
        orderIds.push(orderId);
        this.#requested.set(orderId, dueAt);
      } else next ??= dueAt;
    }
    // Each order is due again after its read has ended.
    for (const orderId of orderIds) this.#due.delete(orderId);
    if (next !== undefined) this.#timer = setTimeout(this.#look, next - now);
    void this.#reconcile(orderIds);
  };

  async #reconcile(orderIds: readonly string[]): Promise<void> {
    const { source, watcherOf } = this.#options;
    const walletIds = await Promise.all(orderIds.map((id) => source.walletOf(id).catch(() => undefined)));
    const groups = new Map<string, string[]>();
    for (const [index, orderId] of orderIds.entries()) {
      const walletId = walletIds[index];
      if (walletId === undefined) watcherOf(orderId)?.reconcile();
      else groups.set(walletId, [...(groups.get(walletId) ?? []), orderId]);
    }
    for (const [walletId, ids] of groups) this.#reconcileWallet(walletId, ids);
  }

  /** Reads the orders of a wallet by its list, if that can take fewer calls than one each. */
  #reconcileWallet(walletId: string, orderIds: readonly string[]): void {
    const { budget, source, watcherOf } = this.#options;
    const watched = () => orderIds.flatMap((id) => watcherOf(id) ?? []);
    const watchers = watched();
    if (watchers.length <= 1) {
      for (const watcher of watchers) watcher.reconcile();
      return;
    }
    const begin = (): void => {
      const [first] = watched();
      // All subscribers may have detached while the read was queued.
      if (!first) return;
      source
        .ofWallet(walletId, first.customerId)
        .catch(() => [])
        .then((orders) => {
          const byId = new Map(orders.map((order) => [order.id, order]));
          for (const orderId of orderIds) {
            const order = byId.get(orderId);
            if (order) watcherOf(orderId)?.observe(order);
            else watcherOf(orderId)?.reconcile();
          }
        });
    };
    const viewers = watchers.flatMap((watcher) => [...watcher.viewers]);
    budget.request({ viewers, isUrgent: false, begin });
  }
}

/** Looks at every watched order again from time to time: a webhook that was lost costs time, never the final state. */
import type { TopupOrder } from '../topup/topup-order.js';
import type { OrderWatcher } from './order-watcher.js';
import type { ReadBudget } from './read-budget.js';

export interface OrderSource {
  /** The order as the REST API tells it; null where it says that there is none. @param customerId Whom it is read for; undefined: for operators. */
  order: (orderId: string, customerId?: string) => Promise<TopupOrder | null>;
  /** The newest orders of a wallet, by one call. @param customerId As with `order`. */
  ofWallet: (walletId: string, customerId?: string) => Promise<readonly TopupOrder[]>;
  /** Which wallet an order is known to be for; costs no call. */
  walletOf: (orderId: string) => Promise<string | undefined>;
}

export interface ReconcilerOptions {
  source: Pick<OrderSource, 'ofWallet' | 'walletOf'>;
  budget: ReadBudget;
  intervalMs: number;
  watcherOf: (orderId: string) => OrderWatcher | undefined;
}

/** Orders that are due within this much of one another are looked at together, as a part of the interval. */
const TOGETHER = 0.2;

export class Reconciler {
  readonly #options: ReconcilerOptions;
  /** When each order is due; the first is due first, give or take the jitter. */
  readonly #due = new Map<string, number>();
  #timer: NodeJS.Timeout | undefined;

  constructor(options: ReconcilerOptions) {
    this.#options = options;
  }

  /** The order was read just now. */
  postpone(orderId: string): void {
    const delay = this.#options.intervalMs * (0.9 + Math.random() * 0.2);
    this.#due.delete(orderId);
    this.#due.set(orderId, performance.now() + delay);
    this.#timer ??= setTimeout(this.#look, delay);
  }

  forget(orderId: string): void {
    this.#due.delete(orderId);
    if (this.#due.size === 0) this.close();
  }

  close(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  /** Looks at all of them now, within the budget. */
  lookAtAll(orderIds: readonly string[]): void {
    this.#due.clear();
    this.close();
    void this.#reconcile(orderIds);
  }

  readonly #look = (): void => {
    this.#timer = undefined;
    const now = performance.now();
    const together = now + this.#options.intervalMs * TOGETHER;
    const orderIds: string[] = [];
    let next: number | undefined;
    for (const [orderId, dueAt] of this.#due) {
      if (dueAt <= together) orderIds.push(orderId);
      else next ??= dueAt;
    }
    // Each is due again once its read has come to its end.
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

  /** By the wallet's list, if that can be fewer calls than one each. */
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
      // All may have left while it waited.
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

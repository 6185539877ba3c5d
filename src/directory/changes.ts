/** What has changed, or may have: reads that were under way before are not joined by those who ask afterwards (`design.md`, *Collapse*). */
import { LRUCache } from 'lru-cache';
import type { RestClient } from '../rest/client.js';
import type { Directory } from './directory.js';

/** Orders whose last status is remembered, and orders and customers whose last change is. */
const MAX_REMEMBERED = 10_000;

const NEVER = Number.NEGATIVE_INFINITY;

export class Changes {
  readonly #rest: RestClient;
  readonly #directory: Directory;
  readonly #statuses = new LRUCache<string, string>({ max: MAX_REMEMBERED });
  readonly #customersChangedAt = new LRUCache<string, number>({ max: MAX_REMEMBERED });
  readonly #ordersChangedAt = new LRUCache<string, number>({ max: MAX_REMEMBERED });

  constructor(rest: RestClient, directory: Directory) {
    this.#rest = rest;
    this.#directory = directory;
  }

  /** Of a customer: which wallets they have. */
  customer(id: string): void {
    this.#customersChangedAt.set(id, performance.now());
    this.#rest.changed('customerId', id);
  }

  /** Of a wallet: its balance, transactions and orders. */
  wallet(id: string): void {
    this.#rest.changed('walletId', id);
  }

  /**
   * Of an order: itself, and with it its wallet. Where that isn't at hand, all wallets: looking it up would take time, in which somebody
   * could be shown what was before.
   *
   * @param walletId Where it is known beside it.
   */
  order(id: string, walletId = this.#directory.walletOfOrderAtHand(id)): void {
    this.#ordersChangedAt.set(id, performance.now());
    this.#rest.changed('orderId', id);
    this.#rest.changed('walletId', walletId);
  }

  /** When the customer's wallets changed last, or the order, by `performance.now()`: a "no" from before says nothing of now. */
  lastOf(customerId: string, orderId?: string): number {
    const ofOrder = orderId === undefined ? undefined : this.#ordersChangedAt.get(orderId);
    return Math.max(this.#customersChangedAt.get(customerId) ?? NEVER, ofOrder ?? NEVER);
  }

  /** A read shows this status. @param walletId Where it is known beside it. */
  saw(orderId: string, rawStatus: string, walletId: string | undefined): void {
    const before = this.#statuses.get(orderId);
    if (before === rawStatus) return;
    this.#statuses.set(orderId, rawStatus);
    if (before !== undefined) this.order(orderId, walletId);
  }
}

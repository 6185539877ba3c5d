/** Invalidates reads after a change, or a possible one: later requests join no read that began before. */
import { LRUCache } from 'lru-cache';
import type { RestClient } from '../rest/client.js';
import type { Directory } from './directory.js';

/** Maximum number of orders whose last status, and of customers whose last change, is kept. */
const MAX_REMEMBERED = 10_000;

const NEVER = Number.NEGATIVE_INFINITY;

export class Changes {
  readonly #rest: RestClient;
  readonly #directory: Directory;
  readonly #statuses = new LRUCache<string, string>({ max: MAX_REMEMBERED });
  readonly #customersChangedAt = new LRUCache<string, number>({ max: MAX_REMEMBERED });
  #hintedAt = NEVER;

  constructor(rest: RestClient, directory: Directory) {
    this.#rest = rest;
    this.#directory = directory;
  }

  /** Invalidates a customer's list of wallets. */
  customer(id: string): void {
    this.#customersChangedAt.set(id, performance.now());
    this.#rest.changed('customerId', id);
  }

  /** Invalidates a wallet's balance, transactions and orders. */
  wallet(id: string): void {
    this.#rest.changed('walletId', id);
  }

  /**
   * Invalidates an order and its wallet. If the wallet is not cached, all wallets are invalidated: a look-up would take time, in which requests could get
   * the old state.
   *
   * @param walletId The order's wallet, if the caller knows it.
   */
  order(id: string, walletId = this.#directory.cachedWalletOfOrder(id)): void {
    this.#rest.changed('orderId', id);
    this.#rest.changed('walletId', walletId);
  }

  /**
   * Handles a change notification, which anyone can send: invalidates the order and its known wallet, but never all wallets, so that forged
   * notifications cannot prevent coalescing. While wallets are being read, the store is always asked, so that the time does not reveal whether the order
   * exists.
   *
   * @returns resolves when the wallet is invalidated or known to be unknown.
   */
  async hinted(id: string): Promise<void> {
    this.#rest.changed('orderId', id);
    this.#hintedAt = performance.now();
    const atHand = this.#directory.cachedWalletOfOrder(id);
    if (atHand !== undefined) this.wallet(atHand);
    if (!this.#rest.isReading('walletId')) return;
    const walletId = await this.#directory.fetchWalletOfOrder(id).catch(() => undefined);
    if (walletId !== undefined && walletId !== atHand) this.wallet(walletId);
  }

  /** Time of the last change of the customer's wallets, by `performance.now()`. Earlier negative answers are outdated. */
  lastOfCustomer(id: string): number {
    return this.#customersChangedAt.get(id) ?? NEVER;
  }

  /**
   * Time of the last notification of any order, which can be a new one; as {@link lastOfCustomer}. Not per order, since the number of calls would then
   * reveal that a foreign order has changed, and so that it exists.
   */
  get hintedAt(): number {
    return this.#hintedAt;
  }

  /** Handles the status of a read. @param walletId The order's wallet, if the caller knows it. */
  saw(orderId: string, rawStatus: string, walletId: string | undefined): void {
    const before = this.#statuses.get(orderId);
    if (before === rawStatus) return;
    this.#statuses.set(orderId, rawStatus);
    if (before !== undefined) this.order(orderId, walletId);
  }
}

/** What has changed, or may have: reads that were under way before are not joined by those who ask afterwards (`design.md`, *Collapse*). */
import { LRUCache } from 'lru-cache';
import type { RestClient } from '../rest/client.js';
import type { Directory } from './directory.js';

/** Orders whose last status is remembered, and customers whose last change is. */
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
  order(id: string, walletId = this.#directory.cachedWalletOfOrder(id)): void {
    this.#rest.changed('orderId', id);
    this.#rest.changed('walletId', walletId);
  }

  /**
   * A hint, which anyone may send, that an order changed: itself, and with it its wallet as far as that is known, but never all wallets, so that
   * forged hints can't keep reads from being shared. While wallets are being read the store is asked in any case: the time that it takes must not
   * tell whether there is such an order.
   *
   * @returns resolves when the wallet is known to have changed, or not known to be this order's.
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

  /** When the customer's wallets changed last, by `performance.now()`: a "no" from before says nothing of now. */
  lastOfCustomer(id: string): number {
    return this.#customersChangedAt.get(id) ?? NEVER;
  }

  /**
   * When a hint came last for any order, which may be a new one; as {@link lastOfCustomer}. Not for each order: the calls that a question costs
   * would show then whether somebody else's order has changed, and so that it exists.
   */
  get hintedAt(): number {
    return this.#hintedAt;
  }

  /** A read shows this status. @param walletId Where it is known beside it. */
  saw(orderId: string, rawStatus: string, walletId: string | undefined): void {
    const before = this.#statuses.get(orderId);
    if (before === rawStatus) return;
    this.#statuses.set(orderId, rawStatus);
    if (before !== undefined) this.order(orderId, walletId);
  }
}

/** What has changed, or may have: reads that were under way before are not joined by those who ask afterwards (`design.md`, *Collapse*). */
import { LRUCache } from 'lru-cache';
import type { RestClient } from '../rest/client.js';
import { subject } from '../rest/path.js';
import type { Directory } from './directory.js';

/** Orders whose last status is remembered. */
const MAX_STATUSES = 10_000;

export class Changes {
  readonly #rest: RestClient;
  readonly #directory: Directory;
  readonly #statuses = new LRUCache<string, string>({ max: MAX_STATUSES });

  constructor(rest: RestClient, directory: Directory) {
    this.#rest = rest;
    this.#directory = directory;
  }

  /** Of a customer: which wallets they have. */
  customer(id: string): void {
    this.#rest.changed(subject('customerId', id));
  }

  /** Of a wallet: its balance, transactions and orders. */
  wallet(id: string): void {
    this.#rest.changed(subject('walletId', id));
  }

  /** Of an order: itself, and with it its wallet, as soon as that is looked up. */
  order(id: string): void {
    this.#rest.changed(subject('orderId', id));
    this.#directory.lookUpWalletOfOrder(id).then(
      (walletId) => walletId !== undefined && this.wallet(walletId),
      // Without the store nothing is known; what is read for a subscription's event is new all the same.
      () => {},
    );
  }

  /** A read shows this status. @param walletId Where it is known beside it. */
  saw(orderId: string, rawStatus: string, walletId: string | undefined): void {
    const before = this.#statuses.get(orderId);
    if (before === rawStatus) return;
    this.#statuses.set(orderId, rawStatus);
    if (before === undefined) return;
    this.order(orderId);
    if (walletId !== undefined) this.wallet(walletId);
  }
}

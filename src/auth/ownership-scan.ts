/** Searches the REST API for what belongs to a customer: their wallets page by page, then the orders of those wallets. */
import { LRUCache } from 'lru-cache';
import { GatewayError } from '../common/gateway-error.js';
import type { CallOrigin } from '../rest/caller.js';
import { unlessAborted } from '../rest/operation.js';

/** A walk through a list, page by page. */
export interface ListWalk {
  readonly isOver: boolean;
  next(): Promise<readonly { id: string }[]>;
}

/** The source of a scan. A resource that does not exist is an empty list. */
export interface OwnershipSource {
  wallets(scan: ScanOf): ListWalk;
  orders(scan: ScanOf, walletId: string): ListWalk;
}

export interface ScanOf {
  readonly customerId: string;
  /** The scan's reads join none that began before this time, in milliseconds of `performance.now()`. */
  readonly freshSince: number;
  /** The request that began the scan. */
  readonly origin?: CallOrigin | undefined;
}

/** Times of changes that make a scan outdated, by `performance.now()`. */
export interface ScanChanges {
  /** Last write to the customer's wallets. */
  readonly changedAt: number;
  /** Last change notification of any order. Anyone can send one. */
  readonly hintedAt?: number;
}

/** Maximum number of REST calls of one scan. */
const MAX_CALLS = 50;
/** Time that a scan's result is cached, in milliseconds. */
const REMEMBERED_MS = 5_000;
const MAX_SCANS = 10_000;

/**
 * Runs one scan for each customer at a time, shared by all requests. A resource that is not found is searched to the end, whether it is foreign or
 * missing, so that the calls do not distinguish the two.
 */
export class OwnershipScans {
  readonly #source: OwnershipSource;
  readonly #scans = new LRUCache<string, OwnershipScan>({ max: MAX_SCANS });

  constructor(source: OwnershipSource) {
    this.#source = source;
  }

  /**
   * Returns the cached scan unless it began before a change. A change notification ends at most one scan in the time that a scan is cached, since a scan
   * costs up to 50 calls: forged notifications cause a second scan of a customer, and no third.
   */
  of(
    customerId: string,
    { changedAt, hintedAt = Number.NEGATIVE_INFINITY }: ScanChanges,
    origin?: CallOrigin,
  ): OwnershipScan {
    const known = this.#scans.get(customerId);
    const stands = known?.isCurrent === true && known.beganAt > changedAt;
    if (stands && (known.isForHint || known.beganAt > hintedAt)) return known;
    const freshSince = Math.max(changedAt, hintedAt);
    const scan = new OwnershipScan({ customerId, freshSince, origin }, this.#source, stands);
    this.#scans.set(customerId, scan);
    return scan;
  }
}

export class OwnershipScan {
  readonly beganAt = performance.now();
  /** Whether a change notification alone made an earlier scan outdated. */
  readonly isForHint: boolean;
  readonly #of: ScanOf;
  readonly #source: OwnershipSource;
  readonly #walletList: ListWalk;
  readonly #wallets = new Set<string>();
  readonly #orders = new Set<string>();
  /** Wallets whose orders are unread, except the wallet of `#orderList`. */
  readonly #unread: string[] = [];
  #orderList: ListWalk | undefined;
  #calls = 0;
  #waiting = 0;
  #step: Promise<void> | undefined;
  #readAt = performance.now();
  #failed = false;

  constructor(of: ScanOf, source: OwnershipSource, isForHint: boolean) {
    this.#of = of;
    this.#source = source;
    this.isForHint = isForHint;
    this.#walletList = source.wallets(of);
  }

  /** Whether the result is current. */
  get isCurrent(): boolean {
    return !this.#failed && (this.#waiting > 0 || performance.now() < this.#readAt + REMEMBERED_MS);
  }

  /**
   * @param signal Ends the wait of this caller only.
   * @throws {GatewayError} `LIMIT_EXCEEDED` if the scan needs more calls than allowed, and the errors of its reads.
   */
  findWallet(walletId: string, signal: AbortSignal): Promise<boolean> {
    const isAtEnd = () => this.#walletList.isOver;
    return this.#find(() => this.#wallets.has(walletId), isAtEnd, signal);
  }

  /** As {@link findWallet}. @param walletId The known wallet of the order, if there is one. */
  findOrder(orderId: string, walletId: string | undefined, signal: AbortSignal): Promise<boolean> {
    const isAtEnd = () => this.#walletList.isOver && !this.#orderList && this.#unread.length === 0;
    // If the order's wallet is known, only that one counts. A list that says otherwise contradicts it.
    const isFound = () => (walletId === undefined ? this.#orders.has(orderId) : this.#wallets.has(walletId));
    return this.#find(isFound, isAtEnd, signal);
  }

  async #find(isFound: () => boolean, isAtEnd: () => boolean, signal: AbortSignal): Promise<boolean> {
    this.#waiting += 1;
    try {
      while (!isFound()) {
        if (isAtEnd()) return false;
        if (!this.#step && this.#calls >= MAX_CALLS) {
          throw new GatewayError('LIMIT_EXCEEDED', 'Checking access would take too many calls to the wallet service.');
        }
        this.#step ??= this.#read().finally(() => {
          this.#step = undefined;
        });
        await unlessAborted(this.#step, signal);
      }
      return true;
    } finally {
      this.#waiting -= 1;
    }
  }

  async #read(): Promise<void> {
    this.#calls += 1;
    try {
      if (this.#walletList.isOver) await this.#readOrders();
      else await this.#readWallets();
    } catch (error) {
      this.#failed = true;
      throw error;
    }
    this.#readAt = performance.now();
  }

  async #readWallets(): Promise<void> {
    for (const { id } of await this.#walletList.next()) {
      this.#wallets.add(id);
      this.#unread.push(id);
    }
  }

  async #readOrders(): Promise<void> {
    const walletId = this.#orderList ? undefined : this.#unread.shift();
    if (walletId !== undefined) this.#orderList = this.#source.orders(this.#of, walletId);
    for (const { id } of (await this.#orderList?.next()) ?? []) this.#orders.add(id);
    if (this.#orderList?.isOver) this.#orderList = undefined;
  }
}

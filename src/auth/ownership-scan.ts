/** What is a customer's by the REST API's own word: their wallets, page by page, then those wallets' orders. */
import { LRUCache } from 'lru-cache';
import { GatewayError } from '../common/gateway-error.js';
import { unlessAborted } from '../rest/operation.js';

/** A list on its way to its end, page by page. */
export interface ListWalk {
  readonly isOver: boolean;
  next(): Promise<readonly { id: string }[]>;
}

/** Where a scan reads; what the REST API doesn't know is a list without entries. */
export interface OwnershipSource {
  wallets(scan: ScanOf): ListWalk;
  orders(scan: ScanOf, walletId: string): ListWalk;
}

export interface ScanOf {
  readonly customerId: string;
  /** Its reads join none that began before this moment, by `performance.now()`. */
  readonly freshSince: number;
}

/** When something changed that a scan looks for, by `performance.now()`. */
export interface ScanChanges {
  /** The customer's wallets, by a write. */
  readonly changedAt: number;
  /** Any order, by a hint, which anyone may send. */
  readonly hintedAt?: number;
}

/** REST calls at most that one scan makes. */
const MAX_CALLS = 50;
/** How long a scan's answers stand, in milliseconds. */
const REMEMBERED_MS = 5_000;
const MAX_SCANS = 10_000;

/**
 * One scan a viewer at a time, shared by all who ask. What isn't found is looked for to the end of the list whether it is somebody else's or
 * nobody's, so that the calls don't tell which.
 */
export class OwnershipScans {
  readonly #source: OwnershipSource;
  readonly #scans = new LRUCache<string, OwnershipScan>({ max: MAX_SCANS });

  constructor(source: OwnershipSource) {
    this.#source = source;
  }

  /**
   * A scan that began before the change isn't asked. But a hint ends one scan at most in the time for which a scan is remembered, since a scan
   * costs up to 50 calls: forged ones cost a customer's second scan, and no third.
   */
  of(customerId: string, { changedAt, hintedAt = Number.NEGATIVE_INFINITY }: ScanChanges): OwnershipScan {
    const known = this.#scans.get(customerId);
    const stands = known?.isCurrent === true && known.beganAt > changedAt;
    if (stands && (known.isForHint || known.beganAt > hintedAt)) return known;
    const freshSince = Math.max(changedAt, hintedAt);
    const scan = new OwnershipScan({ customerId, freshSince }, this.#source, stands);
    this.#scans.set(customerId, scan);
    return scan;
  }
}

export class OwnershipScan {
  readonly beganAt = performance.now();
  /** Whether an earlier one would still stand, but for a hint. */
  readonly isForHint: boolean;
  readonly #of: ScanOf;
  readonly #source: OwnershipSource;
  readonly #walletList: ListWalk;
  readonly #wallets = new Set<string>();
  readonly #orders = new Set<string>();
  /** Wallets whose orders are still to be read, without the one that `#orderList` is of. */
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

  /** Whether its answers still stand. */
  get isCurrent(): boolean {
    return !this.#failed && (this.#waiting > 0 || performance.now() < this.#readAt + REMEMBERED_MS);
  }

  /**
   * @param signal Ends this caller's waiting, not the others'.
   * @throws {GatewayError} `LIMIT_EXCEEDED` where there is more to look through than is allowed, and what a read fails with.
   */
  findWallet(walletId: string, signal: AbortSignal): Promise<boolean> {
    const isAtEnd = () => this.#walletList.isOver;
    return this.#find(() => this.#wallets.has(walletId), isAtEnd, signal);
  }

  /** @param walletId Which wallet it is said to be for, where that is known. As {@link findWallet} otherwise. */
  findOrder(orderId: string, walletId: string | undefined, signal: AbortSignal): Promise<boolean> {
    const isAtEnd = () => this.#walletList.isOver && !this.#orderList && this.#unread.length === 0;
    // Where a wallet is remembered, only that one counts: a list that says otherwise contradicts it.
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

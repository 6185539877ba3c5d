/** Decides whether a resource belongs to the viewer. Every field with an id asks this. */
import DataLoader from 'dataloader';
import { toError } from '../common/gateway-error.js';
import type { Changes } from '../directory/changes.js';
import type { Directory } from '../directory/directory.js';
import type { CallOrigin } from '../rest/caller.js';
import type { Operation } from '../rest/operation.js';
import type { OwnershipScans } from './ownership-scan.js';
import type { Viewer } from './viewer.js';

/**
 * Ownership that the directory knows costs no call. Otherwise the store and then the REST API are asked, with the same reads for a foreign resource and
 * a missing one, whatever is cached. The questions of one operation are answered together and in order, so that neither the answer, its time nor the
 * order of errors distinguishes the two.
 */
export class Access {
  readonly #viewer: Viewer;
  readonly #directory: Directory;
  readonly #changes: Changes;
  readonly #scans: OwnershipScans;
  readonly #operation: Operation;
  #wallets: DataLoader<string, boolean> | undefined;
  #orders: DataLoader<string, boolean> | undefined;

  constructor(viewer: Viewer, directory: Directory, changes: Changes, scans: OwnershipScans, operation: Operation) {
    this.#viewer = viewer;
    this.#directory = directory;
    this.#changes = changes;
    this.#scans = scans;
    this.#operation = operation;
  }

  /** Whether the viewer reaches everything. The REST API alone then decides what exists. */
  get isOperator(): boolean {
    return this.#viewer.kind === 'operator';
  }

  ownsCustomer(id: string): boolean {
    return this.isOperator || (this.#viewer.kind === 'customer' && this.#viewer.customerId === id);
  }

  /** @throws {GatewayError} as {@link OwnershipScan.findWallet}. */
  async ownsWallet(id: string): Promise<boolean> {
    if (this.#viewer.kind !== 'customer') return this.isOperator;
    const { customerId } = this.#viewer;
    // Not cached within the operation, since a mutation can change the answer.
    this.#wallets ??= new DataLoader((ids) => this.#answer(ids, (walletId) => this.#ownsWallet(walletId, customerId)), {
      cache: false,
    });
    return this.#wallets.load(id);
  }

  /** @throws {GatewayError} as {@link OwnershipScan.findOrder}. */
  async ownsOrder(id: string): Promise<boolean> {
    if (this.#viewer.kind !== 'customer') return this.isOperator;
    const { customerId } = this.#viewer;
    this.#orders ??= new DataLoader((ids) => this.#answer(ids, (orderId) => this.#ownsOrder(orderId, customerId)), {
      cache: false,
    });
    return this.#orders.load(id);
  }

  async #answer(ids: readonly string[], ask: (id: string) => Promise<boolean>): Promise<(boolean | Error)[]> {
    const asked = new Map<string, Promise<boolean | Error>>();
    for (const id of ids) if (!asked.has(id)) asked.set(id, ask(id).catch(toError));
    return Promise.all(ids.map((id) => asked.get(id) ?? false));
  }

  async #ownsWallet(id: string, customerId: string): Promise<boolean> {
    if (this.#directory.cachedOwner(id) === customerId) return true;
    const owner = await this.#fetchOwner(id);
    if (owner === customerId) return true;
    const isListed = await this.#scans
      .of(customerId, { changedAt: this.#changes.lastOfCustomer(customerId) }, this.#origin)
      .findWallet(id, this.#operation.signal);
    // A wallet that is listed as theirs but known as another customer's is denied.
    return isListed && owner === undefined;
  }

  async #ownsOrder(id: string, customerId: string): Promise<boolean> {
    const atHand = this.#directory.cachedWalletOfOrder(id);
    if (atHand !== undefined && this.#directory.cachedOwner(atHand) === customerId) return true;
    const walletId = await this.#directory.fetchWalletOfOrder(id).catch(() => undefined);
    // Also read for a missing order, so that the time does not distinguish it.
    const owner = await this.#fetchOwner(walletId ?? id);
    if (walletId !== undefined && owner === customerId) return true;
    const isListed = await this.#scans
      .of(
        customerId,
        { changedAt: this.#changes.lastOfCustomer(customerId), hintedAt: this.#changes.hintedAt },
        this.#origin,
      )
      .findOrder(id, walletId, this.#operation.signal);
    return isListed && (walletId === undefined || owner === undefined);
  }

  /** A scan outlives the operation, so it keeps no more of it. */
  get #origin(): CallOrigin {
    const { requestId, span } = this.#operation.calls;
    return { requestId, span };
  }

  /** If the store is unavailable, the REST API decides. */
  #fetchOwner(walletId: string): Promise<string | undefined> {
    return this.#directory.fetchOwner(walletId).catch(() => undefined);
  }
}

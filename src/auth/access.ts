/** Is it this viewer's? The one question that every field which takes an id asks. */
import type { Directory } from '../directory/directory.js';
import type { OwnershipScans } from './ownership-scan.js';
import type { Viewer } from './viewer.js';

/**
 * A yes that the directory knows costs no call. Otherwise the REST API is asked, by the same calls for what is somebody else's and for
 * what doesn't exist: neither the answer nor its time tells them apart.
 */
export class Access {
  readonly #viewer: Viewer;
  readonly #directory: Directory;
  readonly #scans: OwnershipScans;
  readonly #signal: AbortSignal;

  constructor(viewer: Viewer, directory: Directory, scans: OwnershipScans, signal: AbortSignal) {
    this.#viewer = viewer;
    this.#directory = directory;
    this.#scans = scans;
    this.#signal = signal;
  }

  /** Whether everything is open: then it is the REST API alone that says what exists. */
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
    const owner = await this.#ownerOf(id);
    if (owner === customerId) return true;
    const isListed = await this.#scans.of(customerId).findWallet(id, this.#signal);
    // Listed as theirs, but known as somebody else's: the two contradict each other, and nobody is told.
    return isListed && owner === undefined;
  }

  /** @throws {GatewayError} as {@link OwnershipScan.findOrder}. */
  async ownsOrder(id: string): Promise<boolean> {
    if (this.#viewer.kind !== 'customer') return this.isOperator;
    const { customerId } = this.#viewer;
    const walletId = await this.#directory.walletOfOrder(id).catch(() => undefined);
    const owner = walletId === undefined ? undefined : await this.#ownerOf(walletId);
    if (owner === customerId) return true;
    const isListed = await this.#scans.of(customerId).findOrder(id, walletId, this.#signal);
    return isListed && owner === undefined;
  }

  /** Without the store the REST API still tells. */
  async #ownerOf(walletId: string): Promise<string | undefined> {
    const facts = await this.#directory.wallet(walletId).catch(() => undefined);
    return facts?.customerId;
  }
}

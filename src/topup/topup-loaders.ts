import type DataLoader from 'dataloader';
import { toError } from '../common/gateway-error.js';
import type { Directory } from '../directory/directory.js';
import { listLoader } from '../paging/list-loader.js';
import { type List, Walk } from '../paging/walk.js';
import { CountedLoader, countAsked } from '../rest/count-asked.js';
import type { Operation } from '../rest/operation.js';
import type { TopupApi } from './topup-api.js';
import type { TopupOrder } from './topup-order.js';

export interface TopupLoaders {
  /** By order's id; null if the order does not exist. Orders of one known wallet are read from its list. */
  order: DataLoader<string, TopupOrder | null>;
  /** A wallet's orders. @param status The REST API's word for a filter. */
  orderList: (walletId: string, status: string | null) => List<TopupOrder>;
}

interface TopupLoaderOptions {
  api: TopupApi;
  directory: Directory;
  operation: Operation;
  /** As {@link List.mayGoOn}. */
  mayGoOn: () => boolean;
}

export function createTopupLoaders({ api, directory, operation, mayGoOn }: TopupLoaderOptions): TopupLoaders {
  const orderList = listLoader(
    (walletId: string, status: string | null) => api.ofWallet(walletId, status, operation),
    mayGoOn,
  );
  const batch = new OrderBatch(api, directory, operation, orderList);
  return {
    orderList: countAsked(operation, orderList),
    order: new CountedLoader(operation, (ids) => batch.read(ids)),
  };
}

/** Reads orders with few calls: those of one wallet by its list, others one by one. */
class OrderBatch {
  readonly #api: TopupApi;
  readonly #directory: Directory;
  readonly #operation: Operation;
  readonly #orderList: TopupLoaders['orderList'];

  constructor(api: TopupApi, directory: Directory, operation: Operation, orderList: TopupLoaders['orderList']) {
    this.#api = api;
    this.#directory = directory;
    this.#operation = operation;
    this.#orderList = orderList;
  }

  async read(ids: readonly string[]): Promise<(TopupOrder | null | Error)[]> {
    const walletIds = await Promise.all(ids.map((id) => this.#directory.walletOfOrder(id).catch(() => undefined)));
    const groups = new Map<string | undefined, Set<string>>();
    for (const [index, id] of ids.entries()) {
      const walletId = walletIds[index];
      groups.set(walletId, (groups.get(walletId) ?? new Set()).add(id));
    }
    const found = new Map<string, TopupOrder | null | Error>();
    await Promise.all([...groups].map(([walletId, missing]) => this.#readGroup(walletId, missing, found)));
    return ids.map((id) => found.get(id) ?? null);
  }

  async #readGroup(
    walletId: string | undefined,
    missing: Set<string>,
    found: Map<string, TopupOrder | null | Error>,
  ): Promise<void> {
    try {
      // Orders that the list does not contain are read one by one, whatever the reason.
      if (walletId !== undefined) await this.#readFromList(walletId, missing, found).catch(() => {});
      await Promise.all([...missing].map(async (id) => found.set(id, await this.#readOne(id))));
    } catch (error) {
      for (const id of missing) found.set(id, toError(error));
    }
  }

  /** Goes on from page to page as long as the list can still be fewer calls than a call for each order that is missing. */
  async #readFromList(
    walletId: string,
    missing: Set<string>,
    found: Map<string, TopupOrder | null | Error>,
  ): Promise<void> {
    const walk = new Walk(this.#orderList(walletId, null));
    for (let pagesLeft = 1; !walk.isOver && missing.size > pagesLeft; ) {
      for (const order of await walk.next()) if (missing.delete(order.id)) found.set(order.id, order);
      const { offset, page } = walk;
      const length = page?.items.length ?? 0;
      pagesLeft = Math.max(1, Math.ceil(((page?.total ?? 0) - offset - length) / length));
    }
  }

  #readOne(id: string): Promise<TopupOrder | null | Error> {
    return this.#api.order(id, this.#operation).catch(toError);
  }
}

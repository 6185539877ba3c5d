import DataLoader from 'dataloader';
import type { Directory } from '../directory/directory.js';
import { toError } from '../errors.js';
import { isFollowed, type NumberedPage } from '../query/numbered-paging.js';
import { PageLoader } from '../query/page-loader.js';
import type { Operation } from '../rest/operation.js';
import type { TopupApi } from './topup-api.js';
import type { TopupOrder } from './topup-order.js';

interface OrderPageStart {
  walletId: string;
  status: string | null;
  page: number;
  /** Counts only from the second page on: all first pages begin at the same place. */
  pageSize: number;
}

export interface TopupLoaders {
  /** By order's id; null where there is none. Orders known to be of one wallet are read from its list. */
  order: DataLoader<string, TopupOrder | null>;
  /** Pages of a wallet's orders; null where there is no such wallet. */
  orderPage: PageLoader<OrderPageStart, NumberedPage<TopupOrder> | null>;
}

export function createTopupLoaders(api: TopupApi, directory: Directory, operation: Operation): TopupLoaders {
  const orderPage = new PageLoader<OrderPageStart, NumberedPage<TopupOrder> | null>(
    ({ walletId, status, page, pageSize }) => `${walletId} ${status ?? ''} ${page === 1 ? 1 : `${page}/${pageSize}`}`,
    ({ walletId, status, page }, limit) => api.ofWallet(walletId, status, { page, pageSize: limit }, operation),
  );
  const batch = new OrderBatch(api, directory, operation, orderPage);
  return { orderPage, order: new DataLoader((ids) => batch.read(ids)) };
}

/** Reads many orders with few calls: those of one wallet by its list, the rest one by one. */
class OrderBatch {
  readonly #api: TopupApi;
  readonly #directory: Directory;
  readonly #operation: Operation;
  readonly #pages: TopupLoaders['orderPage'];

  constructor(api: TopupApi, directory: Directory, operation: Operation, pages: TopupLoaders['orderPage']) {
    this.#api = api;
    this.#directory = directory;
    this.#operation = operation;
    this.#pages = pages;
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
      // What the list doesn't give, for whatever reason, may still be had one by one.
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
    let pagesLeft = 1;
    for (let page = 1; pagesLeft > 0 && missing.size > pagesLeft; page += 1) {
      const pageSize = this.#api.maxPageSize;
      const list = await this.#pages.load({ walletId, status: null, page, pageSize }, pageSize);
      for (const order of list?.items ?? []) if (missing.delete(order.id)) found.set(order.id, order);
      const isLast = !list || !isFollowed(list, { page, pageSize });
      pagesLeft = isLast ? 0 : Math.max(1, Math.ceil(list.total / list.pageSize) - page);
    }
  }

  #readOne(id: string): Promise<TopupOrder | null | Error> {
    return this.#api.order(id, this.#operation).catch(toError);
  }
}

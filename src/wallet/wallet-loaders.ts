import DataLoader from 'dataloader';
import { toError } from '../errors.js';
import { MAX_PAGE_SIZE } from '../query/connection.js';
import type { CursorPage } from '../query/cursor-paging.js';
import { PageLoader } from '../query/page-loader.js';
import type { Operation } from '../rest/operation.js';
import type { Balance } from './balance.js';
import type { Transaction } from './transaction.js';
import type { Wallet } from './wallet.js';
import type { WalletApi } from './wallet-api.js';

interface WalletPageStart {
  customerId: string;
  cursor: string | null;
}

interface TransactionPageStart {
  walletId: string;
  cursor: string | null;
}

interface ListedWalletKey {
  customerId: string;
  walletId: string;
}

export interface WalletLoaders {
  /** By wallet's id; null where there is none. One call each: the REST API has no balance of many. */
  balance: DataLoader<string, Balance | null>;
  /** Pages of a customer's wallets; null where there is no such customer. */
  walletPage: PageLoader<WalletPageStart, CursorPage<Wallet> | null>;
  /** Pages of a wallet's transactions; null where there is no such wallet. */
  transactionPage: PageLoader<TransactionPageStart, CursorPage<Transaction> | null>;
  /** A wallet as its customer's list tells it; null where it isn't there. One list for all of a customer's wallets. */
  listedWallet: DataLoader<ListedWalletKey, Wallet | null, string>;
}

/** Pages of a customer's wallets at most that are looked through: 5,000 wallets. */
const MAX_LISTED_PAGES = 50;

export function createWalletLoaders(api: WalletApi, operation: Operation): WalletLoaders {
  const walletPage = new PageLoader<WalletPageStart, CursorPage<Wallet> | null>(
    ({ customerId, cursor }) => `${customerId} ${cursor ?? ''}`,
    ({ customerId, cursor }, limit) => api.ofCustomer(customerId, { cursor, limit }, operation),
  );
  return {
    walletPage,
    balance: new DataLoader((ids) => Promise.all(ids.map((id) => api.balance(id, operation).catch(toError)))),
    transactionPage: new PageLoader(
      ({ walletId, cursor }) => `${walletId} ${cursor ?? ''}`,
      ({ walletId, cursor }, limit) => api.transactions(walletId, { cursor, limit }, operation),
    ),
    listedWallet: new DataLoader((keys) => findListed(keys, walletPage), { cacheKeyFn: ({ walletId }) => walletId }),
  };
}

/** Reads each customer's list only as far as it takes to find all the wallets that are asked for. */
async function findListed(
  keys: readonly ListedWalletKey[],
  pages: WalletLoaders['walletPage'],
): Promise<(Wallet | null | Error)[]> {
  const wanted = groupByCustomer(keys);
  const found = new Map<string, Wallet | Error>();
  await Promise.all(
    [...wanted].map(async ([customerId, walletIds]) => {
      try {
        for (const wallet of await lookThrough(customerId, new Set(walletIds), pages)) found.set(wallet.id, wallet);
      } catch (error) {
        for (const id of walletIds) found.set(id, toError(error));
      }
    }),
  );
  return keys.map(({ walletId }) => found.get(walletId) ?? null);
}

function groupByCustomer(keys: readonly ListedWalletKey[]): Map<string, string[]> {
  const groups = new Map<string, string[]>();
  for (const { customerId, walletId } of keys) groups.set(customerId, [...(groups.get(customerId) ?? []), walletId]);
  return groups;
}

async function lookThrough(
  customerId: string,
  missing: Set<string>,
  pages: WalletLoaders['walletPage'],
): Promise<Wallet[]> {
  const found: Wallet[] = [];
  let cursor: string | null = null;
  for (let reads = 0; reads < MAX_LISTED_PAGES && missing.size > 0; reads += 1) {
    const page: CursorPage<Wallet> | null = await pages.load({ customerId, cursor }, MAX_PAGE_SIZE);
    found.push(...(page?.items ?? []).filter(({ id }) => missing.delete(id)));
    if (!page?.nextCursor) break;
    cursor = page.nextCursor;
  }
  return found;
}

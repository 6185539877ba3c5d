import type DataLoader from 'dataloader';
import { toError } from '../common/gateway-error.js';
import { listLoader } from '../paging/list-loader.js';
import { type List, MAX_CALLS, Walk } from '../paging/walk.js';
import { CountedLoader, countAsked } from '../rest/count-asked.js';
import type { Operation } from '../rest/operation.js';
import type { Balance } from './balance.js';
import type { Transaction } from './transaction.js';
import type { Wallet } from './wallet.js';
import type { WalletApi } from './wallet-api.js';

interface ListedWalletKey {
  customerId: string;
  walletId: string;
}

export interface WalletLoaders {
  /** By wallet's id; null if the wallet does not exist. One call each, since the REST API has no batch. */
  balance: DataLoader<string, Balance | null>;
  walletList: (customerId: string) => List<Wallet>;
  transactionList: (walletId: string) => List<Transaction>;
  /** A wallet from its customer's list; null if it is not in the list. One list for all wallets of a customer. */
  listedWallet: DataLoader<ListedWalletKey, Wallet | null, string>;
}

/** @param mayGoOn As {@link List.mayGoOn}. */
export function createWalletLoaders(api: WalletApi, operation: Operation, mayGoOn: () => boolean): WalletLoaders {
  const walletList = listLoader((customerId: string) => api.ofCustomer(customerId, operation), mayGoOn);
  return {
    walletList: countAsked(operation, walletList),
    balance: new CountedLoader(operation, (ids) =>
      Promise.all(ids.map((id) => api.balance(id, operation).catch(toError))),
    ),
    transactionList: countAsked(
      operation,
      listLoader((walletId: string) => api.transactions(walletId, operation), mayGoOn),
    ),
    listedWallet: new CountedLoader(operation, (keys) => findListed(keys, walletList), {
      cacheKeyFn: ({ walletId }) => walletId,
    }),
  };
}

/** Reads each customer's list until all requested wallets are found. */
async function findListed(
  keys: readonly ListedWalletKey[],
  walletList: WalletLoaders['walletList'],
): Promise<(Wallet | null | Error)[]> {
  const wanted = groupByCustomer(keys);
  const found = new Map<string, Wallet | Error>();
  await Promise.all(
    [...wanted].map(async ([customerId, walletIds]) => {
      try {
        for (const wallet of await lookThrough(walletList(customerId), new Set(walletIds)))
          found.set(wallet.id, wallet);
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

async function lookThrough(list: List<Wallet>, missing: Set<string>): Promise<Wallet[]> {
  const found: Wallet[] = [];
  const walk = new Walk(list);
  while (missing.size > 0 && !walk.isOver && walk.calls < MAX_CALLS) {
    found.push(...(await walk.next()).filter(({ id }) => missing.delete(id)));
  }
  return found;
}

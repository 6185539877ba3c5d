/** The endpoints of customers, wallets and assets. */
import { randomUUID } from 'node:crypto';
import * as endpoints from '../../rest/contract/endpoints.js';
import { ASSET_NETWORKS, isSupported } from '../assets.js';
import { addressOf, type Customer, type State, type Wallet } from '../simulated-state.js';
import { rfc3339 } from '../timestamps.js';
import { ApiFailure, success } from './envelope.js';
import { cursorPage } from './pagination.js';
import { param, type Route, route } from './route.js';

/** Ids differ between runs, so that a gateway that remembers an earlier run's never takes them for its own. */
const newId = (prefix: string): string => `${prefix}_${randomUUID().replaceAll('-', '').slice(0, 12)}`;

export function walletRoutes(state: State): Route[] {
  return [
    route(endpoints.createCustomer, ({ body }) => {
      const customer: Customer = { ...body, customerId: newId('cus'), createdAt: rfc3339(Date.now()), wallets: [] };
      state.addCustomer(customer);
      const { customerId, externalRef, name, email, createdAt } = customer;
      return success({ customerId, externalRef, name, email, createdAt });
    }),

    route(endpoints.createWallet, ({ body: { customerId, asset, network } }) => {
      state.customer(customerId);
      if (!isSupported(asset, network)) throw new ApiFailure(400, 'unsupported asset/network');
      const wallet = newWallet(customerId, asset, network);
      state.addWallet(wallet);
      return success({ ...listedWallet(wallet), customerId, createdAt: wallet.createdAt });
    }),

    route(endpoints.customerWallets, (call) => {
      const { customerId, wallets } = state.customer(param(call, 'customerId'));
      const { items, nextCursor } = cursorPage(wallets, `wallets:${customerId}`, false, call.query);
      return success({ items: items.map(listedWallet), nextCursor });
    }),

    route(endpoints.walletBalance, (call) => {
      const { walletId, asset, network, available, pending, updatedAt } = state.wallet(param(call, 'walletId'));
      return success({ walletId, asset, network, available, pending, updatedAt });
    }),

    route(endpoints.walletTransactions, (call) => {
      const { walletId, transactions } = state.wallet(param(call, 'walletId'));
      return success(cursorPage(transactions, `transactions:${walletId}`, true, call.query));
    }),

    route(endpoints.assetNetworks, () => success({ matrix: ASSET_NETWORKS })),
  ];
}

function newWallet(customerId: string, asset: string, network: string): Wallet {
  const walletId = newId('wal');
  const now = rfc3339(Date.now());
  return {
    walletId,
    customerId,
    asset,
    network,
    address: addressOf(network, walletId),
    status: 'ACTIVE',
    createdAt: now,
    available: '0',
    pending: '0',
    updatedAt: now,
    transactions: [],
    orders: [],
  };
}

const listedWallet = ({ walletId, asset, network, address, status }: Wallet) => ({
  walletId,
  asset,
  network,
  address,
  status,
});

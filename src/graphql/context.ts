/** What an operation's resolvers work with. */
import type { AssetApi } from '../asset/asset-api.js';
import { type AssetLoaders, createAssetLoaders } from '../asset/asset-loaders.js';
import type { Viewer } from '../auth/viewer.js';
import type { CustomerApi } from '../customer/customer-api.js';
import { type CustomerLoaders, createCustomerLoaders } from '../customer/customer-loaders.js';
import type { Directory } from '../directory/directory.js';
import type { OrderWatchers } from '../live/order-watchers.js';
import type { CursorSeal } from '../query/cursor-seal.js';
import { Operation } from '../rest/operation.js';
import type { IdempotencyKeys } from '../topup/idempotency.js';
import type { TopupApi } from '../topup/topup-api.js';
import { createTopupLoaders, type TopupLoaders } from '../topup/topup-loaders.js';
import type { WalletApi } from '../wallet/wallet-api.js';
import { createWalletLoaders, type WalletLoaders } from '../wallet/wallet-loaders.js';

/** What all operations share. */
export interface Services {
  api: { customer: CustomerApi; wallet: WalletApi; topup: TopupApi; asset: AssetApi };
  directory: Directory;
  cursors: CursorSeal;
  idempotencyKeys: IdempotencyKeys;
  watchers: OrderWatchers;
  /** Milliseconds that one operation may take. */
  operationTimeoutMs: number;
}

export type Loaders = CustomerLoaders & WalletLoaders & TopupLoaders & AssetLoaders;

/** One operation's own. */
export interface Context extends Services {
  viewer: Viewer;
  operation: Operation;
  /** Read each resource once an operation; never kept longer. */
  loaders: Loaders;
}

/** @returns a context whose `operation` the caller must `end()`. */
export function createContext(services: Services, viewer: Viewer): Context {
  const { api, directory, operationTimeoutMs } = services;
  const operation = new Operation(operationTimeoutMs);
  return {
    ...services,
    viewer,
    operation,
    loaders: {
      ...createCustomerLoaders(directory),
      ...createWalletLoaders(api.wallet, operation),
      ...createTopupLoaders(api.topup, directory, operation),
      ...createAssetLoaders(api.asset, operation),
    },
  };
}

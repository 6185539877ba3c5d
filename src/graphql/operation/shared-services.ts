/** What the resolvers of all operations share. */
import type { AssetApi } from '../../asset/asset-api.js';
import type { CustomerApi } from '../../customer/customer-api.js';
import type { Changes } from '../../directory/changes.js';
import type { Directory } from '../../directory/directory.js';
import type { IdempotencyKeys } from '../../idempotency/idempotency-keys.js';
import type { OrderWatchers } from '../../live/order-watchers.js';
import type { CursorSigner } from '../../paging/cursor-signer.js';
import type { TopupApi } from '../../topup/topup-api.js';
import type { WalletApi } from '../../wallet/wallet-api.js';

/** The REST API's endpoints, by noun. */
export interface Api {
  customer: CustomerApi;
  wallet: WalletApi;
  topup: TopupApi;
  asset: AssetApi;
}

/** What the resolvers of all operations share. */
export interface Services {
  api: Api;
  directory: Directory;
  changes: Changes;
  cursors: CursorSigner;
  idempotencyKeys: IdempotencyKeys;
  watchers: OrderWatchers;
}

/** The loaders of one operation: created on first use, and renewed for each root field of a mutation. */
import { type AssetLoaders, createAssetLoaders } from '../../asset/asset-loaders.js';
import { type CustomerLoaders, createCustomerLoaders } from '../../customer/customer-loaders.js';
import type { Directory } from '../../directory/directory.js';
import type { Operation } from '../../rest/operation.js';
import { createTopupLoaders, type TopupLoaders } from '../../topup/topup-loaders.js';
import { createWalletLoaders, type WalletLoaders } from '../../wallet/wallet-loaders.js';
import type { Api } from './shared-services.js';

export interface Loaders extends CustomerLoaders, WalletLoaders, TopupLoaders, AssetLoaders {
  /** Drops what was read, so that the next field of a mutation reads what the previous one changed. */
  renew(): void;
}

interface LoadersOptions {
  api: Api;
  directory: Directory;
  operation: Operation;
  /** `MAX_REST_CALLS` */
  maxRestCalls: number;
}

/** @returns loaders that read each resource once, until they are renewed. */
export function createLoaders(options: LoadersOptions): Loaders {
  return new OperationLoaders(options);
}

/** Most operations need the loaders of one noun, and creating all of them was visible in the profile. */
class OperationLoaders implements Loaders {
  readonly #options: LoadersOptions;
  #customer: CustomerLoaders | undefined;
  #wallet: WalletLoaders | undefined;
  #topup: TopupLoaders | undefined;
  #asset: AssetLoaders | undefined;

  constructor(options: LoadersOptions) {
    this.#options = options;
  }

  renew(): void {
    this.#customer = undefined;
    this.#wallet = undefined;
    this.#topup = undefined;
    this.#asset = undefined;
  }

  get profile(): CustomerLoaders['profile'] {
    this.#customer ??= createCustomerLoaders(this.#options.directory);
    return this.#customer.profile;
  }

  get balance(): WalletLoaders['balance'] {
    return this.#wallets().balance;
  }

  get walletList(): WalletLoaders['walletList'] {
    return this.#wallets().walletList;
  }

  get transactionList(): WalletLoaders['transactionList'] {
    return this.#wallets().transactionList;
  }

  get listedWallet(): WalletLoaders['listedWallet'] {
    return this.#wallets().listedWallet;
  }

  get order(): TopupLoaders['order'] {
    return this.#topups().order;
  }

  get orderList(): TopupLoaders['orderList'] {
    return this.#topups().orderList;
  }

  get assetNetworks(): AssetLoaders['assetNetworks'] {
    this.#asset ??= createAssetLoaders(this.#options.api.asset, this.#options.operation);
    return this.#asset.assetNetworks;
  }

  #wallets(): WalletLoaders {
    this.#wallet ??= createWalletLoaders(this.#options.api.wallet, this.#options.operation, this.#mayGoOn);
    return this.#wallet;
  }

  #topups(): TopupLoaders {
    const { api, directory, operation } = this.#options;
    this.#topup ??= createTopupLoaders({ api: api.topup, directory, operation, mayGoOn: this.#mayGoOn });
    return this.#topup;
  }

  readonly #mayGoOn = (): boolean => this.#options.operation.calls.made < this.#options.maxRestCalls;
}

/** One operation's loaders: made when one is first asked for, and made anew for each root field of a mutation. */
import { type AssetLoaders, createAssetLoaders } from '../asset/asset-loaders.js';
import { type CustomerLoaders, createCustomerLoaders } from '../customer/customer-loaders.js';
import type { Operation } from '../rest/operation.js';
import { createTopupLoaders, type TopupLoaders } from '../topup/topup-loaders.js';
import { createWalletLoaders, type WalletLoaders } from '../wallet/wallet-loaders.js';
import type { Services } from './context.js';

export interface Loaders extends CustomerLoaders, WalletLoaders, TopupLoaders, AssetLoaders {
  /** Forgets what was read: what a mutation's last field changed is read again by its next. */
  renew(): void;
}

/** @returns loaders that read each resource once, until they are renewed. */
export function createLoaders(services: Services, operation: Operation): Loaders {
  return new OperationLoaders(services, operation);
}

type Made = CustomerLoaders & WalletLoaders & TopupLoaders & AssetLoaders;

class OperationLoaders implements Loaders {
  readonly #services: Services;
  readonly #operation: Operation;
  #made: Made | undefined;

  constructor(services: Services, operation: Operation) {
    this.#services = services;
    this.#operation = operation;
  }

  renew(): void {
    this.#made = undefined;
  }

  get profile(): Made['profile'] {
    return this.#all.profile;
  }

  get balance(): Made['balance'] {
    return this.#all.balance;
  }

  get walletPage(): Made['walletPage'] {
    return this.#all.walletPage;
  }

  get transactionPage(): Made['transactionPage'] {
    return this.#all.transactionPage;
  }

  get listedWallet(): Made['listedWallet'] {
    return this.#all.listedWallet;
  }

  get order(): Made['order'] {
    return this.#all.order;
  }

  get orderPage(): Made['orderPage'] {
    return this.#all.orderPage;
  }

  get assetNetworks(): Made['assetNetworks'] {
    return this.#all.assetNetworks;
  }

  get #all(): Made {
    const { api, directory } = this.#services;
    this.#made ??= {
      ...createCustomerLoaders(directory),
      ...createWalletLoaders(api.wallet, this.#operation),
      ...createTopupLoaders(api.topup, directory, this.#operation),
      ...createAssetLoaders(api.asset, this.#operation),
    };
    return this.#made;
  }
}

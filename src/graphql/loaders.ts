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
    return this.#asked.balance;
  }

  get walletPage(): Made['walletPage'] {
    return this.#asked.walletPage;
  }

  get transactionPage(): Made['transactionPage'] {
    return this.#asked.transactionPage;
  }

  get listedWallet(): Made['listedWallet'] {
    return this.#asked.listedWallet;
  }

  get order(): Made['order'] {
    return this.#asked.order;
  }

  get orderPage(): Made['orderPage'] {
    return this.#asked.orderPage;
  }

  get assetNetworks(): Made['assetNetworks'] {
    return this.#asked.assetNetworks;
  }

  /** Whoever takes a loader that reads asks it for one thing. */
  get #asked(): Made {
    this.#operation.calls.asked += 1;
    return this.#all;
  }

  get #all(): Made {
    const { api, directory } = this.#services;
    const operation = this.#operation;
    this.#made ??= {
      ...createCustomerLoaders(directory),
      ...createWalletLoaders(api.wallet, operation),
      ...createTopupLoaders(api.topup, directory, operation),
      ...createAssetLoaders(api.asset, operation),
    };
    return this.#made;
  }
}

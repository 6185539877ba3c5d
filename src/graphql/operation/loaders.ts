/** One operation's loaders: made when one is first asked for, and made anew for each root field of a mutation. */
import { type AssetLoaders, createAssetLoaders } from '../../asset/asset-loaders.js';
import { type CustomerLoaders, createCustomerLoaders } from '../../customer/customer-loaders.js';
import type { Operation } from '../../rest/operation.js';
import { createTopupLoaders, type TopupLoaders } from '../../topup/topup-loaders.js';
import { createWalletLoaders, type WalletLoaders } from '../../wallet/wallet-loaders.js';
import type { Services } from './context.js';

export interface Loaders extends CustomerLoaders, WalletLoaders, TopupLoaders, AssetLoaders {
  /** Forgets what was read: what a mutation's last field changed is read again by its next. */
  renew(): void;
}

/** @returns loaders that read each resource once, until they are renewed. */
export function createLoaders(services: Services, operation: Operation): Loaders {
  return new OperationLoaders(services, operation);
}

/** A noun's are made when one of them is first asked for: most operations need one noun's, and making them shows in the profile. */
class OperationLoaders implements Loaders {
  readonly #services: Services;
  readonly #operation: Operation;
  #customer: CustomerLoaders | undefined;
  #wallet: WalletLoaders | undefined;
  #topup: TopupLoaders | undefined;
  #asset: AssetLoaders | undefined;

  constructor(services: Services, operation: Operation) {
    this.#services = services;
    this.#operation = operation;
  }

  renew(): void {
    this.#customer = undefined;
    this.#wallet = undefined;
    this.#topup = undefined;
    this.#asset = undefined;
  }

  get profile(): CustomerLoaders['profile'] {
    this.#customer ??= createCustomerLoaders(this.#services.directory);
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
    this.#countAsked();
    this.#asset ??= createAssetLoaders(this.#services.api.asset, this.#operation);
    return this.#asset.assetNetworks;
  }

  #wallets(): WalletLoaders {
    this.#countAsked();
    this.#wallet ??= createWalletLoaders(this.#services.api.wallet, this.#operation, this.#mayGoOn);
    return this.#wallet;
  }

  #topups(): TopupLoaders {
    this.#countAsked();
    const { api, directory } = this.#services;
    const options = { api: api.topup, directory, operation: this.#operation, mayGoOn: this.#mayGoOn };
    this.#topup ??= createTopupLoaders(options);
    return this.#topup;
  }

  readonly #mayGoOn = (): boolean => this.#operation.calls.made < this.#services.maxRestCalls;

  /** Whoever takes a loader that reads asks it for one thing. */
  #countAsked(): void {
    this.#operation.calls.asked += 1;
  }
}

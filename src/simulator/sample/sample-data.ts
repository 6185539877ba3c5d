/** The sample data's ids, and what an integrator would already know of it (`DIRECTORY_SEED`). */

import type { Customer, Wallet } from '../simulated-state.js';
import { sampleState } from './sample-state.js';

export * from './sample-ids.js';

/** A line of `DIRECTORY_SEED`: a customer's profile, who owns a wallet, or which wallet an order is for. */
export type SeedRecord = CustomerSeed | WalletSeed | OrderSeed;

export interface CustomerSeed {
  readonly customer: {
    readonly id: string;
    readonly externalRef: string;
    readonly name: string;
    readonly email: string;
    readonly metadata?: Record<string, unknown>;
    /** RFC 3339. */
    readonly createdAt: string;
  };
}

export interface WalletSeed {
  readonly wallet: {
    readonly id: string;
    readonly customerId: string;
    readonly asset: string;
    readonly network: string;
    readonly address?: string;
    readonly createdAt?: string;
  };
}

export interface OrderSeed {
  readonly order: { readonly id: string; readonly walletId: string };
}

/** The sample data's profiles and ownership as DIRECTORY_SEED lines would tell them: owners before what they own. */
export function sampleDirectory(): readonly SeedRecord[] {
  const { customers, wallets, orders } = sampleState();
  return [
    ...[...customers.values()].map(customerSeed),
    ...[...wallets.values()].map(walletSeed),
    ...[...orders.values()].map(({ orderId, walletId }) => ({ order: { id: orderId, walletId } })),
  ];
}

function customerSeed({ customerId, externalRef, name, email, metadata, createdAt }: Customer): CustomerSeed {
  const profile = { id: customerId, externalRef, name, email, createdAt };
  return { customer: metadata === undefined ? profile : { ...profile, metadata } };
}

const walletSeed = ({ walletId, customerId, asset, network, address, createdAt }: Wallet): WalletSeed => ({
  wallet: { id: walletId, customerId, asset, network, address, createdAt },
});

import type { WalletFacts } from '../directory/facts.js';
import type { CreatedWallet, ListedWallet } from '../rest/contract.js';
import { timestamp } from '../rest/member.js';

/** A wallet by id, with what its source told: an order's wallet is only an id, a listed one has all but its date. */
export interface Wallet extends WalletFacts {
  /** As the REST API tells it now; never remembered. */
  status?: string;
}

export function toListedWallet(item: ListedWallet, customerId: string): Wallet {
  const { walletId: id, asset, network, address, status } = item;
  return { id, customerId, asset, network, address, status };
}

export function toCreatedWallet(data: CreatedWallet, timezone: string): Wallet {
  return { ...toListedWallet(data, data.customerId), createdAt: timestamp('createdAt', data.createdAt, timezone) };
}

export function factsOf({ id, customerId, asset, network, address, createdAt }: Wallet): WalletFacts {
  return {
    id,
    ...(customerId !== undefined && { customerId }),
    ...(asset !== undefined && { asset }),
    ...(network !== undefined && { network }),
    ...(address !== undefined && { address }),
    ...(createdAt !== undefined && { createdAt }),
  };
}

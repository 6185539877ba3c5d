import type { WalletBalance } from '../rest/contract/contract.js';
import { decimal, sameId, timestamp } from '../rest/decoding/member.js';
import type { TimeZone } from '../rest/decoding/time-zone.js';

/** The balance of a wallet. Both amounts are decimals, in `asset`. */
export interface Balance {
  asset: string;
  network: string;
  available: string;
  pending: string;
  updatedAt: string;
}

export function toBalance(data: WalletBalance, walletId: string, timezone: TimeZone): Balance {
  sameId('walletId', data.walletId, walletId);
  return {
    asset: data.asset,
    network: data.network,
    available: decimal('available', data.available),
    pending: decimal('pending', data.pending),
    updatedAt: timestamp('updatedAt', data.updatedAt, timezone),
  };
}

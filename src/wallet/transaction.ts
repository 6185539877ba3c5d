import type { TransactionType } from '../common/generated/schema-types.js';
import type { WalletTransaction } from '../rest/contract/contract.js';
import { decimal, timestamp } from '../rest/decoding/member.js';
import type { TimeZone } from '../rest/decoding/time-zone.js';

/** A booking on a wallet. The amount is a decimal, in `asset`. */
export interface Transaction {
  id: string;
  type: TransactionType;
  rawType: string;
  reason: string;
  amount: string;
  asset: string;
  network: string;
  txHash: string | null;
  createdAt: string;
}

export function toTransaction(item: WalletTransaction, timezone: TimeZone): Transaction {
  return {
    id: item.txId,
    type: item.type === 'CREDIT' || item.type === 'DEBIT' ? item.type : 'UNKNOWN',
    rawType: item.type,
    reason: item.reason,
    amount: decimal('amount', item.amount),
    asset: item.asset,
    network: item.network,
    txHash: item.txHash ?? null,
    createdAt: timestamp('createdAt', item.createdAt, timezone),
  };
}

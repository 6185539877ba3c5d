import type { TopupStatus } from '../common/generated/schema-types.js';
import type { JsonObject } from '../directory/facts.js';
import type { Order } from '../rest/contract/contract.js';
import type { Exact } from '../rest/decoding/exact-numbers.js';
import { decimal, timestamp } from '../rest/decoding/member.js';
import type { TimeZone } from '../rest/decoding/time-zone.js';
import { toTopupStatus } from './topup-status.js';

/** A top-up order from one response of the REST API. */
export interface TopupOrder {
  id: string;
  status: TopupStatus;
  rawStatus: string;
  createdAt: string;
  quote: QuoteSnapshot;
  /** Present if the order was just created. Undefined if the directory must be read. */
  paymentInstructions?: JsonObject | null;
  /** The wallet, if the response identifies it: the order was created for it, or is in its list. */
  walletId?: string;
}

/** Amounts are decimals, each in the currency beside it. */
export interface QuoteSnapshot {
  fee: string;
  feeCurrency: string;
  sourceAmount: string;
  sourceCurrency: string;
  targetAmount: string;
  targetCurrency: string;
}

/** @param timezone The time zone of `created`. */
export function toTopupOrder(data: Exact<Order>, timezone: TimeZone, walletId?: string): TopupOrder {
  const { orderId, status, created, quoteSnapshot: quote } = data;
  return {
    id: orderId,
    status: toTopupStatus(status),
    rawStatus: status,
    createdAt: timestamp('created', created, timezone),
    quote: {
      fee: decimal('quoteSnapshot.fee', quote.fee),
      feeCurrency: quote.feeCurrency,
      sourceAmount: decimal('quoteSnapshot.sourceAmount', quote.sourceAmount),
      sourceCurrency: quote.sourceCurrency,
      targetAmount: decimal('quoteSnapshot.targetAmount', quote.targetAmount),
      targetCurrency: quote.targetCurrency,
    },
    ...(walletId !== undefined && { walletId }),
  };
}

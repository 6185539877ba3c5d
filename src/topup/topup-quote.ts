import type { Quote, QuoteBody } from '../rest/contract.js';
import type { Exact } from '../rest/exact-numbers.js';
import { decimal } from '../rest/member.js';

/** A rate that an order can be made with; `queryNo` where the REST API makes it, `quoteId` where it is used. */
export interface TopupQuote {
  id: string;
  /** A decimal. */
  rate: string;
  sourceCurrency: string;
  targetCurrency: string;
}

export function toTopupQuote(data: Exact<Quote>, { sourceCurrency, targetCurrency }: QuoteBody): TopupQuote {
  return { id: data.queryNo, rate: decimal('rate', data.rate), sourceCurrency, targetCurrency };
}

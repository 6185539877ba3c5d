import type { QuoteBody } from '../rest/contract/contract.js';
import type { WriteAnswer } from '../rest/decoding/write-answer.js';

/** A rate that an order can be made with; `queryNo` where the REST API makes it, `quoteId` where it is used. */
export interface TopupQuote {
  id: string;
  /** A decimal. */
  rate: string;
  sourceCurrency: string;
  targetCurrency: string;
}

/** @returns a quote whose rate is an error where it can't be read: GraphQL shows it at its own field. @throws {BadMember} where it has no id. */
export function toTopupQuote(answer: WriteAnswer, { sourceCurrency, targetCurrency }: QuoteBody): TopupQuote {
  return { id: answer.id('queryNo'), rate: answer.decimal('rate') as string, sourceCurrency, targetCurrency };
}

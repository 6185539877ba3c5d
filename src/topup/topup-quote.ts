import type { QuoteBody } from '../rest/contract/contract.js';
import type { WriteAnswer } from '../rest/decoding/write-answer.js';

/** A quote. Its id is `queryNo` in the REST API's answer, and `quoteId` in an order. */
export interface TopupQuote {
  id: string;
  /** A decimal. */
  rate: string;
  sourceCurrency: string;
  targetCurrency: string;
}

/** @returns a quote. A rate that cannot be read is an error at its own field. @throws {BadMember} if the quote has no id. */
export function toTopupQuote(answer: WriteAnswer, { sourceCurrency, targetCurrency }: QuoteBody): TopupQuote {
  return { id: answer.id('queryNo'), rate: answer.decimal('rate') as string, sourceCurrency, targetCurrency };
}

/** What a quote costs: the fixed rates and fee, and the amounts that follow from them. */
import { isPositive, multiply, subtract } from './decimal-math.js';

/** US dollars for one unit of each currency that can be sent. AUD's makes 50 AUD the documentation's 32.87 USDT. */
const USD_PRICES: ReadonlyMap<string, string> = new Map([
  ['AUD', '0.6774'],
  ['USD', '1'],
  ['EUR', '1.1586'],
  ['GBP', '1.3205'],
  ['SGD', '0.7702'],
]);

const TARGETS: ReadonlySet<string> = new Set(['USDT', 'USDC']);

const FEE = '1';
const FEE_CURRENCY = 'USD';

/** An order's `quoteSnapshot`, its amounts as exact decimal strings. */
export interface Snapshot {
  readonly fee: string;
  readonly feeCurrency: string;
  readonly sourceAmount: string;
  readonly sourceCurrency: string;
  readonly targetAmount: string;
  readonly targetCurrency: string;
}

/** Units of the target for one of the source (both stablecoins are a dollar), or undefined for a pair that isn't sold. */
export const rateOf = (source: string, target: string): string | undefined =>
  TARGETS.has(target) ? USD_PRICES.get(source) : undefined;

/**
 * The amounts of an order: `sourceAmount × rate − fee`, with all the digits that has. A stablecoin is a dollar, so the fee in
 * US dollars comes off the target amount as it is.
 *
 * @returns undefined where the amount doesn't cover the fee
 */
export function snapshotOf(
  quote: { readonly sourceCurrency: string; readonly targetCurrency: string; readonly rate: string },
  sourceAmount: string,
): Snapshot | undefined {
  const targetAmount = subtract(multiply(sourceAmount, quote.rate), FEE);
  if (!isPositive(targetAmount)) return undefined;
  const { sourceCurrency, targetCurrency } = quote;
  return { fee: FEE, feeCurrency: FEE_CURRENCY, sourceAmount, sourceCurrency, targetAmount, targetCurrency };
}

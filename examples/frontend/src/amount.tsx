/** Amounts, which are texts and never floats. */
import Big from 'big.js';

/** Groups the digits before the point. Shows each digit of the amount, since rounding money is not for a view. */
export function Amount({ value, unit }: { value: string; unit: string }) {
  const [whole = '', fraction] = new Big(value).toFixed().split('.');
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, '\u202f');
  return (
    <span className="amount">
      {fraction === undefined ? grouped : `${grouped}.${fraction}`} {unit}
    </span>
  );
}

/** What `amount` of the source is worth at a rate, for a preview before the order. */
export const converted = (amount: string, rate: string): string | undefined => {
  try {
    return new Big(amount).times(rate).toFixed(2);
  } catch {
    return undefined;
  }
};

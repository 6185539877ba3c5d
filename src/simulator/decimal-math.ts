/** Exact arithmetic on amounts, which are held as strings of plain decimal digits (`32.87`) and never pass through a float. */

const PLAIN_DECIMAL = /^-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?$/;

interface Scaled {
  readonly digits: bigint;
  readonly scale: number;
}

/** Whether the text is an amount as JSON would write it without an exponent: no leading zeros, no `+`. */
export const isDecimal = (text: string): boolean => PLAIN_DECIMAL.test(text);

export const isPositive = (amount: string): boolean => read(amount).digits > 0n;

/** The sum, without trailing zeros. Throws a RangeError on what is not a plain decimal, as all functions here do. */
export function add(left: string, right: string): string {
  const [a, b] = [read(left), read(right)];
  const scale = Math.max(a.scale, b.scale);
  return write({ digits: rescale(a, scale) + rescale(b, scale), scale });
}

export function subtract(left: string, right: string): string {
  const { digits, scale } = read(right);
  return add(left, write({ digits: -digits, scale }));
}

/** The whole product: nothing is rounded, however many digits that takes. */
export function multiply(left: string, right: string): string {
  const [a, b] = [read(left), read(right)];
  return write({ digits: a.digits * b.digits, scale: a.scale + b.scale });
}

function read(amount: string): Scaled {
  if (!isDecimal(amount)) throw new RangeError(`not a plain decimal amount: ${amount}`);
  const [whole = '', fraction = ''] = amount.split('.');
  return { digits: BigInt(whole + fraction), scale: fraction.length };
}

const rescale = ({ digits, scale }: Scaled, to: number): bigint => digits * 10n ** BigInt(to - scale);

function write({ digits, scale }: Scaled): string {
  const sign = digits < 0n ? '-' : '';
  const text = (digits < 0n ? -digits : digits).toString().padStart(scale + 1, '0');
  const whole = text.slice(0, text.length - scale);
  const fraction = text.slice(text.length - scale).replace(/0+$/, '');
  return sign + (fraction === '' ? whole : `${whole}.${fraction}`);
}

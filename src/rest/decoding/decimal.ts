/** Exact decimals: the REST API's own digits in plain notation, never a float. */

/** Most are so already, and pass as they are. */
const PLAIN = /^-?\d+(?:\.\d+)?$/;
const NUMBER = /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/;

/** The largest exponent in either direction. A larger one would expand to unreasonable length, and is rejected. */
const MAX_EXPONENT = 100;

/**
 * A JSON number's text, or a decimal string, in plain notation: `1.50` stays `1.50`, `1.5e3` is `1500`, `5e-3` is `0.005`.
 *
 * @throws {RangeError} if the text is no decimal number, or its exponent exceeds ±100.
 */
export function toPlainDecimal(text: string): string {
  if (PLAIN.test(text)) return text;
  const match = NUMBER.exec(text);
  if (!match) throw new RangeError('not a decimal number');
  const [, sign = '', whole = '', fraction = '', exponentText] = match;

  const exponent = Number(exponentText);
  if (Math.abs(exponent) > MAX_EXPONENT) throw new RangeError(`exponent beyond ${MAX_EXPONENT}`);
  const digits = whole + fraction;
  const point = whole.length + exponent;
  if (point <= 0) return `${sign}0.${'0'.repeat(-point)}${digits}`;
  const integer = digits
    .slice(0, point)
    .padEnd(point, '0')
    .replace(/^0+(?=\d)/, '');
  const rest = digits.slice(point);
  return rest === '' ? sign + integer : `${sign}${integer}.${rest}`;
}

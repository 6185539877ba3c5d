import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toPlainDecimal } from '../../../../src/rest/decoding/decimal.js';

/** What a decimal text is worth, exactly: an integer and the power of ten that it is divided by. */
function worth(text: string): { digits: bigint; scale: number } {
  const [mantissa = '', exponent = '0'] = text.toLowerCase().split('e');
  const [whole = '', fraction = ''] = mantissa.split('.');
  return { digits: BigInt(whole + fraction), scale: fraction.length - Number(exponent) };
}

function isSameValue(a: string, b: string): boolean {
  const [left, right] = [worth(a), worth(b)];
  const scale = Math.max(left.scale, right.scale);
  const scaled = ({ digits, scale: own }: { digits: bigint; scale: number }) => digits * 10n ** BigInt(scale - own);
  return scaled(left) === scaled(right);
}

const digits = (maxLength: number) => fc.stringMatching(new RegExp(`^\\d{1,${maxLength}}$`));
const jsonNumber = fc
  .tuple(
    fc.constantFrom('', '-'),
    fc.oneof(fc.constant('0'), fc.stringMatching(/^[1-9]\d{0,19}$/)),
    fc.option(digits(20)),
    fc.option(fc.tuple(fc.constantFrom('e', 'E'), fc.constantFrom('', '+', '-'), fc.integer({ min: 0, max: 100 }))),
  )
  .map(
    ([sign, whole, fraction, exponent]) =>
      sign + whole + (fraction ? `.${fraction}` : '') + (exponent ? exponent.join('') : ''),
  );

describe('toPlainDecimal', () => {
  it('keeps the value of any JSON number of up to 40 digits and exponents to ±100, in plain notation', () => {
    fc.assert(
      fc.property(jsonNumber, (text) => {
        const plain = toPlainDecimal(text);
        expect(plain).toMatch(/^-?(0|[1-9]\d*)(\.\d+)?$/);
        expect(isSameValue(plain, text)).toBe(true);
      }),
      { numRuns: 5_000 },
    );
  });

  it.each([
    ['1.50', '1.50'],
    ['50', '50'],
    ['32.870000000000000001', '32.870000000000000001'],
    ['1.5e3', '1500'],
    ['1.50e1', '15.0'],
    ['0.5e1', '5'],
    ['5e-3', '0.005'],
    ['-12.5E+2', '-1250'],
    ['0e0', '0'],
    ['123e-2', '1.23'],
  ])('%s is %s', (text, plain) => {
    expect(toPlainDecimal(text)).toBe(plain);
  });

  it.each(['1e101', '1e-101', '0e999', '', '1.', '.5', '+1', '1,000', 'NaN', '0x10', '1e', ' 1'])(
    'refuses %j',
    (text) => {
      expect(() => toPlainDecimal(text)).toThrow(RangeError);
    },
  );
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { add, isDecimal, isPositive, multiply, subtract } from '../../../src/simulator/decimal-math.js';

const scaled = fc.record({ digits: fc.bigInt({ min: -(10n ** 30n), max: 10n ** 30n }), scale: fc.nat(20) });
const written = ({ digits, scale }: { digits: bigint; scale: number }) => {
  const text = String(digits < 0n ? -digits : digits).padStart(scale + 1, '0');
  const sign = digits < 0n ? '-' : '';
  return scale === 0 ? sign + text : `${sign}${text.slice(0, -scale)}.${text.slice(-scale)}`;
};

describe('decimal', () => {
  it.each([
    ['0.1', '0.2', '0.3'],
    ['65.2932', '32.87', '98.1632'],
    ['9007199254740993', '0.000000000000000001', '9007199254740993.000000000000000001'],
    ['1.50', '0.5', '2'],
    ['-0.5', '0.25', '-0.25'],
  ])('adds %s and %s', (left, right, sum) => {
    expect(add(left, right)).toBe(sum);
  });

  it('multiplies without rounding', () => {
    expect(multiply('50', '0.6774')).toBe('33.87');
    expect(multiply('12345678901234567890.5', '0.3')).toBe('3703703670370370367.15');
    expect(multiply('-0.5', '0')).toBe('0');
  });

  it('agrees with integers of any size', () => {
    fc.assert(
      fc.property(scaled, scaled, (a, b) => {
        const common = 10n ** 40n;
        const units = (text: string) => BigInt(multiply(text, String(common)));
        const [x, y] = [written(a), written(b)];
        expect(units(add(x, y))).toBe(units(x) + units(y));
        expect(units(subtract(x, y))).toBe(units(x) - units(y));
        expect(units(multiply(x, y)) * common).toBe(units(x) * units(y));
      }),
    );
  });

  it.each(['', '1.', '.5', '01', '+1', '1e3', '1,5', ' 1', 'NaN'])('takes %j for no amount', (text) => {
    expect(isDecimal(text)).toBe(false);
    expect(() => add(text, '1')).toThrow(RangeError);
  });

  it('knows what is above zero', () => {
    expect(['0.000000000000000001', '0', '0.00', '-1'].map(isPositive)).toEqual([true, false, false, false]);
  });
});

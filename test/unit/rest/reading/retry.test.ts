import { afterEach, describe, expect, it, vi } from 'vitest';
import { parseRetryAfter, RetryBudget, retryWait } from '../../../../src/rest/reading/retry.js';

afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

describe('RetryBudget', () => {
  it('lets a tenth of the calls be retries, and a few more at first', () => {
    const budget = new RetryBudget();
    let retries = 0;
    for (let call = 0; call < 1_000; call += 1) {
      budget.earn();
      while (budget.spend()) retries += 1;
    }
    expect(retries).toBeGreaterThanOrEqual(100);
    expect(retries).toBeLessThanOrEqual(103);
  });

  it('is not spent by one viewer, nor for one resource', () => {
    vi.useFakeTimers({ toFake: ['performance'] });
    for (const role of ['viewer', 'resource']) {
      const budget = new RetryBudget();
      const spent = { bad: 0, good: 0 };
      for (let second = 0; second < 100; second += 1) {
        vi.advanceTimersByTime(1_000);
        for (let call = 0; call < 10; call += 1) budget.earn();
        for (const party of ['bad', 'good'] as const) {
          const isAsking = party === 'bad' || second % 4 === 0;
          const parties = { viewer: undefined, resource: undefined, [role]: party };
          for (let times = 0; isAsking && times < (party === 'bad' ? 9 : 1); times += 1) {
            if (budget.spend(parties)) spent[party] += 1;
          }
        }
      }
      // Of 25; it would be none.
      expect(spent.good).toBeGreaterThanOrEqual(15);
      expect(spent.bad).toBeLessThanOrEqual(50);
    }
  });

  it('saves up no more than those few', () => {
    const budget = new RetryBudget();
    for (let call = 0; call < 1_000; call += 1) budget.earn();
    expect([1, 2, 3, 4].map(() => budget.spend())).toEqual([true, true, true, false]);
  });
});

describe('retryWait', () => {
  it.each([
    [0, 0, 0],
    [0, 1, 100],
    [1, 1, 200],
    [1, 0.5, 100],
  ])('is anything up to the longest: retry %d, dice %d, %d ms', (retries, dice, milliseconds) => {
    vi.spyOn(Math, 'random').mockReturnValue(dice);
    expect(retryWait(retries, undefined)).toBe(milliseconds);
    expect(retryWait(retries, 2_000)).toBe(2_000 + milliseconds);
  });
});

describe('parseRetryAfter', () => {
  it.each<[string | string[] | undefined, number | undefined]>([
    ['0', 0],
    ['120', 120_000],
    ['Wed, 25 Nov 2026 12:00:05 GMT', 5_000],
    ['Wed, 25 Nov 2026 11:59:00 GMT', 0],
    ['99999999999999', 99_999_999_999_999_000],
    ['-1', undefined],
    ['1.5', undefined],
    ['soon', undefined],
    ['', undefined],
    [undefined, undefined],
    [['1', '2'], undefined],
  ])('of %j is %j', (value, milliseconds) => {
    vi.useFakeTimers({ toFake: ['Date'], now: Date.parse('2026-11-25T12:00:00Z') });
    expect(parseRetryAfter(value)).toBe(milliseconds);
  });
});

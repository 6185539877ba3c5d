import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { CircuitBreaker } from '../../../../src/rest/reading/breaker.js';
import type { Parties } from '../../../../src/rest/reading/parties.js';

beforeEach(() => void vi.useFakeTimers({ toFake: ['performance'] }));
afterEach(() => void vi.useRealTimers());

function setUp() {
  const changes: boolean[] = [];
  const breaker = new CircuitBreaker((isOpen) => changes.push(isOpen));
  const call = (answered: boolean, times = 1) => {
    for (let count = 0; count < times; count += 1) breaker.record(breaker.admit(), answered);
  };
  return { breaker, changes, call };
}

describe('a breaker', () => {
  it('opens with the fiftieth call of which half failed, and tells once', () => {
    const { breaker, changes, call } = setUp();
    call(true, 25);
    call(false, 24);
    expect(breaker.isOpen).toBe(false);
    call(false);
    expect(breaker.isOpen).toBe(true);
    call(false, 10);
    expect(changes).toEqual([true]);
  });

  it('stays closed while less than half fail, however many', () => {
    const { breaker, call } = setUp();
    for (let round = 0; round < 100; round += 1) {
      call(true, 6);
      call(false, 5);
    }
    expect(breaker.isOpen).toBe(false);
  });

  it('forgets what is ten seconds old', () => {
    const { breaker, call } = setUp();
    call(false, 49);
    vi.advanceTimersByTime(10_000);
    call(false, 49);
    expect(breaker.isOpen).toBe(false);
    vi.advanceTimersByTime(8_000);
    call(false);
    expect(breaker.isOpen).toBe(true);
  });

  it('lets one call a second through while it is open, even where none of them ends', () => {
    const { breaker, call } = setUp();
    call(false, 50);
    expect(breaker.admit()).toBe('refused');
    for (let second = 0; second < 3; second += 1) {
      vi.advanceTimersByTime(1_000);
      expect(breaker.admit()).not.toBe('refused');
      expect(breaker.admit()).toBe('refused');
    }
  });

  it('closes with the first of them that is answered, and counts from nothing', () => {
    const { breaker, changes, call } = setUp();
    call(false, 50);
    vi.advanceTimersByTime(1_000);
    call(false);
    expect(breaker.isOpen).toBe(true);
    vi.advanceTimersByTime(1_000);
    call(true);
    expect(changes).toEqual([true, false]);
    call(false, 49);
    expect(breaker.isOpen).toBe(false);
  });

  it('doesn’t count what was sent before it opened, nor before it closed', () => {
    const { breaker, changes, call } = setUp();
    const hanging = Array.from({ length: 100 }, () => breaker.admit());
    call(false, 50);
    for (const admission of hanging) breaker.record(admission, true);
    expect(breaker.isOpen).toBe(true);
    vi.advanceTimersByTime(1_000);
    const probe = breaker.admit();
    vi.advanceTimersByTime(1_000);
    call(true);
    for (const admission of [probe, ...hanging]) breaker.record(admission, false);
    expect(changes).toEqual([true, false]);
  });

  describe('with one viewer or resource that fails', () => {
    const FAILING = [
      ['viewer', { viewer: 'c1', resource: undefined }],
      ['viewer who asks for many resources', (n: number) => ({ viewer: 'c1', resource: `w${n}` })],
      ['wallet that many ask for', (n: number) => ({ viewer: `c${n}`, resource: 'w1' })],
      ['wallet that operators ask for', { viewer: undefined, resource: 'w1' }],
      [
        'quote that is ordered for many wallets',
        (n: number) => ({ viewer: undefined, resource: `w${n}`, quote: 'q1' }),
      ],
    ] as const;
    const partiesOf = (given: Parties | ((n: number) => Parties), n: number) =>
      typeof given === 'function' ? given(n) : given;

    it.each(FAILING)('stays closed, whatever else is asked: one %s', (_, given) => {
      for (const successes of [0, 1, 4, 40]) {
        const { breaker } = setUp();
        for (let n = 0; n < 1_000; n += 1) {
          breaker.record(breaker.admit(), false, partiesOf(given, n));
          if (n % 25 < successes) breaker.record(breaker.admit(), true, { viewer: `good${n % 50}`, resource: `w${n}` });
          vi.advanceTimersByTime(10);
        }
        expect(breaker.isOpen).toBe(false);
      }
    });

    it('opens where it fails for ten viewers, or for ten resources', () => {
      for (const role of ['viewer', 'resource'] as const) {
        const { breaker } = setUp();
        for (let n = 0; n < 50; n += 1) {
          expect(breaker.isOpen).toBe(false);
          const parties = { viewer: undefined, resource: undefined, [role]: `x${n % 10}` };
          breaker.record(breaker.admit(), false, parties);
        }
        expect(breaker.isOpen).toBe(true);
      }
    });

    it('counts a party again once its calls have left the window', () => {
      const { breaker } = setUp();
      for (let second = 0; second < 100; second += 1) {
        for (let n = 0; n < 9; n += 1) breaker.record(breaker.admit(), false, { viewer: `c${n}`, resource: '' });
        vi.advanceTimersByTime(1_000);
      }
      expect(breaker.isOpen).toBe(false);
      for (let n = 0; n < 14; n += 1)
        breaker.record(breaker.admit(), false, { viewer: `c${Math.min(n, 9)}`, resource: '' });
      expect(breaker.isOpen).toBe(true);
    });

    it.each(FAILING)('gives the next probe to another: one %s', (_, given) => {
      const { breaker, call } = setUp();
      call(false, 50);
      let admitted = 0;
      for (let ms = 0; ms < 60_000; ms += 10) {
        vi.advanceTimersByTime(10);
        const admission = breaker.admit(partiesOf(given, ms));
        if (admission === 'refused') continue;
        admitted += 1;
        breaker.record(admission, false, partiesOf(given, ms));
      }
      // It probes as long as nobody else asks.
      expect(admitted).toBe(60);
      const other = { viewer: 'another', resource: 'another' };
      const probe = breaker.admit(other);
      expect(probe).not.toBe('refused');
      expect(breaker.admit({ viewer: 'third', resource: 'third' })).toBe('refused');
      breaker.record(probe, true, other);
      expect(breaker.isOpen).toBe(false);
    });

    it('gives the next probe to another where the failing one hangs', () => {
      const { breaker, call } = setUp();
      call(false, 50);
      vi.advanceTimersByTime(1_000);
      const failing = { viewer: 'c1', resource: 'w1' };
      expect(breaker.admit(failing)).not.toBe('refused');
      vi.advanceTimersByTime(1_000);
      expect(breaker.admit(failing)).not.toBe('refused');
      expect(breaker.admit({ viewer: 'c2', resource: 'w2' })).not.toBe('refused');
    });

    it('closes by the one party that asks', () => {
      const { breaker, call } = setUp();
      const only = { viewer: 'c1', resource: 'w1' };
      call(false, 50);
      for (let second = 0; second < 30; second += 1) {
        vi.advanceTimersByTime(1_000);
        breaker.record(breaker.admit(only), second === 29, only);
      }
      expect(breaker.isOpen).toBe(false);
    });
  });
});

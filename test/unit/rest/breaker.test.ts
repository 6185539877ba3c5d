import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Breaker } from '../../../src/rest/breaker.js';

beforeEach(() => void vi.useFakeTimers({ toFake: ['performance'] }));
afterEach(() => void vi.useRealTimers());

function setUp() {
  const changes: boolean[] = [];
  const breaker = new Breaker((isOpen) => changes.push(isOpen));
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
});

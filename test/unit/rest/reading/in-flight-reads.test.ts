import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { walletBalance } from '../../../../src/rest/contract/endpoints.js';
import { InFlightReads } from '../../../../src/rest/reading/in-flight-reads.js';

const BACKGROUND = { freshSince: Number.NEGATIVE_INFINITY };
/** As many as are remembered. */
const CHANGES = 10_000;

beforeEach(() => void vi.useFakeTimers({ toFake: ['performance'] }));
afterEach(() => void vi.useRealTimers());

function setUp() {
  const calls: unknown[] = [];
  const reads = new InFlightReads((read) => calls.push(read));
  const read = (subject: string): void => {
    vi.advanceTimersByTime(1);
    void reads.read({ endpoint: walletBalance, subject, path: subject, take: () => '' }, BACKGROUND);
  };
  const forget = (subject: string): void => {
    vi.advanceTimersByTime(1);
    reads.forget(subject);
  };
  return { calls, read, forget };
}

describe('reads that are shared', () => {
  it('are joined whatever else changed, also after more changes than are remembered', () => {
    const { calls, read, forget } = setUp();
    read('other');
    for (let change = 0; change < 3 * CHANGES; change += 1) {
      if (change === 2 * CHANGES + 1) read('o1');
      forget(`changed${change}`);
    }
    read('o1');
    expect(calls).toHaveLength(2);
  });

  it('are not joined by those who ask after a change, also where it is no longer remembered', () => {
    const { calls, read, forget } = setUp();
    read('o1');
    forget('o1');
    for (let change = 0; change < 2 * CHANGES; change += 1) forget(`changed${change}`);
    read('o1');
    expect(calls).toHaveLength(2);
  });
});

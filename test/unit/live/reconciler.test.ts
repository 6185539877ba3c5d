import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { OrderWatchers } from '../../../src/live/order-watchers.js';
import { noWallets, orderOf } from '../../support/watched-order.js';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const pass = (milliseconds: number) => vi.advanceTimersByTimeAsync(milliseconds);

describe('looking again', () => {
  it('stays within the budget of the process, and is fair', async () => {
    const reads = new Map<string, number>();
    const watchers = new OrderWatchers({
      source: {
        order: async (id) => {
          reads.set(id, (reads.get(id) ?? 0) + 1);
          return orderOf('TRANSFERRING');
        },
        ...noWallets,
      },
      reconcileIntervalMs: 1_000,
      readsPerSecond: 10,
      onFirstState: () => {},
    });
    for (let index = 0; index < 100; index += 1) watchers.attach(`o${index}`);
    await pass(60_000);
    const counts = [...reads.values()];
    expect(counts).toHaveLength(100);
    expect(counts.reduce((sum, count) => sum + count)).toBeLessThanOrEqual(611);
    expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(2);
    watchers.close();
    expect(vi.getTimerCount()).toBe(0);
  });

  it('looks at many orders of one wallet by its list, and at those that are not there one by one', async () => {
    let status = 'TRANSFERRING';
    const calls: string[] = [];
    const watchers = new OrderWatchers({
      source: {
        order: async (id) => {
          calls.push(id);
          return { ...orderOf(status), id };
        },
        walletOf: async () => 'w1',
        ofWallet: async (walletId) => {
          calls.push(walletId);
          return Array.from({ length: 40 }, (_, index) => ({ ...orderOf(status), id: `o${index}` }));
        },
      },
      reconcileIntervalMs: 15_000,
      readsPerSecond: 50,
      onFirstState: () => {},
    });
    const subscribers = Array.from({ length: 41 }, (_, index) => watchers.attach(`o${index}`));
    await pass(1_000);
    expect(calls).toHaveLength(41);
    for (const subscriber of subscribers) await subscriber.next();
    status = 'COMPLETED';
    await pass(16_500);
    expect(calls.slice(41)).toEqual(['w1', 'o40']);
    for (const subscriber of subscribers) expect((await subscriber.next()).value?.rawStatus).toBe('COMPLETED');
    watchers.close();
  });
});

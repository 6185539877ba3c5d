import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { OrderWatchers } from '../../../src/live/order-watchers.js';
import type { TopupOrder } from '../../../src/topup/topup-order.js';
import { isTerminal, rankOf, toTopupStatus } from '../../../src/topup/topup-status.js';

const quote = {
  fee: '1',
  feeCurrency: 'USD',
  sourceAmount: '50',
  sourceCurrency: 'AUD',
  targetAmount: '1',
  targetCurrency: 'USDT',
};

const orderOf = (rawStatus: string): TopupOrder => ({
  id: 'o1',
  status: toTopupStatus(rawStatus),
  rawStatus,
  createdAt: '2025-12-03T17:07:48Z',
  quote,
  paymentInstructions: null,
});

const noWallets = { walletOf: async () => undefined, ofWallet: async () => [] };

/** A REST API with one order, whose reads can be held back, and a subscriber's view of it. */
function setUp({ reconcileIntervalMs = 15_000, readsPerSecond = 50 } = {}) {
  const rest = { status: 'TRANSFERRING', reads: 0, fails: false, delayMs: 0 };
  const watchers = new OrderWatchers({
    source: {
      order: async () => {
        rest.reads += 1;
        const { status, fails, delayMs } = rest;
        if (delayMs > 0) await new Promise((resolve) => setTimeout(resolve, delayMs));
        if (fails) throw new Error('no answer');
        return status === 'none' ? null : orderOf(status);
      },
      ...noWallets,
    },
    reconcileIntervalMs,
    readsPerSecond,
  });
  const subscribe = () => {
    const seen: string[] = [];
    const subscriber = watchers.attach('o1');
    const state = { seen, ended: false, subscriber };
    (async () => {
      for await (const { rawStatus } of subscriber) seen.push(rawStatus);
      state.ended = true;
    })();
    return state;
  };
  return { rest, watchers, subscribe };
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const pass = (milliseconds: number) => vi.advanceTimersByTimeAsync(milliseconds);

describe('watching an order', () => {
  it('tells the state read after attaching, then what moves forward, and ends after the last', async () => {
    const { rest, watchers, subscribe } = setUp();
    const { seen } = subscribe();
    await pass(0);
    expect(seen).toEqual(['TRANSFERRING']);
    for (const status of ['CREDITED', 'TRANSFERRING', 'COMPLETED']) {
      rest.status = status;
      watchers.wake('o1');
      await pass(200);
    }
    expect(seen).toEqual(['TRANSFERRING', 'CREDITED', 'COMPLETED']);
    expect(watchers.size).toBe(0);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('reads nothing for an order that nobody watches', async () => {
    const { rest, watchers } = setUp();
    watchers.wake('o1');
    await pass(60_000);
    expect(rest.reads).toBe(0);
  });

  it('reads once for all who join at the same time, and watches once', async () => {
    const { rest, watchers, subscribe } = setUp();
    const all = Array.from({ length: 100 }, subscribe);
    await pass(0);
    expect(rest.reads).toBe(1);
    expect(watchers.size).toBe(1);
    expect(all.every(({ seen }) => seen.length === 1)).toBe(true);
  });

  it('gives a late joiner a state that was read after it attached', async () => {
    const { rest, subscribe } = setUp();
    subscribe();
    await pass(1_000);
    rest.status = 'COMPLETED';
    const { seen } = subscribe();
    await pass(0);
    expect(seen).toEqual(['COMPLETED']);
  });

  it('reads again after a hint that came while a read was under way, once however many came', async () => {
    const { rest, watchers, subscribe } = setUp();
    rest.delayMs = 100;
    const { seen } = subscribe();
    await pass(50);
    rest.status = 'COMPLETED';
    for (let hints = 0; hints < 1_000; hints += 1) watchers.wake('o1');
    await pass(300);
    expect(seen).toEqual(['TRANSFERRING', 'COMPLETED']);
    expect(rest.reads).toBe(2);
  });

  it('reads at most five times a second, whatever comes', async () => {
    const { rest, watchers, subscribe } = setUp();
    subscribe();
    for (let milliseconds = 0; milliseconds < 10_000; milliseconds += 1) {
      watchers.wake('o1');
      await pass(1);
    }
    expect(rest.reads).toBeGreaterThan(45);
    expect(rest.reads).toBeLessThanOrEqual(51);
  });

  it('checks a hint that found nothing new once more after 2 s', async () => {
    const { rest, watchers, subscribe } = setUp();
    const { seen } = subscribe();
    await pass(1_000);
    watchers.wake('o1');
    await pass(1_999);
    expect(rest.reads).toBe(2);
    rest.status = 'COMPLETED';
    await pass(2);
    expect(seen).toEqual(['TRANSFERRING', 'COMPLETED']);
    expect(rest.reads).toBe(3);
  });

  it('finds what no webhook told', async () => {
    const { rest, subscribe } = setUp({ reconcileIntervalMs: 15_000 });
    const { seen } = subscribe();
    await pass(0);
    rest.status = 'FAILED';
    await pass(16_500);
    expect(seen).toEqual(['TRANSFERRING', 'FAILED']);
    expect(rest.reads).toBe(2);
  });

  it('tries a failed read again, and tells nobody', async () => {
    const { rest, watchers, subscribe } = setUp();
    const { seen, subscriber } = subscribe();
    await pass(0);
    rest.fails = true;
    rest.status = 'COMPLETED';
    watchers.wake('o1');
    await pass(2_000);
    expect(seen).toEqual(['TRANSFERRING']);
    rest.fails = false;
    await pass(15_000);
    expect(seen).toEqual(['TRANSFERRING', 'COMPLETED']);
    expect(await subscriber.firstRead).toEqual({ kind: 'order' });
  });

  it('tells the first reader what its read failed with', async () => {
    const { rest, subscribe } = setUp();
    rest.status = 'none';
    const missing = subscribe();
    await pass(0);
    expect(await missing.subscriber.firstRead).toEqual({ kind: 'not-found' });
    missing.subscriber.detach();
    rest.fails = true;
    const failing = subscribe();
    await pass(0);
    expect(await failing.subscriber.firstRead).toMatchObject({ kind: 'failed' });
  });

  it('tells an unknown status when its word changes, and lets it stand in nobody’s way', async () => {
    const { rest, watchers, subscribe } = setUp();
    const { seen } = subscribe();
    await pass(0);
    for (const status of ['REVIEW', 'REVIEW', 'HELD', 'TRANSFERRING', 'CREDITED', 'REVIEW', 'COMPLETED', 'REVIEW']) {
      rest.status = status;
      watchers.wake('o1');
      await pass(200);
    }
    expect(seen).toEqual(['TRANSFERRING', 'REVIEW', 'HELD', 'CREDITED', 'REVIEW', 'COMPLETED']);
  });

  it('keeps only the newest state for one who does not take them', async () => {
    const { rest, watchers } = setUp();
    const subscriber = watchers.attach('o1');
    await pass(0);
    for (const status of ['CREDITED', 'COMPLETED']) {
      rest.status = status;
      watchers.wake('o1');
      await pass(200);
    }
    expect((await subscriber.next()).value?.rawStatus).toBe('COMPLETED');
    expect((await subscriber.next()).done).toBe(true);
    expect(watchers.size).toBe(0);
  });

  it('leaves nothing behind when a subscriber goes, whatever it waits for', async () => {
    const { rest, watchers, subscribe } = setUp();
    rest.delayMs = 1_000;
    for (const wait of [0, 500, 1_500]) {
      const { subscriber } = subscribe();
      await pass(wait);
      await subscriber.return();
      expect(watchers.size).toBe(0);
    }
    rest.fails = true;
    const { subscriber } = subscribe();
    await pass(5_000);
    subscriber.detach();
    await pass(1_000);
    expect(vi.getTimerCount()).toBe(0);
  });

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

  it('shows any history moving forward only, nothing twice, and its end', async () => {
    const word = fc.constantFrom('TRANSFERRING', 'CREDITED', 'REVIEW', 'HELD');
    const step = fc.record({
      change: fc.option(word),
      wakes: fc.integer({ min: 0, max: 3 }),
      fails: fc.boolean(),
      delayMs: fc.constantFrom(0, 0, 50, 500),
      waitMs: fc.constantFrom(0, 10, 200, 3_000),
    });
    await fc.assert(
      fc.asyncProperty(
        fc.array(step, { maxLength: 12 }),
        fc.constantFrom('COMPLETED', 'FAILED'),
        async (steps, end) => {
          const { rest, watchers, subscribe } = setUp();
          const early = subscribe();
          await pass(0);
          for (const { change, wakes, fails, delayMs, waitMs } of steps) {
            Object.assign(rest, { fails, delayMs, status: change ?? rest.status });
            for (let count = 0; count < wakes; count += 1) watchers.wake('o1');
            await pass(waitMs);
          }
          const late = subscribe();
          Object.assign(rest, { fails: false, delayMs: 0, status: end });
          await pass(40_000);
          for (const { seen, ended } of [early, late]) {
            const ranks = seen
              .map(toTopupStatus)
              .map(rankOf)
              .filter((rank) => rank >= 0);
            expect(ranks).toEqual([...new Set(ranks)].sort());
            expect(seen.every((status, index) => status !== seen[index - 1])).toBe(true);
            expect(seen.at(-1)).toBe(end);
            expect(seen.slice(0, -1).some((status) => isTerminal(toTopupStatus(status)))).toBe(false);
            expect(ended).toBe(true);
          }
          expect(watchers.size).toBe(0);
          expect(vi.getTimerCount()).toBe(0);
        },
      ),
      { numRuns: 500 },
    );
  });
});

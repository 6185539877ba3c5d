import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { setUp } from '../../support/watched-order.js';

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

  it('reads at once for each of the first hints, also right after it was subscribed to', async () => {
    const { rest, watchers, subscribe } = setUp();
    const { seen } = subscribe();
    await pass(0);
    for (const status of ['REVIEW', 'HELD', 'CREDITED', 'COMPLETED']) {
      rest.status = status;
      watchers.wake('o1');
      await pass(1);
    }
    expect(seen).toEqual(['TRANSFERRING', 'REVIEW', 'HELD', 'CREDITED', 'COMPLETED']);
    expect(rest.reads).toBe(5);
  });

  it('reads at once for a hint after coming back, as long as the bucket holds reads', async () => {
    const { rest, watchers, subscribe } = setUp();
    for (let visit = 0; visit < 4; visit += 1) {
      const { subscriber } = subscribe();
      await pass(0);
      subscriber.detach();
    }
    const { seen } = subscribe();
    await pass(0);
    expect(seen).toEqual(['TRANSFERRING']);
    rest.status = 'COMPLETED';
    watchers.wake('o1');
    await pass(150);
    expect(rest.reads).toBe(5);
    await pass(50);
    expect(seen).toEqual(['TRANSFERRING', 'COMPLETED']);
  });

  it('reads at most five times a second, whatever comes', async () => {
    const { rest, watchers, subscribe } = setUp();
    subscribe();
    for (let milliseconds = 0; milliseconds < 10_000; milliseconds += 1) {
      watchers.wake('o1');
      await pass(1);
    }
    expect(rest.reads).toBeGreaterThan(45);
    expect(rest.reads).toBeLessThanOrEqual(55);
  });

  it('reads at most five times a second for those who come and go too', async () => {
    const { rest, watchers, subscribe } = setUp();
    for (let visit = 0; visit < 1_000; visit += 1) {
      const { subscriber } = subscribe();
      await pass(5);
      subscriber.detach();
      await pass(5);
    }
    expect(rest.reads).toBeGreaterThan(45);
    expect(rest.reads).toBeLessThanOrEqual(55);
    expect(watchers.size).toBe(0);
    expect(vi.getTimerCount()).toBe(0);
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
    expect(await subscriber.firstRead()).toEqual({ kind: 'order' });
  });

  it('tells the first reader what its read failed with', async () => {
    const { rest, subscribe } = setUp();
    rest.status = 'none';
    const missing = subscribe();
    await pass(0);
    expect(await missing.subscriber.firstRead()).toEqual({ kind: 'not-found' });
    missing.subscriber.detach();
    rest.fails = true;
    const failing = subscribe();
    await pass(200);
    expect(await failing.subscriber.firstRead()).toMatchObject({ kind: 'failed' });
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

  it('keeps no known state from one who does not take them because an unknown one came in between', async () => {
    const { rest, watchers } = setUp();
    const subscriber = watchers.attach('o1');
    await pass(0);
    for (const status of ['CREDITED', 'REVIEW', 'CREDITED']) {
      rest.status = status;
      watchers.wake('o1');
      await pass(200);
    }
    expect((await subscriber.next()).value?.rawStatus).toBe('CREDITED');
    subscriber.detach();
  });

  it('tells nothing twice in a row to one who does not take what came in between', async () => {
    const { rest, watchers } = setUp();
    rest.status = 'REVIEW';
    const subscriber = watchers.attach('o1');
    await pass(0);
    expect((await subscriber.next()).value?.rawStatus).toBe('REVIEW');
    for (const status of ['HELD', 'REVIEW']) {
      rest.status = status;
      watchers.wake('o1');
      await pass(200);
    }
    const next = subscriber.next();
    rest.status = 'COMPLETED';
    watchers.wake('o1');
    await pass(200);
    expect((await next).value?.rawStatus).toBe('COMPLETED');
    expect((await subscriber.next()).done).toBe(true);
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
});

/** `now()` of each store while the host's wall clock is set. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { FileStore } from '../../../../src/directory/store/file/file-store.js';
import { MemoryStore } from '../../../../src/directory/store/memory-store.js';
import { RedisStore } from '../../../../src/directory/store/redis/redis-store.js';
import type { Store } from '../../../../src/directory/store/store.js';
import type { RedisClient } from '../../../../src/redis/redis-client.js';
import { RedisClock } from '../../../../src/redis/redis-clock.js';
import { hasRedis, startRedis } from '../../../support/redis.js';
import { connect } from '../../../support/redis-connection.js';

const NOW = Date.UTC(2026, 10, 27);
const DAY = 86_400_000;

function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'store-clock-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Sets the wall clock alone: `performance.now()` goes on. */
const setWallClock = (time: number) => vi.spyOn(Date, 'now').mockReturnValue(time);

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['performance'] });
  setWallClock(NOW);
});
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

const pass = (milliseconds: number): void => void vi.advanceTimersByTime(milliseconds);

describe.each<[string, () => Promise<Store>]>([
  ['memory', async () => new MemoryStore()],
  ['file', () => FileStore.open(temporaryFolder())],
])('the clock of the %s store', (_, open) => {
  it.each([
    ['forward', DAY],
    ['back', -DAY],
  ])('ignores a wall clock that is set %s', async (_, jump) => {
    const store = await open();
    onTestFinished(() => store.close());
    expect(store.now()).toBe(NOW);
    pass(1_000);
    setWallClock(NOW + jump);
    expect(store.now()).toBe(NOW + 1_000);
    await store.put(new Map([['a', '1']]));
    expect(store.now()).toBe(NOW + 1_000);
    expect(store.isShared).toBe(false);
  });
});

describe('the clock of the file store', () => {
  it.each([
    ['forward', DAY],
    ['back', -DAY],
  ])('goes on from the last write after a restart, though the wall clock was set %s', async (_, jump) => {
    const folder = temporaryFolder();
    const store = await FileStore.open(folder);
    pass(5_000);
    await store.put(new Map([['a', '1']]));
    await store.close();
    setWallClock(NOW + jump);
    const again = await FileStore.open(folder);
    onTestFinished(() => again.close());
    expect(again.now()).toBe(NOW + 5_000);
    pass(1_000);
    expect(again.now()).toBe(NOW + 6_000);
    expect(await again.entries('')[Symbol.asyncIterator]().next()).toMatchObject({ value: ['a', '1'] });
  });
});

describe('the clock of Redis', () => {
  const clientAt = (time: () => number) =>
    ({ time: async () => [`${Math.floor(time() / 1_000)}`, `${(time() % 1_000) * 1_000}`] }) as unknown as RedisClient;

  it('follows its drift and a step forward, and goes on when it is set back', async () => {
    const clock = new RedisClock();
    let time = NOW + 7 * DAY;
    await clock.measure(clientAt(() => time));
    expect(clock.now()).toBe(time);

    pass(10_000);
    time += 9_900;
    await clock.measure(clientAt(() => time));
    expect(clock.now()).toBe(time);
    const before = clock.now();
    time -= 50;
    await clock.measure(clientAt(() => time));
    expect(clock.now()).toBe(before);
    pass(100);
    expect(clock.now()).toBe(time + 100);

    const latest = clock.now();
    await clock.measure(clientAt(() => latest - DAY));
    expect(clock.now()).toBe(latest);
    pass(1_000);
    expect(clock.now()).toBe(latest + 1_000);
    await clock.measure(clientAt(() => latest + DAY));
    expect(clock.now()).toBe(latest + DAY);
  });

  it.skipIf(!hasRedis)('is the time of the shared store, whatever the wall clock of an instance says', async () => {
    vi.useRealTimers();
    const { url } = await startRedis();
    const opened = () => {
      const { connection } = connect(url);
      const store = new RedisStore(connection);
      onTestFinished(() => store.close());
      return { store, connection };
    };
    const [one, other] = [opened(), opened()];
    await Promise.all([one.connection.firstReady, other.connection.firstReady]);
    const [seconds] = await one.connection.run((client) => client.time());
    await vi.waitFor(() => {
      for (const { store } of [one, other])
        expect(Math.abs(store.now() - Number(seconds) * 1_000)).toBeLessThan(60_000);
    });
    expect(one.store.isShared).toBe(true);
    for (const jump of [DAY, -DAY]) {
      setWallClock(Date.now() + jump);
      expect(Math.abs(one.store.now() - other.store.now())).toBeLessThan(2_000);
    }
  });
});

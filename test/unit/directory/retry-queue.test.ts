import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { type PendingWrite, RetryQueue } from '../../../src/directory/retry-queue.js';
import { logLines } from '../../support/redis.js';

const RETRY_MS = 2_000;

function setUp() {
  vi.useFakeTimers();
  onTestFinished(() => void vi.useRealTimers());
  const lines = logLines();
  const queue = new RetryQueue<PendingWrite>({ component: 'test', lostMessage: 'lost', log: lines.log });
  const state = { isDown: true, failing: new Set<string>(), attempts: 0 };
  const written: string[] = [];
  const write = (id: string, keys = [id]) =>
    queue.write({
      keys,
      ids: { id },
      apply: async () => {
        state.attempts += 1;
        if (state.isDown || state.failing.has(id)) throw new Error('away');
        written.push(id);
      },
    });
  const records = () =>
    lines
      .text()
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as { level: number; msg: string; lost?: { id: string }[] });
  const lost = () => records().filter(({ msg }) => msg === 'lost');
  const pass = () => vi.advanceTimersByTimeAsync(RETRY_MS);
  return { queue, state, written, write, lost, records, pass };
}

describe('a queue of writes that the store did not take', () => {
  it('tries them until they are written, in order', async () => {
    const { queue, state, written, write, pass } = setUp();
    for (const id of ['a', 'b', 'c', 'd', 'e']) await write(id);
    await pass();
    expect([queue.size, written]).toEqual([5, []]);
    state.isDown = false;
    await pass();
    expect([queue.size, written]).toEqual([0, ['a', 'b', 'c', 'd', 'e']]);
    state.attempts = 0;
    await pass();
    expect(state.attempts).toBe(0);
  });

  it('is tried again although new writes go on failing', async () => {
    const { state, written, write } = setUp();
    await write('a');
    for (let times = 0; times < 5; times += 1) {
      await vi.advanceTimersByTimeAsync(RETRY_MS / 4);
      state.failing.add(`b${times}`);
      await write(`b${times}`);
      state.isDown = false;
    }
    expect(written).toEqual(['a']);
  });

  it('keeps the order of writes of one key, also with those that come later', async () => {
    const { state, written, write, pass } = setUp();
    state.isDown = false;
    state.failing.add('a');
    await write('a', ['k']);
    await write('b', ['k', 'l']);
    await write('c', ['l']);
    await write('d');
    expect(written).toEqual(['d']);
    state.failing.clear();
    await pass();
    expect(written).toEqual(['d', 'a', 'b', 'c']);
  });

  it('is not held up by a write that always fails, and asks an absent store little', async () => {
    const { queue, state, written, write, lost, pass } = setUp();
    for (let index = 0; index < 100; index += 1) await write(`${index}`);
    state.attempts = 0;
    await pass();
    expect(state.attempts).toBe(3);
    state.isDown = false;
    state.failing.add('0');
    await pass();
    expect([queue.size, written.length]).toEqual([1, 99]);
    await queue.close();
    expect(lost()).toMatchObject([{ level: 50, lost: [{ id: '0' }] }]);
  });

  it('names at once what there is no room for, and at the end all that is left', async () => {
    const { queue, write, lost } = setUp();
    for (let index = 0; index < 10_000; index += 1) await write(`${index}`);
    expect(lost()).toEqual([]);
    await write('more');
    expect(queue.size).toBe(10_000);
    expect(lost()).toMatchObject([{ level: 50, lost: [{ id: 'more' }] }]);
    await queue.close();
    const named = lost().flatMap((line) => line.lost ?? []);
    expect(new Set(named.map(({ id }) => id)).size).toBe(10_001);
  });

  it('says once that writes wait, and once that they are written', async () => {
    const { state, write, records, pass } = setUp();
    await write('a');
    await write('b');
    state.isDown = false;
    await pass();
    expect(records().map(({ level }) => level)).toEqual([40, 30]);
  });

  it('tries for the last time when it is closed, and names what comes too late', async () => {
    const { queue, state, written, write, lost } = setUp();
    await write('a');
    state.isDown = false;
    await queue.close();
    expect(written).toEqual(['a']);
    expect(lost()).toEqual([]);
    state.isDown = true;
    await write('b');
    expect(lost()).toMatchObject([{ lost: [{ id: 'b' }] }]);
  });
});

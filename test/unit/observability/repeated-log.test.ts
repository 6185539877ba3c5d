import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { RepeatedLog } from '../../../src/observability/repeated-log.js';
import { logLines } from '../../support/redis.js';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const start = () => {
  const lines = logLines();
  const repeated = new RepeatedLog(lines.log);
  const told = () => lines.entries().map(({ msg, kind, count }) => [msg, kind, count]);
  return { repeated, told, write: (kind: string) => repeated.write('warn', kind, { kind }, 'failed') };
};

it('writes the first of a kind at once, and the others once a minute with their number', () => {
  const { told, write } = start();
  for (const kind of ['a', 'a', 'b', 'a']) write(kind);
  expect(told()).toEqual([
    ['failed', 'a', undefined],
    ['failed', 'b', undefined],
  ]);
  vi.advanceTimersByTime(60_000);
  expect(told().slice(2)).toEqual([['failed', 'a', 2]]);
  vi.advanceTimersByTime(120_000);
  expect(told()).toHaveLength(3);
  write('a');
  expect(told().at(-1)).toEqual(['failed', 'a', undefined]);
});

it('writes what is due when it is closed, and leaves no timer', () => {
  const { repeated, told, write } = start();
  write('a');
  write('a');
  repeated.close();
  expect(told().at(-1)).toEqual(['failed', 'a', 1]);
  expect(vi.getTimerCount()).toBe(0);
});

it('counts more kinds than it tells apart as one', () => {
  const { told, write } = start();
  for (let kind = 0; kind < 1_000; kind += 1) write(`${kind}`);
  expect(told()).toHaveLength(501);
});

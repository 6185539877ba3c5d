/** Lines on their way to standard error: those of the access log are gathered, all others leave at once. */
import pino from 'pino';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { LogDestination } from '../../../src/observability/log-destination.js';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function setUp() {
  const writes: string[] = [];
  const destination = new LogDestination((lines) => void writes.push(lines));
  const log = pino({ base: null, timestamp: false }, destination);
  const access = (operation: number | string) => log.info({ component: 'access', operation });
  return { writes, destination, log, access };
}

const lineOf = (operation: number) => `{"level":30,"component":"access","operation":${operation}}\n`;

it('lines of the access log are one write after a tenth of a second, in their order', () => {
  const { writes, access } = setUp();
  access(1);
  access(2);
  vi.advanceTimersByTime(99);
  expect(writes).toEqual([]);
  vi.advanceTimersByTime(1);
  expect(writes).toEqual([lineOf(1) + lineOf(2)]);
  access(3);
  vi.advanceTimersByTime(100);
  expect(writes[1]).toBe(lineOf(3));
  vi.advanceTimersByTime(1_000);
  expect(writes).toHaveLength(2);
});

it.each(['trace', 'info', 'warn', 'error', 'fatal'] as const)(
  'any other line leaves at once, behind those before it: %s',
  (level) => {
    const { writes, log, access } = setUp();
    log.level = 'trace';
    access(1);
    log[level]({ component: 'audit' }, 'other');
    expect(writes).toEqual([lineOf(1), expect.stringMatching(/"msg":"other"}\n$/)]);
    vi.advanceTimersByTime(1_000);
    expect(writes).toHaveLength(2);
  },
);

it('a child’s lines are told apart too', () => {
  const { writes, log } = setUp();
  log.child({ component: 'rest' }).info('other');
  expect(writes).toHaveLength(1);
});

it('64 KB of lines do not wait', () => {
  const { writes, access } = setUp();
  for (let count = 0; count < 100; count += 1) access('x'.repeat(1_024));
  expect(writes).toHaveLength(1);
  expect(writes[0]?.length).toBeGreaterThanOrEqual(64 * 1_024);
});

it('what is taken is not written again', () => {
  const { writes, destination, access } = setUp();
  access(1);
  expect(destination.take()).toBe(lineOf(1));
  expect(destination.take()).toBe('');
  vi.advanceTimersByTime(1_000);
  expect(writes).toEqual([]);
});

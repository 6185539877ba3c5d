import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Operation } from '../../../src/rest/operation.js';
import { type Backlog, Turns } from '../../../src/rest/turns.js';

class FakeBacklog implements Backlog {
  free = 100;
  readonly waiting = new Map<string, number>();
  onReadEnd: () => void = () => {};

  waitingFor(endpoint: string): number {
    return this.waiting.get(endpoint) ?? 0;
  }

  tellOfEnds(listener: () => void): void {
    this.onReadEnd = listener;
  }

  set(endpoint: string, waiting: number): void {
    this.waiting.set(endpoint, waiting);
    this.onReadEnd();
  }
}

describe('a large query', () => {
  let backlog: FakeBacklog;
  let turns: Turns;
  beforeEach(() => {
    vi.useFakeTimers();
    backlog = new FakeBacklog();
    turns = new Turns(backlog, 10_000);
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  /** @returns what tells whether it has begun. */
  function ask(read: string, endpoints: readonly string[] = ['walletBalance']) {
    const operation = new Operation(60_000);
    const reads = { calls: 32, endpoints };
    operation.waitsFor = reads;
    const asked = { operation, reads, hasBegun: false };
    const turn = turns.take(operation, reads, read);
    if (!turn) asked.hasBegun = true;
    turn?.then(() => {
      asked.hasBegun = operation.waitsFor === undefined;
    });
    return asked;
  }
  const begun = async (asked: readonly { hasBegun: boolean }[]): Promise<boolean[]> => {
    await vi.advanceTimersByTimeAsync(0);
    return asked.map(({ hasBegun }) => hasBegun);
  };

  it('begins at once where connections are free, and also where none is but nothing waits', () => {
    expect(Array.from({ length: 12 }, (_, index) => ask(`${index}`).hasBegun)).toEqual(Array(12).fill(true));
    expect(ask('more').hasBegun).toBe(false);
    turns = new Turns(backlog, 10_000);
    backlog.free = 0;
    expect(ask('a').hasBegun).toBe(true);
    expect(ask('b').hasBegun).toBe(false);
  });

  it('leaves as many connections as they may want to those that have only just begun', async () => {
    backlog.free = 20;
    const asked = [ask('a'), ask('b'), ask('c'), ask('d', ['orders']), ask('e')];
    expect(await begun(asked)).toEqual([true, true, false, false, false]);
    await vi.advanceTimersByTimeAsync(1);
    expect(await begun(asked)).toEqual([true, true, true, false, true]);
    await vi.advanceTimersByTimeAsync(1);
    expect(await begun(asked)).toEqual([true, true, true, true, true]);
  });

  it('begins when twice as many reads have ended as it may make, whatever waits', async () => {
    backlog.set('walletBalance', 1);
    const asked = [ask('a'), ask('b')];
    for (let read = 1; read < 63; read += 1) backlog.onReadEnd();
    expect(await begun(asked)).toEqual([false, false]);
    backlog.onReadEnd();
    expect(await begun(asked)).toEqual([true, false]);
  });

  it('waits while a read of the same endpoint waits for a connection, and for no other', async () => {
    backlog.set('walletBalance', 1);
    const asked = [ask('a'), ask('b', ['orders']), ask('c', ['orders', 'walletBalance'])];
    expect(await begun(asked)).toEqual([false, true, false]);
    backlog.set('walletBalance', 0);
    expect(await begun(asked)).toEqual([true, true, true]);
  });

  it('begins together with those that wait with the same read', async () => {
    backlog.free = 0;
    ask('z');
    const asked = [ask('a'), ask('b'), ask('a'), ask('c'), ask('b')];
    expect(await begun(asked)).toEqual([false, false, false, false, false]);
    await vi.advanceTimersByTimeAsync(1);
    expect(await begun(asked)).toEqual([true, false, true, false, false]);
    await vi.advanceTimersByTimeAsync(1);
    expect(await begun(asked)).toEqual([true, true, true, false, true]);
  });

  it('waits once, with all of its reads', async () => {
    backlog.set('walletBalance', 1);
    const { operation, reads } = ask('a');
    const turn = turns.take(operation, reads, 'another');
    expect(turn).toBe(turns.take(operation, reads, 'a'));
    backlog.set('walletBalance', 0);
    await turn;
    expect(operation.waitsFor).toBeUndefined();
  });

  it.each([
    [10_000, 500],
    [400, 100],
  ])('of %i ms waits for %i at most', async (operationTimeoutMs, longestWaitMs) => {
    turns = new Turns(backlog, operationTimeoutMs);
    backlog.set('walletBalance', 1);
    const asked = [ask('a'), ask('b')];
    await vi.advanceTimersByTimeAsync(longestWaitMs - 1);
    asked.push(ask('a'), ask('c'));
    expect(await begun(asked)).toEqual([false, false, false, false]);
    await vi.advanceTimersByTimeAsync(1);
    expect(await begun(asked)).toEqual([true, true, true, false]);
  });

  it('whose client leaves takes no turn from others', async () => {
    backlog.set('walletBalance', 1);
    const [leaving, next] = [ask('a'), ask('b')];
    const turn = turns.take(leaving.operation, leaving.reads, 'a');
    leaving.operation.leave();
    await turn;
    // What it still does on its way out waits for nothing.
    expect(leaving.operation.waitsFor).toBeUndefined();
    backlog.set('walletBalance', 0);
    expect(next.hasBegun || (await begun([next]))[0]).toBe(true);
  });
});

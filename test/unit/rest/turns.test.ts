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

  onEnd(listener: () => void): void {
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
    operation.waitsFor = endpoints;
    const asked = { operation, hasBegun: false };
    const turn = turns.take(operation, endpoints, read);
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

  it('begins at once where connections are free', () => {
    expect(ask('a').hasBegun).toBe(true);
    backlog.free = 0;
    expect(ask('b').hasBegun).toBe(false);
  });

  it('leaves as many connections as they may want to those that have only just begun', async () => {
    backlog.free = 20;
    const asked = [...'abcde'].map((read) => ask(read));
    expect(await begun(asked)).toEqual([true, true, false, false, false]);
    await vi.advanceTimersByTimeAsync(5);
    expect(await begun(asked)).toEqual([true, true, true, true, false]);
    backlog.free = 40;
    backlog.onReadEnd();
    expect(await begun(asked)).toEqual([true, true, true, true, true]);
  });

  it('waits while a read of the same endpoint waits for a connection, and for no other', async () => {
    backlog.set('walletBalance', 1);
    const asked = [ask('a'), ask('b', ['orders']), ask('c', ['orders', 'walletBalance'])];
    expect(await begun(asked)).toEqual([false, true, false]);
    backlog.set('walletBalance', 0);
    expect(await begun(asked)).toEqual([true, true, true]);
  });

  it('begins together with those whose first read is the same, also where one of them runs already', async () => {
    const first = ask('a');
    backlog.free = 8;
    const asked = [ask('b'), ask('c'), ask('b'), ask('d'), ask('c'), ask('a')];
    expect(await begun(asked)).toEqual([false, false, false, false, false, true]);
    backlog.free = 16;
    backlog.onReadEnd();
    expect(await begun(asked)).toEqual([true, false, true, false, false, true]);
    first.operation.end();
    expect(ask('a').hasBegun).toBe(false);
  });

  it('waits once, with all of its reads', async () => {
    backlog.set('walletBalance', 1);
    const { operation } = ask('a');
    const turn = turns.take(operation, ['walletBalance'], 'another');
    expect(turn).toBe(turns.take(operation, ['walletBalance'], 'a'));
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
    expect(await begun(asked)).toEqual([false, false]);
    await vi.advanceTimersByTimeAsync(1);
    expect(await begun(asked)).toEqual([true, true]);
  });

  it('whose client leaves has no turn, and is told so', async () => {
    backlog.set('walletBalance', 1);
    const [leaving, next] = [ask('a'), ask('b')];
    const turn = turns.take(leaving.operation, ['walletBalance'], 'a');
    leaving.operation.leave();
    await turn;
    backlog.free = 8;
    backlog.set('walletBalance', 0);
    expect(await begun([leaving, next])).toEqual([false, true]);
  });
});

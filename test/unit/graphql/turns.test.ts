import { OperationTypeNode, parse } from 'graphql';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { PreparedOperation } from '../../../src/graphql/prepare.js';
import { type Backlog, Turns } from '../../../src/graphql/turns.js';
import { Operation } from '../../../src/rest/operation.js';

const NOBODY = { abandon: () => {} };
const DOCUMENT = parse('query ($id: ID!) { customer(id: $id) { name } }');

class FakeBacklog implements Backlog {
  readonly size = 100;
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
    turns = new Turns(backlog);
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  /** @returns what tells whether it has begun. */
  function ask(id: number, prepared: Partial<PreparedOperation> = {}) {
    const operation = new Operation(60_000);
    const turn = turns.take(
      {
        type: OperationTypeNode.QUERY,
        document: DOCUMENT,
        operationName: null,
        variables: { id },
        calls: 40,
        endpoints: ['walletBalance'],
        ...prepared,
      },
      operation,
    );
    const asked = {
      operation,
      turn,
      hasBegun: turn?.begun === undefined,
      /** One of its reads is answered. */
      answer: () => operation.waitNoMore(NOBODY),
      end: (calls: number) => {
        operation.calls.made = calls;
        turn?.end();
        operation.end();
      },
    };
    turn?.begun?.then(() => {
      asked.hasBegun = true;
    });
    return asked;
  }
  const begun = async (asked: readonly { hasBegun: boolean }[]): Promise<boolean[]> => {
    await vi.advanceTimersByTimeAsync(0);
    return asked.map(({ hasBegun }) => hasBegun);
  };

  it('begins at once where connections are free, and so does what is small or no query whatever waits', () => {
    expect(ask(1).turn?.begun).toBeUndefined();
    backlog.set('walletBalance', 1);
    expect(ask(2, { calls: 7 }).turn).toBeUndefined();
    expect(ask(3, { type: OperationTypeNode.MUTATION }).turn).toBeUndefined();
    expect(ask(4).turn?.begun).toBeInstanceOf(Promise);
  });

  it('waits for those that have only just begun, as many as there are connections for', async () => {
    const asked = [1, 2, 3, 4, 5].map((id) => ask(id));
    expect(await begun(asked)).toEqual([true, true, false, false, false]);
    asked[0]?.answer();
    asked[0]?.answer();
    expect(await begun(asked)).toEqual([true, true, true, false, false]);
    // Without ever having read.
    asked[1]?.end(40);
    expect(await begun(asked)).toEqual([true, true, true, true, false]);
  });

  it('waits while a read of the same endpoint waits for a connection, and for no other', async () => {
    backlog.set('walletBalance', 1);
    const asked = [ask(1), ask(2, { endpoints: ['orders'] }), ask(3, { endpoints: ['orders', 'walletBalance'] })];
    expect(await begun(asked)).toEqual([false, true, false]);
    backlog.set('walletBalance', 0);
    expect(await begun(asked)).toEqual([true, true, true]);
  });

  it('begins together with those that ask the same, which share its reads', async () => {
    backlog.set('walletBalance', 1);
    const asked = [ask(1), ask(2), ask(1), ask(3), ask(2)];
    backlog.set('walletBalance', 0);
    expect(await begun(asked)).toEqual([true, true, true, false, true]);
  });

  it('that asks with other variables, by another name or by another document doesn’t ask the same', async () => {
    backlog.set('walletBalance', 1);
    const asked = [
      ask(1),
      ask(1, { operationName: 'B' }),
      ask(1, { document: parse('{ __typename }') }),
      ask(1, { variables: { id: '1' } }),
    ];
    backlog.set('walletBalance', 0);
    expect(await begun(asked)).toEqual([true, true, false, false]);
  });

  it('begins after half a second in any case', async () => {
    backlog.set('walletBalance', 1);
    const asked = [ask(1), ask(2)];
    await vi.advanceTimersByTimeAsync(499);
    expect(await begun(asked)).toEqual([false, false]);
    await vi.advanceTimersByTimeAsync(1);
    expect(await begun(asked)).toEqual([true, true]);
  });

  it('whose client leaves, or whose time is up, leaves its turn to the next', async () => {
    const asked = [1, 2, 3, 4].map((id) => ask(id));
    asked[2]?.operation.leave();
    expect(await begun(asked)).toEqual([true, true, true, false]);
    asked[0]?.answer();
    expect(await begun(asked)).toEqual([true, true, true, true]);
  });

  it('is taken for as large as those before it were, whatever it might cost', async () => {
    for (let id = 0; id < 100; id += 1) ask(id).end(4);
    const asked = Array.from({ length: 30 }, (_, id) => ask(id));
    const count = (await begun(asked)).filter(Boolean).length;
    expect(count).toBeGreaterThanOrEqual(20);
    expect(count).toBeLessThan(30);
  });
});

import { describe, expect, it } from 'vitest';
import { Connections, type QueuedCall } from '../../../../src/rest/transport/connection-limiter.js';

interface Turn extends QueuedCall<Turn> {}

function setUp(size: number) {
  const connections = new Connections<Turn>(size);
  const open: Turn[] = [];
  const take = (endpoint: string, count = 1): Turn[] =>
    Array.from({ length: count }, () => {
      const turn: Turn = { endpoint, begin: () => void open.push(turn), previous: undefined, next: undefined };
      connections.take(turn);
      return turn;
    });
  const openOf = (endpoint: string) => open.filter((turn) => turn.endpoint === endpoint).length;
  const end = (turn: Turn) => {
    open.splice(open.indexOf(turn), 1);
    connections.giveBack(turn);
  };
  return { connections, open, take, openOf, end };
}

describe('connections', () => {
  it('are given at once where there are enough, and never more than there are', () => {
    const { connections, open, take } = setUp(96);
    for (let endpoint = 0; endpoint < 30; endpoint += 1) take(`e${endpoint}`, 50);
    expect(open.length).toBeLessThanOrEqual(96);
    expect(open.length).toBeGreaterThanOrEqual(90);
    expect(connections.waiting).toBe(30 * 50 - open.length);
  });

  it('are left for the others by endpoints that hold on to theirs', () => {
    const { take, openOf } = setUp(96);
    for (const endpoint of ['hangs', 'hangs too', 'and this one']) take(endpoint, 1_000);
    expect(openOf('hangs')).toBe(72);
    take('healthy', 5);
    expect(openOf('healthy')).toBeGreaterThan(0);
  });

  it('serve each endpoint in turn, and its calls as they came', () => {
    const { open, take, end, openOf } = setUp(3);
    take('a', 10);
    const others = take('b', 10);
    while (openOf('b') < 1 && open[0]) end(open[0]);
    expect(openOf('b')).toBeGreaterThan(0);
    expect(open.find(({ endpoint }) => endpoint === 'b')).toBe(others[0]);
  });

  it('serve one endpoint alone with a single one, to the last call', () => {
    const { connections, open, take, end } = setUp(1);
    take('a', 100);
    for (let served = 0; served < 100; served += 1) {
      expect(open).toHaveLength(1);
      if (open[0]) end(open[0]);
    }
    expect(connections.waiting).toBe(0);
  });

  it('forget whoever waits no longer', () => {
    const { connections, open, take, end } = setUp(1);
    const [holding, left, next] = take('a', 3);
    if (!holding || !left || !next) throw new Error('three were asked for');
    connections.leave(left);
    expect(connections.waiting).toBe(1);
    end(holding);
    expect(open).toEqual([next]);
  });
});

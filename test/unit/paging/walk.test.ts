import { describe, expect, it } from 'vitest';
import { wholeList } from '../../../src/commands/whole-list.js';
import { connectionOf } from '../../../src/paging/connection.js';
import { CursorSigner, type ListScope } from '../../../src/paging/cursor-signer.js';
import { type List, Walk } from '../../../src/paging/walk.js';
import { type Behaviour, type Entry, type FakeList, fakeList } from './fake-list.js';

const named = (prefix: string, count: number) => Array.from({ length: count }, (_, index) => `${prefix}${index}`);
const numbered = (count: number, behaviour: Partial<Behaviour> = {}): FakeList =>
  fakeList(named('o', count), { paging: 'number', ...behaviour });

async function idsOf(list: List<Entry>): Promise<string[]> {
  return ((await wholeList(list)) ?? []).map(({ id }) => id);
}

describe('a walk through a numbered list', () => {
  it.each([
    [0, 1],
    [1, 1],
    [49, 1],
    // The total may be the page's own count.
    [50, 2],
    [51, 2],
    [100, 2],
    [101, 3],
  ])('of %i entries takes %i calls', async (count, calls) => {
    const fake = numbered(count);
    expect(await idsOf(fake.list)).toEqual(fake.ids);
    expect(fake.calls).toHaveLength(calls);
  });

  it.each([1, 3, 7, 10, 20, 33, 50])('reads all of it in one size where a page holds %i at most', async (cap) => {
    const fake = numbered(120, { cap });
    expect(await idsOf(fake.list)).toEqual(fake.ids);
    expect(fake.calls).toEqual(named('', Math.ceil(120 / cap)).map((page) => `${Number(page) + 1}/50`));
  });

  it.each([
    ['less', () => 30],
    ['none', () => undefined],
    ['more', () => 10_000],
    ['each page’s own', (_: number, held: number) => held],
  ])('reads all of it where the total is %s', async (_, total) => {
    const fake = numbered(120, { total, refusesBeyond: true });
    expect(await idsOf(fake.list)).toEqual(fake.ids);
    expect(fake.calls.length).toBeLessThanOrEqual(7);
  });

  it('ends after a few pages that bring nothing new', async () => {
    const fake = numbered(30, { total: () => 1_000, show: (_, all) => [...all] });
    expect(await idsOf(fake.list)).toEqual(fake.ids);
    expect(fake.calls).toHaveLength(4);
  });

  it('goes on over pages that were pushed along', async () => {
    const fake = numbered(150);
    fake.beforeCall = () => {
      if (fake.calls.length === 2) fake.ids.unshift(...named('new', 100));
    };
    expect((await idsOf(fake.list)).filter((id) => id.startsWith('o'))).toEqual(named('o', 150));
  });

  it.each([1, 20, 50, 70])('misses none where %i leave between two of its calls', async (left) => {
    const fake = numbered(180);
    fake.beforeCall = () => {
      if (fake.calls.length === 3) fake.ids.splice(0, left);
    };
    const ids = await idsOf(fake.list);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.filter((id) => fake.ids.includes(id))).toEqual(fake.ids);
  });

  it('asks for twenty where fifty are refused, and fails where those are too', async () => {
    const fake = numbered(30, { largest: 20 });
    expect(await idsOf(fake.list)).toEqual(fake.ids);
    expect(fake.calls).toEqual(['1/50', '1/20', '2/20']);
    await expect(new Walk(numbered(3, { largest: 10 }).list).next()).rejects.toMatchObject({
      code: 'UPSTREAM_BAD_RESPONSE',
    });
  });
});

describe('a walk through a list that pages by cursor', () => {
  it.each([null, 'END'])('ends where nothing follows, its last cursor being %j', async (endCursor) => {
    const fake = fakeList(named('w', 120), { paging: 'offset', endCursor });
    expect(await idsOf(fake.list)).toEqual(fake.ids);
    expect(fake.calls).toHaveLength(endCursor === null ? 3 : 4);
  });

  it('takes an empty page with a cursor for no end', async () => {
    const fake = fakeList(named('w', 200), {
      paging: 'offset',
      show: (ids) => ids.filter((id) => Number(id.slice(1)) < 50 || Number(id.slice(1)) >= 100),
    });
    expect(await idsOf(fake.list)).toHaveLength(150);
  });

  it('knows a list that isn’t there', async () => {
    const walk = new Walk<Entry>({ first: null, pageSize: 50, read: async () => null });
    expect(await walk.next()).toEqual([]);
    expect([walk.isMissing, walk.isOver]).toEqual([true, true]);
  });
});

describe('all entries of a list', () => {
  it('are an error where there are too many to read', async () => {
    const { list } = numbered(500);
    await expect(wholeList(list, 5)).rejects.toMatchObject({ code: 'LIMIT_EXCEEDED' });
  });
});

describe('a cursor', () => {
  const scope: ListScope = ['Test.list', 'x'];
  const cursors = new CursorSigner();
  cursors.useKey(Buffer.alloc(32, 7));
  const read = (fake: FakeList, first: number, after?: string) =>
    connectionOf({ first, after }, { list: fake.list, cursors, scope });

  it.each(['[19,"o19"]', '[null,20,"w19"]', '[null,0,null]', '{}', '1'])(
    'of an earlier version, %s, is refused before any call',
    async (text) => {
      const fake = numbered(60);
      await expect(read(fake, 5, cursors.sign(scope, text))).rejects.toMatchObject({ code: 'BAD_USER_INPUT' });
      expect(fake.calls).toEqual([]);
    },
  );

  it('is short enough to be sent a hundred times', async () => {
    const connection = await read(numbered(200), 100);
    for (const { cursor } of connection?.edges ?? []) expect(cursor.length).toBeLessThan(320);
  });

  it('goes on behind any entry with one call more than its entries fill', async () => {
    const fake = numbered(120);
    const connection = await read(fake, 100);
    for (const [index, { cursor }] of (connection?.edges ?? []).entries()) {
      fake.calls.length = 0;
      const next = await read(fake, 10, cursor);
      expect(next?.nodes.map(({ id }) => id)).toEqual(fake.ids.slice(index + 1, index + 11));
      expect(new Set(fake.calls).size).toBeLessThanOrEqual(2);
    }
  });

  it.each([10, 25, 60])('finds its place where all %i entries before it have left', async (first) => {
    const fake = numbered(150);
    const before = await read(fake, first);
    fake.ids.splice(0, first);
    const next = await read(fake, 100, before?.pageInfo.endCursor ?? '');
    expect(next?.nodes.map(({ id }) => id)).toEqual(fake.ids.slice(0, 100));
  });
});

/** A connection's page by itself: how far it reads, and what it says of itself. */
import { describe, expect, it, vi } from 'vitest';
import { type Connection, connectionOf, MAX_PAGE_SIZE, pageSizeOf } from '../../../src/paging/connection.js';
import { CursorSigner, type ListScope } from '../../../src/paging/cursor-signer.js';
import type { List, Page } from '../../../src/paging/walk.js';
import { RestError } from '../../../src/rest/rest-errors.js';
import { type Behaviour, type Entry, fakeList } from './fake-list.js';

const SCOPE: ListScope = ['Test.list', 'x'];

function seal(): CursorSigner {
  const cursors = new CursorSigner();
  cursors.useKey(Buffer.alloc(32, 7));
  return cursors;
}

const cursors = seal();
const read = (list: List<Entry>, args: { first?: number; after?: string } = {}, scope = SCOPE) =>
  connectionOf(args, { list, cursors, scope });

async function connection(
  list: List<Entry>,
  args: { first?: number; after?: string } = {},
): Promise<Connection<Entry>> {
  const found = await read(list, args);
  if (!found) throw new Error('there is no such list');
  return found;
}

const named = (count: number) => Array.from({ length: count }, (_, index) => `o${index}`);
const listOf = (count: number, behaviour: Partial<Behaviour> = {}) =>
  fakeList(named(count), { paging: 'number', pageSize: 10, ...behaviour });
const idsOf = ({ nodes }: { nodes: readonly Entry[] }) => nodes.map(({ id }) => id);

/** These pages, in order. */
const pagesOf = (...pages: Partial<Page<Entry>>[]): List<Entry> => ({
  first: 1,
  pageSize: 10,
  read: async (place) => {
    const index = Number(place) - 1;
    return { items: [], next: index + 1 < pages.length ? index + 2 : null, ...pages[index] };
  },
});

describe('the size of a page', () => {
  it.each([
    [undefined, 20],
    [null, 20],
    [1, 1],
    [MAX_PAGE_SIZE, MAX_PAGE_SIZE],
  ])('for first: %j is %i', (first, size) => {
    expect(pageSizeOf({ first })).toBe(size);
  });

  it.each([0, -1, MAX_PAGE_SIZE + 1])('for first: %i is refused before any call', async (first) => {
    const fake = listOf(5);
    await expect(read(fake.list, { first })).rejects.toMatchObject({ code: 'BAD_USER_INPUT' });
    expect(fake.calls).toEqual([]);
  });
});

describe('a page', () => {
  it.each([
    ['ends in the midst of a page', 35, 20, true, 2],
    ['ends with a page that another follows', 35, 10, true, 1],
    ['ends with the last entry', 35, 35, false, 4],
    ['is larger than the list', 35, 100, false, 4],
    ['is of an empty list', 0, 10, false, 1],
  ])('that %s says whether more follow', async (_, count, first, hasNextPage, calls) => {
    const fake = listOf(count);
    const page = await connection(fake.list, { first });
    expect(idsOf(page)).toEqual(fake.ids.slice(0, first));
    expect(page.pageInfo).toMatchObject({ hasNextPage, hasPreviousPage: false });
    expect(fake.calls).toHaveLength(calls);
  });

  it('reads on where only the next page tells whether more follow', async () => {
    const fake = listOf(20, { total: () => undefined });
    expect((await connection(fake.list, { first: 20 })).pageInfo.hasNextPage).toBe(false);
    expect(fake.calls).toEqual(['1/10', '2/10', '3/10']);
  });

  it('has no cursors where it is empty', async () => {
    const { edges, pageInfo } = await connection(listOf(0).list);
    expect(edges).toEqual([]);
    expect(pageInfo).toMatchObject({ startCursor: null, endCursor: null });
  });

  it('goes on behind its last cursor, and says that something is before', async () => {
    const fake = listOf(25);
    const { pageInfo } = await connection(fake.list, { first: 12 });
    const next = await connection(fake.list, { first: 12, after: pageInfo.endCursor ?? '' });
    expect(idsOf(next)).toEqual(fake.ids.slice(12, 24));
    expect(next.pageInfo).toMatchObject({ hasNextPage: true, hasPreviousPage: true });
  });

  it('seals no cursor that is not asked for', async () => {
    const sealed = vi.spyOn(cursors, 'sign');
    const page = await connection(listOf(30).list, { first: 20 });
    expect(page.pageInfo.hasNextPage).toBe(true);
    expect(page.nodes).toHaveLength(20);
    expect(sealed).not.toHaveBeenCalled();
    expect(page.pageInfo.endCursor).toBe(page.edges[19]?.cursor);
    expect(sealed).toHaveBeenCalledTimes(21);
    sealed.mockRestore();
  });

  it('is made of ten of the list’s pages at most, and more may follow', async () => {
    const hidden = new Set(named(200).filter((_, index) => index % 10 > 0));
    const fake = listOf(200);
    const page = await connection({ ...fake.list, hiddenOf: async () => hidden }, { first: 50 });
    expect(idsOf(page)).toEqual(named(10).map((_, index) => `o${10 * index}`));
    expect(page.pageInfo.hasNextPage).toBe(true);
    expect(fake.calls).toHaveLength(10);
  });

  it('ends early where the operation may make no more calls, but never empty', async () => {
    const fake = listOf(100);
    const page = await connection({ ...fake.list, mayGoOn: () => false }, { first: 50 });
    expect(idsOf(page)).toEqual(named(10));
    expect(page.pageInfo.hasNextPage).toBe(true);
    const next = await connection(
      { ...fake.list, mayGoOn: () => false, hiddenOf: async () => new Set(named(20)) },
      { first: 50 },
    );
    expect(idsOf(next)).toEqual(named(30).slice(20));
  });

  it('of no list is null, also behind a cursor', async () => {
    const { pageInfo } = await connection(listOf(5).list, { first: 2 });
    const list = { first: 1, pageSize: 10, read: async () => null };
    expect(await read(list)).toBeNull();
    expect(await read(list, { after: pageInfo.endCursor ?? '' })).toBeNull();
  });

  it('fails with what its list fails with', async () => {
    const list = {
      first: 1,
      pageSize: 10,
      read: async () => Promise.reject(new RestError('UPSTREAM_TIMEOUT', 'list', '')),
    };
    await expect(read(list)).rejects.toMatchObject({ code: 'UPSTREAM_TIMEOUT' });
  });
});

describe('a cursor', () => {
  it.each([
    [
      'of another list',
      async (): Promise<string> => (await read(listOf(5).list))?.edges[0]?.cursor ?? '',
      ['Test.list', 'other'],
    ],
    ['that was made up', async (): Promise<string> => 'bWFkZSB1cA', SCOPE],
    ['that is empty', async (): Promise<string> => '', SCOPE],
  ] as const)('%s is refused before any call', async (_, cursorOf, scope) => {
    const fake = listOf(5);
    await expect(read(fake.list, { after: await cursorOf() }, scope)).rejects.toMatchObject({ code: 'BAD_USER_INPUT' });
    expect(fake.calls).toEqual([]);
  });

  it('is not to be had before the key is known', async () => {
    const page = await connectionOf({}, { list: listOf(5).list, cursors: new CursorSigner(), scope: SCOPE });
    expect(() => page?.edges[0]?.cursor).toThrow(expect.objectContaining({ code: 'STORE_UNAVAILABLE' }));
  });
});

describe('the total', () => {
  it('is what the page read last says', async () => {
    const list = pagesOf(
      { items: named(10).map((id) => ({ id })), total: 12 },
      { items: [{ id: 'p1' }, { id: 'p2' }, { id: 'p3' }], total: 13 },
    );
    expect((await connection(list)).totalCount).toBe(13);
  });

  it('is an error where no page says it', async () => {
    const page = await connection(pagesOf({ items: [{ id: 'o1' }] }));
    expect(() => page.totalCount).toThrow(expect.objectContaining({ code: 'UPSTREAM_BAD_RESPONSE' }));
  });
});

describe('errors of entries that can’t be read', () => {
  /** Twelve entries, of which those at 0, 4 and 11 can't be read. */
  const error = (id: string): RestError => new RestError('UPSTREAM_BAD_RESPONSE', 'list', id, { message: id });
  const unreadable = [
    { id: 'bad0', index: 0, error: error('bad0') },
    { id: 'bad4', index: 3, error: error('bad4') },
    { id: undefined, index: 9, error: error('number 12') },
  ];
  const list = pagesOf({ items: named(9).map((id) => ({ id })), unreadable, total: 12 });
  const messagesOf = ({ errors }: { errors: Error[] }) => errors.map(({ message }) => message);

  it('are all told with the whole list', async () => {
    expect(messagesOf(await connection(list))).toEqual(['bad0', 'bad4', 'number 12']);
  });

  it('are told with the page that they stand on, each once', async () => {
    const first = await connection(list, { first: 3 });
    expect(messagesOf(first)).toEqual(['bad0']);
    const second = await connection(list, { first: 3, after: first.pageInfo.endCursor ?? '' });
    expect(messagesOf(second)).toEqual(['bad4']);
    const third = await connection(list, { first: 3, after: second.pageInfo.endCursor ?? '' });
    expect(messagesOf(third)).toEqual(['number 12']);
  });

  it('are not told where the viewer must not see the entry', async () => {
    const hiding = { ...list, hiddenOf: async () => new Set(['bad4']) };
    expect(messagesOf(await connection(hiding))).toEqual(['bad0', 'number 12']);
  });
});

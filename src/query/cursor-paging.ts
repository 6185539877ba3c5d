/** Connections over the REST API's lists that page by cursor: a customer's wallets, a wallet's transactions. */
import { GatewayError } from '../errors.js';
import {
  type Connection,
  type ConnectionArgs,
  MAX_PAGE_SIZE,
  type Positioned,
  pageSizeOf,
  toConnection,
} from './connection.js';
import type { CursorSeal, ListScope } from './cursor-seal.js';

export interface CursorPage<Item> {
  items: readonly Item[];
  nextCursor: string | null;
}

/** Where a page of the REST API begins, and how many of its entries are wanted at least. */
export interface CursorPageRequest {
  cursor: string | null;
  limit: number;
}

export interface CursorList<Item> {
  /** Null where there is no such list. A page may hold more than was asked for, or less with a `nextCursor` all the same. */
  read: (request: CursorPageRequest) => Promise<CursorPage<Item> | null>;
  /** What the viewer must not see: passed over, although its place counts. */
  isHidden?: (item: Item) => boolean;
}

/** Right behind `passed` entries of the page that begins at `cursor`; the last of them is `id`. */
interface Position {
  cursor: string | null;
  passed: number;
  id: string | null;
}

/** Pages at most that one connection reads: more only come where the REST API gives fewer entries than it is asked for. */
const MAX_PAGES = 10;

/**
 * The first call that a connection with these arguments makes.
 *
 * @throws {GatewayError} `BAD_USER_INPUT` for a `first` out of range and for a cursor that isn't this list's.
 */
export function firstCursorPage(args: ConnectionArgs, seal: CursorSeal, scope: ListScope): CursorPageRequest {
  const size = pageSizeOf(args);
  const { cursor, passed } = startOf(args, seal, scope);
  return { cursor, limit: Math.min(MAX_PAGE_SIZE, passed + size) };
}

/**
 * A connection whose every edge resumes right behind itself. New entries push those of a first page along, so the entry itself is looked for
 * where it isn't in its place.
 */
export async function cursorConnection<Item extends { id: string }>(
  args: ConnectionArgs,
  seal: CursorSeal,
  scope: ListScope,
  { read, isHidden = () => false }: CursorList<Item>,
): Promise<Connection<Item> | null> {
  const size = pageSizeOf(args);
  const start = await findStart(startOf(args, seal, scope), size, read);
  if (!start) return null;

  const entries: Positioned<Item>[] = [];
  let { cursor, passed } = start;
  let hasNextPage = true;
  for (let reads = 0; entries.length < size && hasNextPage && reads < MAX_PAGES; reads += 1) {
    const page = await read({ cursor, limit: Math.min(MAX_PAGE_SIZE, passed + size - entries.length) });
    if (!page) return null;
    if (page.nextCursor !== null && page.nextCursor === cursor) throw new GatewayError('UPSTREAM_BAD_RESPONSE');

    const end = Math.min(page.items.length, passed + size - entries.length);
    for (let index = passed; index < end; index += 1) {
      const node = page.items[index] as Item;
      if (isHidden(node)) continue;
      const isLast = index + 1 === page.items.length && page.nextCursor !== null;
      entries.push({ node, position: isLast ? [page.nextCursor, 0, null] : [cursor, index + 1, node.id] });
    }
    hasNextPage = end < page.items.length || page.nextCursor !== null;
    if (page.nextCursor === null) break;
    passed = Math.max(0, passed - page.items.length);
    cursor = page.nextCursor;
  }
  if (entries.length === 0 && hasNextPage) throw new GatewayError('UPSTREAM_BAD_RESPONSE');
  return toConnection(seal, scope, entries, { hasNextPage, hasPreviousPage: args.after != null });
}

/** The position as it is now; the old one where its entry is nowhere near any longer. Null where there is no such list. */
async function findStart<Item extends { id: string }>(
  position: Position,
  size: number,
  read: CursorList<Item>['read'],
): Promise<Position | null> {
  const { id } = position;
  if (id === null) return position;
  let { cursor, passed } = position;
  for (let reads = 0; reads < MAX_PAGES; reads += 1) {
    const page = await read({ cursor, limit: reads === 0 ? Math.min(MAX_PAGE_SIZE, passed + size) : MAX_PAGE_SIZE });
    if (!page) return null;
    if (page.items[passed - 1]?.id === id) return { cursor, passed, id };
    const index = page.items.findIndex((item) => item.id === id);
    if (index >= 0) return { cursor, passed: index + 1, id };
    if (page.nextCursor === null || page.nextCursor === cursor) break;
    cursor = page.nextCursor;
    passed = 0;
  }
  return position;
}

function startOf({ after }: ConnectionArgs, seal: CursorSeal, scope: ListScope): Position {
  if (after === null || after === undefined) return { cursor: null, passed: 0, id: null };
  const [cursor, passed, id] = JSON.parse(seal.open(scope, after)) as [string | null, number, string | null];
  return { cursor, passed, id };
}

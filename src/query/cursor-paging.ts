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

/** Right behind `passed` entries of the page that begins at `cursor`. */
interface Position {
  cursor: string | null;
  passed: number;
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
 * A connection whose every edge resumes right behind itself. Null where `read` says that there is no such list.
 *
 * @param isHidden What the viewer must not see: passed over, although its place counts.
 *
 * A page may hold more entries than were asked for, or fewer with a `nextCursor` all the same.
 */
export async function cursorConnection<Item>(
  args: ConnectionArgs,
  seal: CursorSeal,
  scope: ListScope,
  read: (request: CursorPageRequest) => Promise<CursorPage<Item> | null>,
  isHidden: (item: Item) => boolean = () => false,
): Promise<Connection<Item> | null> {
  const size = pageSizeOf(args);
  const entries: Positioned<Item>[] = [];
  let { cursor, passed } = startOf(args, seal, scope);
  let hasNextPage = false;

  for (let reads = 0; entries.length < size; reads += 1) {
    if (reads === MAX_PAGES) throw new GatewayError('UPSTREAM_BAD_RESPONSE');
    const page = await read({ cursor, limit: Math.min(MAX_PAGE_SIZE, passed + size - entries.length) });
    if (!page) return null;
    if (page.nextCursor !== null && page.nextCursor === cursor) throw new GatewayError('UPSTREAM_BAD_RESPONSE');

    const taken = page.items.slice(passed, passed + size - entries.length);
    for (const [index, node] of taken.entries()) {
      if (isHidden(node)) continue;
      const behind = passed + index + 1;
      const isLast = behind === page.items.length && page.nextCursor !== null;
      entries.push({
        node,
        position: write(isLast ? { cursor: page.nextCursor, passed: 0 } : { cursor, passed: behind }),
      });
    }
    hasNextPage = passed + taken.length < page.items.length || page.nextCursor !== null;
    if (page.nextCursor === null) break;
    passed = Math.max(0, passed - page.items.length);
    cursor = page.nextCursor;
  }
  return toConnection(seal, scope, entries, { hasNextPage, hasPreviousPage: args.after != null });
}

function startOf({ after }: ConnectionArgs, seal: CursorSeal, scope: ListScope): Position {
  if (after === null || after === undefined) return { cursor: null, passed: 0 };
  const [cursor, passed] = JSON.parse(seal.open(scope, after)) as [string | null, number];
  return { cursor, passed };
}

const write = ({ cursor, passed }: Position): string => JSON.stringify([cursor, passed]);

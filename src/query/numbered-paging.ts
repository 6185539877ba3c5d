/** Connections over the REST API's one list that pages by number: a wallet's orders. */
import {
  type Connection,
  type ConnectionArgs,
  MAX_PAGE_SIZE,
  type Positioned,
  pageSizeOf,
  toConnection,
} from './connection.js';
import type { CursorSeal, ListScope } from './cursor-seal.js';

export interface NumberedPage<Item> {
  items: readonly Item[];
  total: number;
  /** How many entries were asked for; fewer came only where the list ends. */
  pageSize: number;
}

export interface NumberedPageRequest {
  /** From 1. */
  page: number;
  pageSize: number;
}

export interface NumberedConnection<Item> extends Connection<Item> {
  totalCount: number;
}

export interface NumberedList<Item> {
  read: (request: NumberedPageRequest) => Promise<NumberedPage<Item> | null>;
  idOf: (item: Item) => string;
  /** What the viewer must not see: passed over, although its place counts. */
  isHidden: (item: Item) => boolean;
}

/** An entry's place in the list when it was read, counted from 0 over all pages, and its id. */
interface Anchor {
  index: number;
  id: string;
}

/** Pages at most in which an anchor is looked for that is not where it was: 1,000 newer orders. */
const MAX_SEARCH = 10;

/** The first call that a connection with these arguments makes. @throws {GatewayError} `BAD_USER_INPUT` */
export function firstNumberedPage(args: ConnectionArgs, seal: CursorSeal, scope: ListScope): NumberedPageRequest {
  const size = pageSizeOf(args);
  const anchor = anchorOf(args, seal, scope);
  return anchor ? windowOver(anchor.index, size + 2) : { page: 1, pageSize: Math.min(MAX_PAGE_SIZE, size + 1) };
}

/**
 * A connection whose every edge resumes right behind itself, although new orders push the numbered pages along: the anchor
 * is read again together with what follows it, and looked for further on if it has moved. One that has left the list (its
 * status was filtered for, and has changed) is resumed at its old place.
 *
 * An id that stands twice is shown once. The list ends with a page that isn't full, whatever `total` says.
 */
export async function numberedConnection<Item>(
  args: ConnectionArgs,
  seal: CursorSeal,
  scope: ListScope,
  list: NumberedList<Item>,
): Promise<NumberedConnection<Item> | null> {
  const size = pageSizeOf(args);
  const anchor = anchorOf(args, seal, scope);
  const start = firstNumberedPage(args, seal, scope);
  const found = anchor ? await findAnchor(anchor, start, list) : { request: start, from: 0 };

  const entries: Positioned<Item>[] = [];
  const seen = new Set<string>(anchor ? [anchor.id] : []);
  let { request, from } = found;
  let hasNextPage = false;
  let totalCount = 0;
  while (entries.length < size) {
    const page = await list.read(request);
    if (!page) return null;
    totalCount = page.total;
    const isFull = page.items.length >= page.pageSize;
    const before = entries.length;
    hasNextPage = isFull;
    for (const [offset, node] of page.items.entries()) {
      const id = list.idOf(node);
      if (offset < from || seen.has(id) || list.isHidden(node)) continue;
      if (entries.length === size) {
        hasNextPage = true;
        break;
      }
      seen.add(id);
      entries.push({ node, position: JSON.stringify([(request.page - 1) * page.pageSize + offset, id]) });
    }
    // A full page of nothing new comes from a list that doesn't page at all; it would go on for ever.
    if (entries.length === before) hasNextPage = false;
    if (!isFull || entries.length === before) break;
    request = { page: request.page + 1, pageSize: page.pageSize };
    from = 0;
  }
  return { ...toConnection(seal, scope, entries, { hasNextPage, hasPreviousPage: anchor !== null }), totalCount };
}

/** Where to go on: the page that holds the anchor, from the entry behind it. */
async function findAnchor<Item>(
  anchor: Anchor,
  start: NumberedPageRequest,
  list: NumberedList<Item>,
): Promise<{ request: NumberedPageRequest; from: number }> {
  let request = start;
  for (let reads = 0; reads < MAX_SEARCH; reads += 1) {
    const page = await list.read(request);
    if (!page) break;
    const at = page.items.findLastIndex((item) => list.idOf(item) === anchor.id);
    if (at >= 0) return { request, from: at + 1 };
    if (page.items.length < page.pageSize) break;
    request = { page: request.page + 1, pageSize: page.pageSize };
  }
  return { request: start, from: anchor.index - (start.page - 1) * start.pageSize };
}

/**
 * The smallest page that holds `length` entries from `index` on, so that one call reads the anchor and all that is wanted
 * behind it. Where none is small enough, the largest page that holds the anchor.
 */
function windowOver(index: number, length: number): NumberedPageRequest {
  for (let pageSize = length; pageSize <= MAX_PAGE_SIZE; pageSize += 1) {
    const page = Math.floor(index / pageSize);
    if (page === Math.floor((index + length - 1) / pageSize)) return { page: page + 1, pageSize };
  }
  return { page: Math.floor(index / MAX_PAGE_SIZE) + 1, pageSize: MAX_PAGE_SIZE };
}

function anchorOf({ after }: ConnectionArgs, seal: CursorSeal, scope: ListScope): Anchor | null {
  if (after === null || after === undefined) return null;
  const [index, id] = JSON.parse(seal.open(scope, after)) as [number, string];
  return { index, id };
}

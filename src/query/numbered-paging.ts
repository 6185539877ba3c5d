/** Connections over the REST API's one list that pages by number: a wallet's orders. */
import { type Connection, type ConnectionArgs, type Positioned, pageSizeOf, toConnection } from './connection.js';
import type { CursorSeal, ListScope } from './cursor-seal.js';

export interface NumberedPage<Item> {
  items: readonly Item[];
  total: number;
  /** How many entries were asked for. */
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
  /** The most entries that a page can be asked to hold. */
  maxPageSize: number;
  /** What the viewer must not see: passed over, although its place counts. */
  isHidden: (item: Item) => boolean;
}

/** An entry's place in the list when it was read, counted from 0 over all pages, and its id. */
interface Anchor {
  index: number;
  id: string;
}

/** Pages at most in which an anchor is looked for that is not where it was. */
const MAX_SEARCH = 10;

/** The first call that a connection with these arguments makes. @throws {GatewayError} `BAD_USER_INPUT` */
export function firstNumberedPage(
  args: ConnectionArgs,
  seal: CursorSeal,
  scope: ListScope,
  maxPageSize: number,
): NumberedPageRequest {
  const size = pageSizeOf(args);
  const anchor = anchorOf(args, seal, scope);
  // One more than is shown: whether it comes tells whether there is a next page.
  return anchor
    ? windowOver(anchor.index, size + 2, maxPageSize)
    : { page: 1, pageSize: Math.min(maxPageSize, size + 1) };
}

/**
 * A connection whose every edge resumes right behind itself, although new orders push the numbered pages along: the anchor
 * is read again together with what follows it, and looked for elsewhere if it has moved. One that has left the list (its
 * status was filtered for, and has changed) is resumed at its old place.
 *
 * An id that stands twice is shown once. The list ends with a page that isn't full.
 */
export async function numberedConnection<Item extends { id: string }>(
  args: ConnectionArgs,
  seal: CursorSeal,
  scope: ListScope,
  list: NumberedList<Item>,
): Promise<NumberedConnection<Item> | null> {
  const size = pageSizeOf(args);
  const anchor = anchorOf(args, seal, scope);
  const start = firstNumberedPage(args, seal, scope, list.maxPageSize);
  let { request, from } = anchor ? await findAnchor(anchor, start, list) : { request: start, from: 0 };

  const entries: Positioned<Item>[] = [];
  const seen = new Set<string>(anchor ? [anchor.id] : []);
  let hasNextPage = true;
  let totalCount = 0;
  let reads = 0;
  while (entries.length < size && hasNextPage) {
    const page = await list.read(request);
    if (!page) return null;
    totalCount = page.total;
    hasNextPage = isFollowed(page, request);
    // New orders may have pushed the anchor on to this page between the reads.
    if (anchor) from = Math.max(from, lastIndexOf(anchor, page) + 1);
    const first = (request.page - 1) * page.pageSize;
    const news = page.items
      .map((node, offset) => ({ node, offset }))
      .filter(({ node, offset }) => offset >= from && !seen.has(node.id));
    // A full page of nothing new comes from a list that doesn't page at all; it would go on for ever.
    if (news.length === 0 && page.items.length > 0 && (from < page.items.length || reads > 0)) hasNextPage = false;
    reads += 1;
    for (const { node, offset } of news) {
      if (seen.has(node.id) || list.isHidden(node)) continue;
      if (entries.length === size) {
        hasNextPage = true;
        break;
      }
      seen.add(node.id);
      entries.push({ node, position: [first + offset, node.id] });
    }
    request = behind(page, request);
    from = 0;
  }
  const connection = toConnection(seal, scope, entries, { hasNextPage, hasPreviousPage: anchor !== null });
  return Object.assign(connection, { totalCount });
}

/**
 * Whether more may follow: the page is full, or it isn't although the total says that more follows. Then the REST API gives smaller pages
 * than it is asked for; its largest size is not documented.
 */
export function isFollowed({ items, total, pageSize }: NumberedPage<unknown>, { page }: NumberedPageRequest): boolean {
  if (items.length >= pageSize) return true;
  return items.length > 0 && total > (page - 1) * pageSize + items.length;
}

/** The next page; behind a first one in the size that it came in, which may be the largest that the REST API gives. */
function behind({ items, pageSize }: NumberedPage<unknown>, { page }: NumberedPageRequest): NumberedPageRequest {
  return { page: page + 1, pageSize: page > 1 || items.length === 0 ? pageSize : Math.min(pageSize, items.length) };
}

/** Where to look on for what is not where it was: in the largest pages, since it may be far. */
function further(page: NumberedPage<unknown>, request: NumberedPageRequest, maxPageSize: number): NumberedPageRequest {
  if (page.items.length < page.pageSize || page.pageSize === maxPageSize) return behind(page, request);
  return { page: Math.floor((request.page * page.pageSize) / maxPageSize) + 1, pageSize: maxPageSize };
}

interface Found {
  /** The page that holds the anchor. */
  request: NumberedPageRequest;
  /** The entry right behind it. */
  from: number;
}

/** Where to go on: where the anchor was; else further on, since new orders came; else before, since others left the list. */
async function findAnchor<Item extends { id: string }>(
  anchor: Anchor,
  start: NumberedPageRequest,
  list: NumberedList<Item>,
): Promise<Found> {
  let request: NumberedPageRequest | undefined = start;
  for (let reads = 0; request && reads < MAX_SEARCH; reads += 1) {
    const page: NumberedPage<Item> | null = await list.read(request);
    const from = page ? lastIndexOf(anchor, page) + 1 : 0;
    if (from > 0) return { request, from };
    request = page && isFollowed(page, request) ? further(page, request, list.maxPageSize) : undefined;
  }
  const { pageSize } = start;
  for (let page = start.page - 1; page >= Math.max(1, start.page - MAX_SEARCH); page -= 1) {
    const earlier = await list.read({ page, pageSize });
    const from = earlier ? lastIndexOf(anchor, earlier) + 1 : 0;
    if (from > 0) return { request: { page, pageSize }, from };
  }
  return { request: start, from: anchor.index - (start.page - 1) * pageSize };
}

const lastIndexOf = ({ id }: Anchor, { items }: NumberedPage<{ id: string }>): number =>
  items.findLastIndex((item) => item.id === id);

/**
 * The smallest page that holds `length` entries from `index` on, so that one call reads the anchor and all that is wanted
 * behind it. Where none is small enough, the largest page that holds the anchor.
 */
function windowOver(index: number, length: number, maxPageSize: number): NumberedPageRequest {
  for (let pageSize = length; pageSize <= maxPageSize; pageSize += 1) {
    const page = Math.floor(index / pageSize);
    if (page === Math.floor((index + length - 1) / pageSize)) return { page: page + 1, pageSize };
  }
  return { page: Math.floor(index / maxPageSize) + 1, pageSize: maxPageSize };
}

function anchorOf({ after }: ConnectionArgs, seal: CursorSeal, scope: ListScope): Anchor | null {
  if (after === null || after === undefined) return null;
  const [index, id] = JSON.parse(seal.open(scope, after)) as [number, string];
  return { index, id };
}

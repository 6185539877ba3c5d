/** The REST API's two ways to page: `limit` with an opaque `cursor`, and `pageSize` with a page's number. */
import { ApiFailure } from './envelope.js';

/** A query parameter that came twice is an array. */
export type Query = Readonly<Record<string, string | string[] | undefined>>;

const LARGEST_PAGE = 100;

/** One value of a parameter, or undefined where it is absent. Throws an ApiFailure where it came twice. */
export function single(query: Query, name: string): string | undefined {
  const value = query[name];
  if (Array.isArray(value)) throw new ApiFailure(400, `invalid ${name}`);
  return value;
}

function positiveInteger(query: Query, name: string, fallback: number, largest: number): number {
  const text = single(query, name);
  if (text === undefined) return fallback;
  const value = /^[1-9][0-9]{0,15}$/.test(text) ? Number(text) : 0;
  if (value < 1 || value > largest) throw new ApiFailure(400, `invalid ${name}`);
  return value;
}

/**
 * A page of a list that only ever grows at its end (`items`, oldest first), read in either direction. The cursor holds the
 * place of the last item shown, so that new items shift nothing; it is good for this list alone.
 *
 * Throws an ApiFailure on a `limit` that isn't 1 to 100 or a cursor that this list didn't give. An empty cursor is none.
 *
 * @param list names the list, such as `wallets:cus_8a9b3e`
 */
export function cursorPage<Item>(
  items: readonly Item[],
  list: string,
  newestFirst: boolean,
  query: Query,
): { items: Item[]; nextCursor: string | null } {
  const limit = positiveInteger(query, 'limit', 50, LARGEST_PAGE);
  const last = readCursor(single(query, 'cursor') || undefined, list, items.length);
  if (!newestFirst) {
    const start = last === undefined ? 0 : last + 1;
    const end = start + limit;
    return { items: items.slice(start, end), nextCursor: end < items.length ? writeCursor(list, end - 1) : null };
  }
  const end = last ?? items.length;
  const start = Math.max(0, end - limit);
  return { items: items.slice(start, end).reverse(), nextCursor: start > 0 ? writeCursor(list, start) : null };
}

/** A numbered page (`pages`, from 1) of a list that is oldest first, read newest first; empty past the end. */
export function numberedPage<Item>(items: readonly Item[], query: Query): Item[] {
  const pageSize = positiveInteger(query, 'pageSize', 20, LARGEST_PAGE);
  const page = positiveInteger(query, 'pages', 1, Number.MAX_SAFE_INTEGER);
  const end = Math.max(0, items.length - (page - 1) * pageSize);
  return items.slice(Math.max(0, end - pageSize), end).reverse();
}

const writeCursor = (list: string, place: number): string => Buffer.from(`${list}#${place}`).toString('base64url');

function readCursor(cursor: string | undefined, list: string, length: number): number | undefined {
  if (cursor === undefined) return undefined;
  const text = Buffer.from(cursor, 'base64url').toString();
  const place = Number(text.slice(text.lastIndexOf('#') + 1));
  const ours = Number.isInteger(place) && place >= 0 && place < length && writeCursor(list, place) === cursor;
  if (!ours) throw new ApiFailure(400, 'invalid cursor');
  return place;
}

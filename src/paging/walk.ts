/** Walks through a list of the REST API in pages of one size, until the responses show that nothing follows. */
import type { Entries, UnreadableEntry } from '../rest/decoding/entries.js';
import { RestError, UpstreamRejectedError } from '../rest/rest-errors.js';

/** The place of a page: the REST API's cursor, null for the first page; or the page's number from 1. */
export type Place = string | number | null;

export interface Page<Item> extends Partial<Pick<Entries<Item>, 'unreadable'>> {
  readonly items: readonly Item[];
  /** The place of the next page by the response; null at the end. */
  readonly next: Place;
  /** Number of entries in the list; undefined if the response has no total. */
  readonly total?: number | undefined;
}

export interface List<Item> {
  readonly first: Place;
  /** Requested page size: `UPSTREAM_MAX_PAGE_SIZE`. */
  readonly pageSize: number;
  /** @param isAgain Whether the page was read before and has changed since. @returns null if the list does not exist. */
  read(place: Place, size: number, isAgain?: boolean): Promise<Page<Item> | null>;
  /** Returns the ids that the viewer must not see. Undefined if there are none. */
  hiddenOf?: ((ids: readonly string[]) => Promise<ReadonlySet<string>>) | undefined;
  /** Whether the operation can make another call. */
  mayGoOn?(): boolean;
}

/** The start of a walk: after the first `skipped` entries of a page. */
export interface Start {
  place: Place;
  size: number;
  /** Number of entries in earlier pages. */
  offset: number;
  skipped: number;
  /** Whether an entry was before the start, wherever it is now. */
  isBefore?: (id: string) => boolean;
}

/** Maximum number of REST calls of a search. */
export const MAX_CALLS = 50;
/** The page size of the REST documentation's sample, for an API that rejects a larger one. */
const DOCUMENTED_PAGE_SIZE = 20;
/** Consecutive pages without new entries that end a list. More than one, since new entries shift known ones. */
const MAX_STALE_PAGES = 3;

export const idsOf = (items: readonly { id: string }[]): string[] => items.map(({ id }) => id);

/** The ids of all entries, including those that cannot be read. */
const allIdsOf = ({ items, unreadable = [] }: Page<{ id: string }>): string[] => [
  ...idsOf(items),
  ...unreadable.flatMap(({ id }) => id ?? []),
];

export class Walk<Item extends { id: string }> {
  calls = 0;
  size: number;
  /** The last page, its place, and the number of entries before it. Null if there was no page. */
  page: Page<Item> | null = null;
  place: Place = null;
  offset = 0;
  /** Unreadable entries of that page, without those that the viewer must not see. */
  unreadable: readonly UnreadableEntry[] = [];
  /** Whether nothing follows. */
  isOver = false;
  /** Whether the list does not exist. */
  isMissing = false;
  readonly #list: List<Item>;
  readonly #start: Start;
  readonly #seen = new Set<string>();
  readonly #visited = new Set<Place>();
  #next: Place;
  /** Number of entries in the pages before `#next`. */
  #came: number;
  #toSkip: number;
  #stalePages = 0;
  #isRestarted = false;

  constructor(list: List<Item>, start: Start = { place: list.first, size: list.pageSize, offset: 0, skipped: 0 }) {
    this.#list = list;
    this.#start = start;
    this.size = start.size;
    this.#next = start.place;
    this.#came = start.offset;
    this.#toSkip = start.skipped;
  }

  /** Whether more certainly follows. After a short page, only the next one can tell. */
  get isFollowed(): boolean {
    const { items = [], unreadable = [], next, total = 0 } = this.page ?? {};
    return (
      !this.isOver && items.length + unreadable.length >= this.size && (typeof next === 'string' || total > this.#came)
    );
  }

  /**
   * Reads the next page. A rejected page ends the list, unless it is the first.
   *
   * @returns its new entries that the viewer can see.
   */
  async next(): Promise<Item[]> {
    const place = this.#next;
    let page: Page<Item> | null;
    this.calls += 1;
    try {
      page = await this.#list.read(place, this.size, this.#visited.has(place));
    } catch (error) {
      page = await this.#readOtherwise(place, error);
    }
    if (!this.#isRestarted && (page?.total ?? Number.POSITIVE_INFINITY) < (this.page?.total ?? 0)) {
      // Entries were deleted, so others moved to pages that were already read.
      this.#isRestarted = true;
      this.#stalePages = -this.#visited.size;
      this.#next = this.#start.place;
      this.#came = this.#start.offset;
      return this.next();
    }
    const { hiddenOf } = this.#list;
    return this.#take(place, page, hiddenOf && page ? await hiddenOf(allIdsOf(page)) : undefined);
  }

  #take(place: Place, page: Page<Item> | null, hidden: ReadonlySet<string> | undefined): Item[] {
    const { items = [], unreadable = [], next = null, total } = page ?? {};
    const news = this.#newsOf(items, hidden);
    this.unreadable = unreadable.filter(({ id }) => id === undefined || !hidden?.has(id));
    for (const { id } of unreadable) {
      if (id === undefined || this.#seen.has(id)) continue;
      this.#seen.add(id);
      this.#stalePages = 0;
    }
    this.isMissing = page === null && place === this.#list.first;
    this.place = place;
    this.page = page;
    this.offset = this.#came;
    this.#visited.add(place);
    // A total below the number of entries is wrong, and one equal to `size` can be the page's own count.
    this.#came += (total === undefined ? items.length : new Set(idsOf(items)).size) + unreadable.length;
    this.#next = total === this.#came && total !== this.size ? null : next;
    const isRepeated = typeof this.#next === 'string' && this.#visited.has(this.#next);
    this.isOver = this.#next === null || isRepeated || this.#stalePages >= MAX_STALE_PAGES;
    return news;
  }

  /** Handles a rejected page: the first is read again in the documented size, a later one ends the list. @throws any other error. */
  async #readOtherwise(place: Place, error: unknown): Promise<Page<Item> | null> {
    const isFirst = place === this.#list.first;
    const isRefusal = error instanceof RestError && error.cause instanceof UpstreamRejectedError;
    if (!isRefusal || (isFirst && this.size <= DOCUMENTED_PAGE_SIZE)) throw error;
    if (!isFirst) return null;
    this.size = DOCUMENTED_PAGE_SIZE;
    this.calls += 1;
    return this.#list.read(place, this.size);
  }

  #newsOf(items: readonly Item[], hidden: ReadonlySet<string> | undefined): Item[] {
    const news: Item[] = [];
    this.#stalePages += 1;
    for (const item of items) {
      const isSkipped = this.#toSkip > 0;
      this.#toSkip -= 1;
      if (this.#seen.has(item.id) || hidden?.has(item.id)) continue;
      this.#seen.add(item.id);
      this.#stalePages = 0;
      if (!isSkipped && !this.#start.isBefore?.(item.id)) news.push(item);
    }
    return news;
  }
}

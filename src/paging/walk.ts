/** The one way through a list of the REST API: in pages of one size, until what came shows that nothing follows. */
import type { Entries, UnreadableEntry } from '../rest/decoding/entries.js';
import { RestError, UpstreamRejectedError } from '../rest/rest-errors.js';

/** Where a page begins: the REST API's cursor, null for the first page; or the page's number, from 1. */
export type Place = string | number | null;

export interface Page<Item> extends Partial<Pick<Entries<Item>, 'unreadable'>> {
  readonly items: readonly Item[];
  /** Where the next page begins, by the REST API's word; null at the end. */
  readonly next: Place;
  /** Entries of the list; undefined where pages don't say. */
  readonly total?: number | undefined;
}

export interface List<Item> {
  readonly first: Place;
  /** Entries that a page is asked to hold: `UPSTREAM_MAX_PAGE_SIZE`. */
  readonly pageSize: number;
  /** @param isAgain The page has been read before, and has changed since. @returns null where there is no such list. */
  read(place: Place, size: number, isAgain?: boolean): Promise<Page<Item> | null>;
  /** @returns the ids of those that the viewer must not see; undefined: of none. */
  hiddenOf?: ((ids: readonly string[]) => Promise<ReadonlySet<string>>) | undefined;
  /** Whether the operation may make another call. */
  mayGoOn?(): boolean;
}

/** Where a walk begins: behind the first `skipped` entries of a page and those that follow. */
export interface Start {
  place: Place;
  size: number;
  /** Entries in the pages before it. */
  offset: number;
  skipped: number;
  /** Whether an entry stood before the start, wherever it is now. */
  isBefore?: (id: string) => boolean;
}

/** REST calls at most of a walk that looks for something. */
export const MAX_CALLS = 50;
/** The page size of the documentation's sample, asked for where the REST API refuses a larger one. */
const DOCUMENTED_PAGE_SIZE = 20;
/** Pages in a row that bring nothing new and end a list: more than one, since new entries push known ones along. */
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
  /** The page that was read last, where it begins, and the entries in the pages before it; null where nothing was there. */
  page: Page<Item> | null = null;
  place: Place = null;
  offset = 0;
  /** Entries of that page which can't be read, without those that the viewer must not see. */
  unreadable: readonly UnreadableEntry[] = [];
  /** Whether nothing follows. */
  isOver = false;
  /** Whether there is no such list. */
  isMissing = false;
  readonly #list: List<Item>;
  readonly #start: Start;
  readonly #seen = new Set<string>();
  readonly #visited = new Set<Place>();
  #next: Place;
  /** Entries in the pages before `#next`. */
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

  /** Whether more surely follows. Behind a short page only the next one tells. */
  get isFollowed(): boolean {
    const { items = [], unreadable = [], next, total = 0 } = this.page ?? {};
    return (
      !this.isOver && items.length + unreadable.length >= this.size && (typeof next === 'string' || total > this.#came)
    );
  }

  /**
   * Reads the next page; one that is refused ends the list, unless it is the first.
   *
   * @returns its entries that the viewer may see and that have not come before.
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
      // Entries have left: others moved to pages that were read before.
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
    // A total counts none twice. One that is less than what came is wrong, and one that is `size` may be each page's own.
    this.#came += (total === undefined ? items.length : new Set(idsOf(items)).size) + unreadable.length;
    this.#next = total === this.#came && total !== this.size ? null : next;
    const isRepeated = typeof this.#next === 'string' && this.#visited.has(this.#next);
    this.isOver = this.#next === null || isRepeated || this.#stalePages >= MAX_STALE_PAGES;
    return news;
  }

  /** A refused page is read in the documented size where it is the first, and ends the list where it isn't. @throws any other error. */
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

/** A DataLoader for pages of lists: of two that begin at the same place, the longer one answers both. */
import DataLoader from 'dataloader';
import { toError } from '../errors.js';

interface PageKey<Start> {
  start: Start;
  limit: number;
}

export class PageLoader<Start, Page> {
  readonly #known = new Map<string, { limit: number; page: Promise<Page> }>();
  readonly #nameOf: (start: Start) => string;
  readonly #loader: DataLoader<PageKey<Start>, Page>;

  /**
   * Lives as long as one operation.
   *
   * @param nameOf Tells starts apart: equal names are one place.
   * @param read Reads the page that begins at `start`, of `limit` entries at most.
   */
  constructor(nameOf: (start: Start) => string, read: (start: Start, limit: number) => Promise<Page>) {
    this.#nameOf = nameOf;
    this.#loader = new DataLoader<PageKey<Start>, Page>((keys) => this.#readLongest(keys, read), { cache: false });
  }

  /** A page that begins at `start` and was asked for with `limit` or more entries. */
  load(start: Start, limit: number): Promise<Page> {
    const name = this.#nameOf(start);
    const known = this.#known.get(name);
    if (known && known.limit >= limit) return known.page;
    const page = this.#loader.load({ start, limit });
    this.#known.set(name, { limit, page });
    return page;
  }

  async #readLongest(
    keys: readonly PageKey<Start>[],
    read: (start: Start, limit: number) => Promise<Page>,
  ): Promise<(Page | Error)[]> {
    const longest = new Map<string, PageKey<Start>>();
    for (const key of keys) {
      const name = this.#nameOf(key.start);
      if (key.limit > (longest.get(name)?.limit ?? 0)) longest.set(name, key);
    }
    const pages = new Map<string, Promise<Page | Error>>();
    for (const [name, { start, limit }] of longest) pages.set(name, read(start, limit).catch(toError));
    return Promise.all(keys.map(({ start }) => pages.get(this.#nameOf(start)) as Promise<Page | Error>));
  }
}

/** The lists of one operation. Each page is read once, however many walks use it. */
import type { List, Page, Place } from './walk.js';

type Pages<Item> = Map<string, Promise<Page<Item> | null>>;

/**
 * @param open Opens a list by its key, for example a wallet's id. @param mayGoOn As {@link List.mayGoOn}.
 * @returns a function that opens a list. Its caller can set `hiddenOf`.
 */
export function listLoader<Item, Key extends readonly (string | null)[]>(
  open: (...key: Key) => List<Item>,
  mayGoOn: () => boolean,
): (...key: Key) => List<Item> {
  const pages: Pages<Item> = new Map();
  return (...key) => new LoadedList(open(...key), key.join(' '), pages, mayGoOn);
}

class LoadedList<Item> implements List<Item> {
  readonly first: Place;
  readonly pageSize: number;
  readonly mayGoOn: () => boolean;
  hiddenOf: List<Item>['hiddenOf'];
  readonly #list: List<Item>;
  readonly #name: string;
  readonly #pages: Pages<Item>;

  constructor(list: List<Item>, name: string, pages: Pages<Item>, mayGoOn: () => boolean) {
    this.first = list.first;
    this.pageSize = list.pageSize;
    this.mayGoOn = mayGoOn;
    this.#list = list;
    this.#name = name;
    this.#pages = pages;
  }

  read(place: Place, size: number, isAgain?: boolean): Promise<Page<Item> | null> {
    // Unambiguous, since ids and sizes contain no blank and no cursor is empty.
    const name = `${this.#name} ${size} ${place ?? ''}`;
    const page = (!isAgain && this.#pages.get(name)) || this.#list.read(place, size);
    this.#pages.set(name, page);
    return page;
  }
}

/** One operation's lists: each page is read once, however many walks pass it. */
import type { List } from './walk.js';

/** @param open Gives a list by its key, such as a wallet's id. @param mayGoOn As {@link List.mayGoOn}. */
export function listLoader<Item, Key extends readonly (string | null)[]>(
  open: (...key: Key) => List<Item>,
  mayGoOn: () => boolean,
): (...key: Key) => List<Item> {
  const pages = new Map<string, ReturnType<List<Item>['read']>>();
  return (...key) => {
    const list = open(...key);
    const read: List<Item>['read'] = (place, size, isAgain) => {
      // Neither ids nor sizes hold a blank, and no cursor is empty.
      const name = `${key.join(' ')} ${size} ${place ?? ''}`;
      const page = (!isAgain && pages.get(name)) || list.read(place, size);
      pages.set(name, page);
      return page;
    };
    return { ...list, read, mayGoOn };
  };
}

/** The entries of a list, each held against the contract on its own: one that can't be read must not take the others with it. */
import { isId } from '../contract/contract.js';
import { BadMember, type RestError } from '../rest-errors.js';

/** An entry that is left out. */
export interface UnreadableEntry {
  /** Undefined where that can't be read either. */
  readonly id: string | undefined;
  /** How many entries of its page stand before it that can be read. */
  readonly index: number;
  readonly error: RestError;
}

export interface Entries<Item> {
  readonly items: readonly Item[];
  readonly unreadable: readonly UnreadableEntry[];
}

export interface EntriesOptions<Entry, Item> {
  /** @returns what of an entry is against the contract; undefined: nothing. */
  whatIsWrong: (entry: unknown) => string | undefined;
  /** The member that holds an entry's id. */
  idName: string;
  /** Throws {@link BadMember} where a value has no meaning. */
  decode: (entry: Entry) => Item;
  /** Makes the error that clients see. @param name What the entry is called. */
  toError: (name: string, detail: string) => RestError;
}

export function decodeEntries<Entry, Item>(
  entries: readonly unknown[],
  { whatIsWrong, idName, decode, toError }: EntriesOptions<Entry, Item>,
): Entries<Item> {
  const items: Item[] = [];
  const unreadable: UnreadableEntry[] = [];
  const leaveOut = (position: number, fault: string): void => {
    const id = idOf(entries[position], idName);
    const name = id ?? `number ${position + 1}`;
    unreadable.push({ id, index: items.length, error: toError(name, `entry ${position + 1}: ${fault}`) });
  };
  for (let position = 0; position < entries.length; position += 1) {
    const fault = whatIsWrong(entries[position]);
    if (fault !== undefined) {
      leaveOut(position, fault);
      continue;
    }
    try {
      items.push(decode(entries[position] as Entry));
    } catch (error) {
      if (!(error instanceof BadMember)) throw error;
      leaveOut(position, error.message);
    }
  }
  return { items, unreadable };
}

function idOf(entry: unknown, name: string): string | undefined {
  const id = typeof entry === 'object' && entry !== null ? (entry as Record<string, unknown>)[name] : undefined;
  return typeof id === 'string' && isId(id) ? id : undefined;
}

/** Decodes the entries of a list one by one, so that an invalid one does not affect the others. */
import { isId } from '../contract/contract.js';
import { BadMember, type RestError } from '../rest-errors.js';

/** An entry that is left out. */
export interface UnreadableEntry {
  /** Undefined if the id cannot be read either. */
  readonly id: string | undefined;
  /** Number of readable entries before it on its page. */
  readonly index: number;
  readonly error: RestError;
}

export interface Entries<Item> {
  readonly items: readonly Item[];
  readonly unreadable: readonly UnreadableEntry[];
}

export interface EntriesOptions<Entry, Item> {
  /** Returns how an entry violates the contract, or undefined. */
  whatIsWrong: (entry: unknown) => string | undefined;
  /** The member that holds an entry's id. */
  idName: string;
  /** Throws {@link BadMember} for an invalid value. */
  decode: (entry: Entry) => Item;
  /** Creates the error for clients. @param name The name of the entry. */
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

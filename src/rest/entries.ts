/** The entries of a list, each held against the contract on its own: one that can't be read must not take the others with it. */
import { isId } from './contract.js';
import type { Decoder, EntryOf } from './decode.js';
import type { Endpoint } from './endpoints.js';
import { BadMember, type RestError } from './errors.js';

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

export interface EntriesOptions<E extends Endpoint, Item> {
  endpoint: E;
  decoder: Decoder;
  /** Throws {@link BadMember} where a value has no meaning. */
  decode: (entry: EntryOf<E>) => Item;
  /** Makes the error that clients see. @param name What the entry is called. */
  toError: (name: string, detail: string) => RestError;
}

export function decodeEntries<E extends Endpoint, Item>(
  entries: readonly unknown[],
  { endpoint, decoder, decode, toError }: EntriesOptions<E, Item>,
): Entries<Item> {
  const items: Item[] = [];
  const unreadable: UnreadableEntry[] = [];
  for (const [position, entry] of entries.entries()) {
    const fault = decoder.whatIsWrongWith(endpoint, entry) ?? faultOf(() => items.push(decode(entry as EntryOf<E>)));
    if (fault === undefined) continue;
    const id = idOf(entry, endpoint.list?.id ?? '');
    const name = id ?? `number ${position + 1}`;
    unreadable.push({ id, index: items.length, error: toError(name, `entry ${position + 1}: ${fault}`) });
  }
  return { items, unreadable };
}

function faultOf(decode: () => void): string | undefined {
  try {
    decode();
    return undefined;
  } catch (error) {
    if (error instanceof BadMember) return error.message;
    throw error;
  }
}

function idOf(entry: unknown, name: string): string | undefined {
  const id = typeof entry === 'object' && entry !== null ? (entry as Record<string, unknown>)[name] : undefined;
  return typeof id === 'string' && isId(id) ? id : undefined;
}

/** What a start of the file store verifies: every entry, and that LevelDB's content is what the journal says was flushed. */
import type { ClassicLevel } from 'classic-level';
import { damaged } from './damaged.js';
import { changeSum, unseal } from './entry-checksum.js';
import type { StoreJournal } from './store-journal.js';
import { LEDGER_KEY, type Ledger, unsealLedger } from './store-ledger.js';

export type Database = ClassicLevel<string, string>;

/** Entries that are read at once. */
const BATCH = 1_000;
/** Where earlier versions kept the number of entries, and nothing else. */
export const COUNT_KEY = '\u0000count';
export const OWN_KEYS: ReadonlySet<string> = new Set([LEDGER_KEY, COUNT_KEY]);

export interface Content {
  count: number;
  sum: bigint;
  /** Missing in a new store, and in one of an earlier version. */
  ledger: Ledger | undefined;
  /** As an earlier version kept it. */
  oldCount: number | undefined;
}

/**
 * Reads every entry, in turn and by its key, so that damage is found now and not when a customer is looked up.
 *
 * @throws {Error} `LEVEL_CORRUPTION`
 */
export async function readContent(db: Database): Promise<Content> {
  const content: Content = { count: 0, sum: 0n, ledger: undefined, oldCount: undefined };
  const iterator = db.iterator({ fillCache: false });
  try {
    for (let batch = await iterator.nextv(BATCH); batch.length > 0; batch = await iterator.nextv(BATCH)) {
      const found = await db.getMany(batch.map(([key]) => key));
      for (const [index, [key, stored]] of batch.entries()) {
        if (found[index] !== stored) throw damaged('an entry is not where it should be');
        add(content, key, stored);
      }
    }
  } finally {
    await iterator.close();
  }
  return content;
}

function add(content: Content, key: string, stored: string): void {
  if (key === LEDGER_KEY) content.ledger = unsealLedger(stored);
  else if (key === COUNT_KEY) content.oldCount = Number(unseal(key, stored).value);
  else {
    content.count += 1;
    content.sum = changeSum(content.sum, undefined, unseal(key, stored).term);
  }
}

/**
 * @param journal Undefined where there is none.
 * @throws {Error} `LEVEL_CORRUPTION` where something that was flushed may be missing.
 */
export function checkContent({ count, sum, ledger, oldCount }: Content, journal: StoreJournal | undefined): void {
  if (ledger) {
    if (ledger.count !== count || ledger.sum !== sum) throw damaged('entries are missing');
    if (!journal) throw damaged('its file "journal" is missing');
    checkFlushed(ledger, journal);
    return;
  }
  if (journal && !journal.isBlank) throw damaged('what was written last is missing');
  const isUnused = journal !== undefined && count === 0 && oldCount === undefined;
  if (!isUnused && count !== oldCount) throw damaged('entries are missing');
}

/** @throws {Error} `LEVEL_CORRUPTION` where LevelDB has less than was flushed. */
export function checkFlushed(ledger: Ledger, journal: StoreJournal): void {
  const { newest } = journal;
  // The very first write may be cut off in the journal: there was nothing before that could be missing.
  if (!newest) {
    if (ledger.sequence > 1) throw damaged('its file "journal" can\'t be read');
    return;
  }
  if (newest.id !== ledger.id) throw damaged('its file "journal" is another store\'s');
  // A slot that can't be read was cut off while it was written, after LevelDB had flushed a newer write than the other slot's.
  const isBehind = journal.isTorn ? ledger.sequence <= newest.sequence : ledger.sequence < newest.sequence;
  const isOther = ledger.sequence === newest.sequence && ledger.sum !== newest.sum;
  if (isBehind || isOther) throw damaged('what was written last is missing');
}

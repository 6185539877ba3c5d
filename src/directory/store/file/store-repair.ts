/** What is left of a damaged file store, for an operator who accepts the loss. */
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { ClassicLevel } from 'classic-level';
import { StoreError } from './damaged.js';
import { seal, unseal } from './entry-checksum.js';
import { COUNT_KEY, OWN_KEYS } from './store-check.js';
import { missingFolders, reasonOf } from './store-folder.js';
import { JOURNAL, StoreJournal } from './store-journal.js';

export interface Repair {
  /** Number of entries that are left. */
  kept: number;
  /** Number of entries at the newest flushed write, as far as that is known. */
  flushed: number | undefined;
}

type Bytes = ClassicLevel<Buffer, string>;

/**
 * Drops what can't be read, and makes the store one that the next start takes over as it takes over a store without a journal.
 *
 * @throws {StoreError} where it is in use, or nothing of it can be read.
 */
export async function repairStore(folder: string): Promise<Repair> {
  if (missingFolders(folder).length > 0) throw new StoreError(folder, 'it does not exist');
  try {
    const journal = await StoreJournal.open(folder);
    const flushed = journal?.newest?.count;
    await journal?.close();
    // Where reading fails on the way, LevelDB's own repair leaves out what is damaged.
    const kept = await keepReadable(folder).catch(async (error: unknown) => {
      if (reasonOf(error) === reasonOf({ code: 'LEVEL_LOCKED' })) throw error;
      await ClassicLevel.repair(folder);
      return keepReadable(folder);
    });
    await rm(join(folder, JOURNAL), { force: true });
    return { kept, flushed };
  } catch (error) {
    throw new StoreError(folder, reasonOf(error), error);
  }
}

/** @returns how many entries are left. */
async function keepReadable(folder: string): Promise<number> {
  const db: Bytes = new ClassicLevel(folder, { keyEncoding: 'buffer', valueEncoding: 'utf8', createIfMissing: false });
  try {
    await db.open();
    let kept = 0;
    const broken: Buffer[] = [];
    for await (const [key, stored] of db.iterator()) {
      if (!isReadable(`${key}`, stored)) broken.push(key);
      else if (!OWN_KEYS.has(`${key}`)) kept += 1;
    }
    const own = [...OWN_KEYS].map((key) => Buffer.from(key));
    const dropped = [...broken, ...own].map((key) => ({ type: 'del' as const, key }));
    const count = { type: 'put' as const, key: Buffer.from(COUNT_KEY), value: seal(COUNT_KEY, `${kept}`).stored };
    await db.batch([...dropped, count], { sync: true });
    return kept;
  } finally {
    await db.close();
  }
}

function isReadable(key: string, stored: string): boolean {
  try {
    unseal(key, stored);
    return true;
  } catch {
    return false;
  }
}

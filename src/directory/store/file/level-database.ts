/** LevelDB in a folder, with a ledger of what it holds and a journal of what was flushed. */
import { ClassicLevel } from 'classic-level';
import { damaged } from './damaged.js';
import { changeSum, seal, unseal } from './entry-checksum.js';
import { COUNT_KEY, checkContent, checkFlushed, type Database, OWN_KEYS, readContent } from './store-check.js';
import { StoreJournal } from './store-journal.js';
import { LEDGER_KEY, type Ledger, newLedger, sealLedger, unsealLedger } from './store-ledger.js';

/** What is to be under a key; undefined: nothing. */
export type Changes = ReadonlyMap<string, string | undefined>;

export const NO_CHANGES: Changes = new Map();

/** Entries that are read at once. */
const PAGE = 1_000;
const FIRST = Buffer.alloc(0);
/** After every key: no character's UTF-8 has such a byte. */
const LAST = Buffer.from([0xff]);

/** Not for concurrent writes, nor for reads while it is opened anew: see {@link FileStore}. */
export class LevelDatabase {
  readonly #db: Database;
  readonly #journal: StoreJournal;
  #ledger: Ledger;

  private constructor(db: Database, journal: StoreJournal, ledger: Ledger) {
    this.#db = db;
    this.#journal = journal;
    this.#ledger = ledger;
  }

  /**
   * @param isNew Whether to create it.
   * @throws {Error} of LevelDB or of the file system; `LEVEL_CORRUPTION` where something that was flushed may be missing.
   */
  static async open(folder: string, isNew: boolean): Promise<LevelDatabase> {
    const db: Database = new ClassicLevel(folder, { createIfMissing: isNew });
    let journal: StoreJournal | undefined;
    try {
      if (isNew) await StoreJournal.create(folder);
      await db.open();
      journal = await StoreJournal.open(folder);
      const content = await readContent(db);
      checkContent(content, journal);
      if (!journal) await StoreJournal.create(folder);
      journal ??= await StoreJournal.open(folder);
      if (!journal) throw damaged('its file "journal" is missing');
      return new LevelDatabase(db, journal, content.ledger ?? newLedger(content.count, content.sum, Date.now()));
    } catch (error) {
      await db.close().catch(() => {});
      await journal?.close();
      throw error;
    }
  }

  /** The store's time at the last write, in milliseconds. */
  get time(): number {
    return this.#ledger.time;
  }

  get isOpen(): boolean {
    return this.#db.status === 'open';
  }

  async get(key: string): Promise<string | undefined> {
    const stored = await this.#db.get(key);
    return stored === undefined ? undefined : unseal(key, stored).value;
  }

  /** @returns in the order of the keys. */
  async getMany(keys: string[]): Promise<(string | undefined)[]> {
    const found = await this.#db.getMany(keys);
    return keys.map((key, index) => {
      const stored = found[index];
      return stored === undefined ? undefined : unseal(key, stored).value;
    });
  }

  /**
   * In the order of the keys' bytes, which is not that of JavaScript's characters beyond U+FFFF.
   *
   * @param after The last key of the page before.
   * @returns a page of the entries whose keys begin with `prefix`; an empty one is the last.
   */
  async page(prefix: string, after: string | undefined): Promise<[key: string, value: string][]> {
    const start = Buffer.from(prefix);
    const range = { ...(after === undefined ? { gte: start } : { gt: Buffer.from(after) }), lt: endOf(start) };
    const iterator = this.#db.iterator({ keyEncoding: 'buffer', valueEncoding: 'utf8', limit: PAGE, ...range });
    const page: [Buffer, string][] = await iterator.all();
    return page.map(([key, stored]) => [`${key}`, unseal(`${key}`, stored).value]);
  }

  /** Writes all of it or nothing. @param flush Whether to resolve only when it is flushed. */
  async write(changes: Changes, time: number, flush: boolean): Promise<void> {
    const present = await this.#db.getMany([...changes.keys()]);
    let { count, sum } = this.#ledger;
    const operations: Operation[] = [];
    for (const [index, [key, value]] of [...changes].entries()) {
      const stored = present[index];
      const before = stored === undefined ? undefined : unseal(key, stored);
      const after = value === undefined ? undefined : seal(key, value);
      count += Number(after !== undefined) - Number(before !== undefined);
      sum = changeSum(sum, before?.term, after?.term);
      operations.push(after ? { type: 'put', key, value: after.stored } : { type: 'del', key });
    }
    const ledger = { ...this.#ledger, sequence: this.#ledger.sequence + 1, count, sum, time };
    operations.push({ type: 'put', key: LEDGER_KEY, value: sealLedger(ledger) }, { type: 'del', key: COUNT_KEY });
    await this.#db.batch(operations, { sync: flush });
    this.#ledger = ledger;
    if (flush) await this.#journal.write(ledger);
  }

  /** Makes what was deleted unreadable. LevelDB only moves a file that it has just written: hence twice. */
  async purge(time: number): Promise<void> {
    for (let times = 0; times < 2; times += 1) {
      await this.write(NO_CHANGES, time, true);
      await this.#db.compactRange(FIRST, LAST, { keyEncoding: 'buffer' });
    }
    // LevelDB's list of files names keys too, and so does its own log of a compaction, which it keeps until it is opened for the second time.
    for (let times = 0; times < 2; times += 1) await this.reopen(time);
  }

  /**
   * A write that failed, because the disk was full, may have left a torn record in the log, and whatever is written behind that is lost at the
   * next start. Opened anew, the database begins a new log.
   */
  async reopen(time: number): Promise<void> {
    await this.#db.close();
    await this.#db.open({ createIfMissing: false });
    const stored = await this.#db.get(LEDGER_KEY);
    if (stored === undefined) throw damaged('entries are missing');
    const ledger = unsealLedger(stored);
    checkFlushed(ledger, this.#journal);
    // The write may be there all the same, where only its flush failed.
    this.#ledger = ledger;
    await this.write(NO_CHANGES, time, true);
  }

  async close(): Promise<void> {
    await this.#db.close();
    await this.#journal.close();
  }
}

type Operation = { type: 'put'; key: string; value: string } | { type: 'del'; key: string };

/** @returns what comes after all that begins with `prefix`. */
function endOf(prefix: Buffer): Buffer {
  const last = prefix.at(-1);
  return last === undefined ? LAST : Buffer.concat([prefix.subarray(0, -1), Buffer.from([last + 1])]);
}

export const isOwnKey = (key: string): boolean => OWN_KEYS.has(key);

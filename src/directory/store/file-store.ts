/** A durable store for one process: LevelDB in a folder. */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import { ClassicLevel } from 'classic-level';
import { monotonicClock } from './monotonic-clock.js';
import type { Store, SwapOptions } from './store.js';
import { StoreError } from './store-error.js';

export class FileStore implements Store {
  readonly forgets = false;
  readonly isShared = false;
  readonly now: () => number;
  readonly #db: ClassicLevel<string, string>;
  /** What may be written stands in line: between looking and writing nobody else may write. */
  #line: Promise<unknown> = Promise.resolve();
  /** Whether a write has failed since the database was opened. */
  #isTorn = false;

  /** How many entries there are: kept with them, since LevelDB may lose one to damage without a word. */
  #count: number;

  private constructor(db: ClassicLevel<string, string>, { count, time }: Verified) {
    this.#db = db;
    this.#count = count;
    this.now = monotonicClock(time ?? Date.now());
  }

  /**
   * Opens the folder, or makes it.
   *
   * @param mustExist Whether not to make it.
   * @throws {StoreError} where another process has it, it is damaged, or it holds something else.
   */
  static async open(folder: string, { mustExist = false } = {}): Promise<FileStore> {
    const isNew = makeFolder(folder, mustExist);
    const db = new ClassicLevel<string, string>(folder, { createIfMissing: !mustExist });
    try {
      await db.open();
      if (isNew) await db.batch(putsOf(new Map([[COUNT_KEY, '0']])), { sync: true });
      return new FileStore(db, await verify(db));
    } catch (error) {
      await db.close().catch(() => {});
      throw new StoreError(folder, reasonOf(error), error);
    }
  }

  async get(key: string): Promise<string | undefined> {
    const stored = await this.#db.get(key);
    return stored === undefined ? undefined : unseal(key, stored);
  }

  put(entries: ReadonlyMap<string, string>): Promise<void> {
    return this.#inLine(() => this.#write(putsOf(entries), true));
  }

  putIfAbsent(
    entries: ReadonlyMap<string, string>,
    { flush }: { flush: boolean },
  ): Promise<ReadonlyMap<string, string>> {
    return this.#inLine(async () => {
      const standing = new Map<string, string>();
      const absent = new Map<string, string>();
      for (const [key, value] of entries) {
        const present = await this.get(key);
        standing.set(key, present ?? value);
        if (present === undefined) absent.set(key, value);
      }
      if (absent.size > 0) await this.#write(putsOf(absent), flush);
      return standing;
    });
  }

  swap(
    key: string,
    from: string | undefined,
    to: string | undefined,
    { flush = true }: SwapOptions = {},
  ): Promise<string | undefined> {
    return this.#inLine(async () => {
      const standing = await this.get(key);
      if (standing === from)
        await this.#write(to === undefined ? [{ type: 'del', key }] : putsOf(new Map([[key, to]])), flush);
      return standing;
    });
  }

  delete(keys: readonly string[]): Promise<void> {
    return this.#inLine(() =>
      this.#write(
        keys.map((key) => ({ type: 'del', key })),
        true,
      ),
    );
  }

  async *entries(prefix: string): AsyncIterable<[string, string]> {
    const range = { gte: prefix, lt: `${prefix}\uffff` };
    for await (const [key, stored] of this.#db.iterator(range))
      if (!OWN_KEYS.has(key)) yield [key, unseal(key, stored)];
  }

  /** LevelDB keeps what was deleted until it next tidies up, and a file that it has just written it only moves: hence twice. */
  purge(): Promise<void> {
    return this.#inLine(async () => {
      for (let times = 0; times < 2; times += 1) {
        await this.#write([], true);
        await this.#db.compactRange('', '\uffff');
      }
      // Its list of files names keys too; opened anew it is written anew.
      await this.#reopen();
    });
  }

  async close(): Promise<void> {
    await this.#line;
    await this.#db.close();
  }

  async #write(operations: Operation[], sync: boolean): Promise<void> {
    if (this.#isTorn) await this.#reopen();
    try {
      const present = await this.#db.getMany(operations.map(({ key }) => key));
      const delta = operations.map(({ type }, index) => Number(type === 'put') - Number(present[index] !== undefined));
      const count = this.#count + delta.reduce((sum, change) => sum + change, 0);
      const own = new Map(Object.entries({ [COUNT_KEY]: String(count), [TIME_KEY]: String(this.now()) }));
      await this.#db.batch([...operations, ...putsOf(own)], { sync });
      this.#count = count;
    } catch (error) {
      this.#isTorn = true;
      throw error;
    }
  }

  /**
   * A write that failed, because the disk was full, may have left a torn record in the log, behind which everything would be lost at the next
   * start. Opened anew, the database begins a new log.
   */
  async #reopen(): Promise<void> {
    await this.#db.close();
    await this.#db.open();
    // It may have been written all the same, where only its flush failed.
    this.#count = await countIn(this.#db);
    this.#isTorn = false;
  }

  #inLine<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#line.then(work);
    this.#line = done.catch(() => {});
    return done;
  }
}

/** Entries that are read at once. */
const BATCH = 1_000;
const COUNT_KEY = '\u0000count';
/** The store's time of the last write: the clock goes on from it after a restart. */
const TIME_KEY = '\u0000time';
const OWN_KEYS = new Set([COUNT_KEY, TIME_KEY]);

interface Verified {
  /** How many entries there are. */
  count: number;
  /** Of the last write; undefined in a store of an earlier version. */
  time: number | undefined;
}

/**
 * Reads every entry, in turn and by its key: damage is found now, not when a customer is looked up.
 */
async function verify(db: ClassicLevel<string, string>): Promise<Verified> {
  let count = 0;
  let time: number | undefined;
  let expected: string | undefined;
  const iterator = db.iterator({ fillCache: false });
  try {
    for (let batch = await iterator.nextv(BATCH); batch.length > 0; batch = await iterator.nextv(BATCH)) {
      const found = await db.getMany(batch.map(([key]) => key));
      for (const [index, [key, stored]] of batch.entries()) {
        const value = unseal(key, stored);
        if (found[index] !== stored) throw damaged('an entry is not where it should be');
        if (key === COUNT_KEY) expected = value;
        else if (key === TIME_KEY) time = Number(value);
        else count += 1;
      }
    }
  } finally {
    await iterator.close();
  }
  if (String(count) !== expected) throw damaged('entries are missing');
  return { count, time };
}

/** @returns how many entries there should be. */
async function countIn(db: ClassicLevel<string, string>): Promise<number> {
  const stored = await db.get(COUNT_KEY);
  if (stored === undefined) throw damaged('entries are missing');
  return Number(unseal(COUNT_KEY, stored));
}

type Operation = { type: 'put'; key: string; value: string } | { type: 'del'; key: string };

const putsOf = (entries: ReadonlyMap<string, string>): Operation[] =>
  [...entries].map(([key, value]) => ({ type: 'put', key, value: seal(key, value) }));

/** Characters of a checksum before each value: LevelDB has its own, but doesn't look at them where it is asked for one entry. */
const SUM_LENGTH = 8;

const sumOf = (key: string, value: string): string =>
  createHash('sha256').update(`${key}\0${value}`).digest('base64url').slice(0, SUM_LENGTH);

const seal = (key: string, value: string): string => sumOf(key, value) + value;

function unseal(key: string, stored: string): string {
  const value = stored.slice(SUM_LENGTH);
  if (stored.slice(0, SUM_LENGTH) === sumOf(key, value)) return value;
  throw damaged('an entry is not what was written');
}

const damaged = (reason: string): Error => Object.assign(new Error(reason), { code: 'LEVEL_CORRUPTION' });

/**
 * @returns whether there is no database yet.
 * @throws {StoreError} where the path is no folder, or one of something else: LevelDB would write its files among them.
 */
function makeFolder(folder: string, mustExist: boolean): boolean {
  if (mustExist && !existsSync(folder)) throw new StoreError(folder, 'it isn’t there');
  let names: string[];
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    names = readdirSync(folder);
  } catch (error) {
    throw new StoreError(folder, 'it can’t be used as a folder', error);
  }
  const isNew = !names.includes('CURRENT');
  if (names.length > 0 && isNew) throw new StoreError(folder, 'it holds files that are not the gateway’s');
  return isNew;
}

function reasonOf(error: unknown): string {
  const { cause, code } = error as { cause?: { code?: string }; code?: string };
  const known: Record<string, string> = {
    LEVEL_LOCKED: 'another process is using it',
    LEVEL_CORRUPTION: 'it is damaged; restore it from a back-up',
  };
  return known[cause?.code ?? ''] ?? known[code ?? ''] ?? 'it can’t be opened, and may be damaged';
}

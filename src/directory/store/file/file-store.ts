/** A durable store for one process: LevelDB in a folder. */
import type { Logger } from 'pino';
import { monotonicClock } from '../monotonic-clock.js';
import type { Store, SwapOptions } from '../store.js';
import { StoreError } from './damaged.js';
import { type Changes, isOwnKey, LevelDatabase, NO_CHANGES } from './level-database.js';
import { prepareFolder, probeFolder, reasonOf } from './store-folder.js';

export interface FileStoreOptions {
  /** Whether a missing store is an error; else it is created. */
  mustExist?: boolean;
  log?: Logger | undefined;
}

/** How often a store that can't be written is tried again while no write comes, in milliseconds. */
const RETRY_MS = 1_000;

/**
 * A write that failed makes the store unavailable until it was opened anew and written. The next operation tries that first, whatever it is,
 * and so does a timer. Reads go on meanwhile where LevelDB is still open.
 */
export class FileStore implements Store {
  readonly forgets = false;
  readonly isShared = false;
  readonly now: () => number;
  readonly #folder: string;
  readonly #db: LevelDatabase;
  readonly #log: Logger | undefined;
  /** Writes run one after another: between reading and writing no other may write. */
  #queue: Promise<unknown> = Promise.resolve();
  #isFailed = false;
  #retry: NodeJS.Timeout | undefined;
  #isClosed = false;

  private constructor(folder: string, db: LevelDatabase, log: Logger | undefined) {
    this.#folder = folder;
    this.#db = db;
    this.#log = log;
    this.now = monotonicClock(db.time);
  }

  /**
   * Opens the folder, or makes it.
   *
   * @throws {StoreError} where another process has it, it can't be written, it is damaged, or it holds something else.
   */
  static async open(folder: string, { mustExist = false, log }: FileStoreOptions = {}): Promise<FileStore> {
    const isNew = prepareFolder(folder, mustExist);
    let db: LevelDatabase | undefined;
    try {
      db = await LevelDatabase.open(folder, isNew);
      // A store that can't be written is no use. This also renews a slot of the journal that was cut off.
      await db.write(NO_CHANGES, db.time, true);
      return new FileStore(folder, db, log);
    } catch (error) {
      await db?.close();
      throw new StoreError(folder, reasonOf(error), error);
    }
  }

  get isAvailable(): boolean {
    return !this.#isFailed;
  }

  async get(key: string): Promise<string | undefined> {
    await this.#readable();
    return this.#db.get(key);
  }

  put(entries: ReadonlyMap<string, string>): Promise<void> {
    return this.#inTurn(() => this.#write(entries, true));
  }

  putIfAbsent(
    entries: ReadonlyMap<string, string>,
    { flush }: { flush: boolean },
  ): Promise<ReadonlyMap<string, string>> {
    return this.#inTurn(async () => {
      const standing = new Map<string, string>();
      const absent = new Map<string, string>();
      const found = await this.#db.getMany([...entries.keys()]);
      for (const [index, [key, value]] of [...entries].entries()) {
        const present = found[index];
        standing.set(key, present ?? value);
        if (present === undefined) absent.set(key, value);
      }
      if (absent.size > 0) await this.#write(absent, flush);
      return standing;
    });
  }

  swap(
    key: string,
    from: string | undefined,
    to: string | undefined,
    { flush = true }: SwapOptions = {},
  ): Promise<string | undefined> {
    return this.#inTurn(async () => {
      const standing = await this.#db.get(key);
      if (standing === from) await this.#write(new Map([[key, to]]), flush);
      return standing;
    });
  }

  delete(keys: readonly string[]): Promise<void> {
    return this.#inTurn(() => this.#write(new Map(keys.map((key) => [key, undefined])), true));
  }

  /** Page by page, since opening the database anew ends its iterators: what is there from beginning to end is found. */
  async *entries(prefix: string): AsyncIterable<[string, string]> {
    let after: string | undefined;
    do {
      await this.#readable();
      const page = await this.#db.page(prefix, after);
      for (const entry of page) if (!isOwnKey(entry[0])) yield entry;
      after = page.at(-1)?.[0];
    } while (after !== undefined);
  }

  purge(): Promise<void> {
    return this.#inTurn(() => this.#guarded(() => this.#db.purge(this.now())));
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    clearTimeout(this.#retry);
    await this.#queue;
    await this.#db.close();
  }

  async #readable(): Promise<void> {
    if (!this.#db.isOpen) await this.#inTurn(async () => {});
  }

  #write(changes: Changes, flush: boolean): Promise<void> {
    return this.#guarded(() => this.#db.write(changes, this.now(), flush));
  }

  /** Runs `work` when earlier work has ended, and a store that failed is available again. */
  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#queue.then(async () => {
      if (this.#isFailed && !this.#isClosed) await this.#guarded(() => this.#recover());
      return work();
    });
    this.#queue = done.catch(() => {});
    return done;
  }

  async #recover(): Promise<void> {
    // Where this fails the database stays open, and can be read.
    await probeFolder(this.#folder);
    await this.#db.reopen(this.now());
    this.#isFailed = false;
    clearTimeout(this.#retry);
    this.#log?.info({ component: 'store', store: this.#folder }, 'store is available again');
  }

  async #guarded(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      const reason = reasonOf(error);
      if (!this.#isFailed)
        this.#log?.error({ component: 'store', store: this.#folder, reason }, 'store is unavailable');
      this.#isFailed = true;
      this.#retryLater();
      throw error;
    }
  }

  #retryLater(): void {
    clearTimeout(this.#retry);
    if (this.#isClosed) return;
    this.#retry = setTimeout(() => void this.#inTurn(async () => {}).catch(() => {}), RETRY_MS).unref();
  }
}

/** A durable store for one process: LevelDB in a folder. */
import { mkdirSync, readdirSync } from 'node:fs';
import { ClassicLevel } from 'classic-level';
import type { Store } from './store.js';
import { StoreError } from './store-error.js';

export class FileStore implements Store {
  readonly #db: ClassicLevel<string, string>;
  /** What may be written stands in line: between looking and writing nobody else may write. */
  #line: Promise<unknown> = Promise.resolve();

  private constructor(db: ClassicLevel<string, string>) {
    this.#db = db;
  }

  /**
   * Opens the folder, or makes it.
   *
   * @throws {StoreError} where another process has it, it is damaged, or it holds something else.
   */
  static async open(folder: string): Promise<FileStore> {
    makeFolder(folder);
    const db = new ClassicLevel<string, string>(folder);
    try {
      await db.open();
      // Reads every block once: damage is found now, not when a customer is looked up.
      for await (const _ of db.iterator({ fillCache: false }));
    } catch (error) {
      await db.close().catch(() => {});
      throw new StoreError(folder, reasonOf(error), error);
    }
    return new FileStore(db);
  }

  get(key: string): Promise<string | undefined> {
    return this.#db.get(key);
  }

  put(entries: ReadonlyMap<string, string>): Promise<void> {
    return this.#inLine(() => this.#write(entries, true));
  }

  putIfAbsent(
    entries: ReadonlyMap<string, string>,
    { flush }: { flush: boolean },
  ): Promise<ReadonlyMap<string, string>> {
    return this.#inLine(async () => {
      const keys = [...entries.keys()];
      const present = await this.#db.getMany(keys);
      const absent = new Map([...entries].filter((_, index) => present[index] === undefined));
      if (absent.size > 0) await this.#write(absent, flush);
      return new Map([...entries].map(([key, value], index) => [key, present[index] ?? value]));
    });
  }

  delete(keys: readonly string[]): Promise<void> {
    return this.#inLine(() =>
      this.#db.batch(
        keys.map((key) => ({ type: 'del', key })),
        { sync: true },
      ),
    );
  }

  entries(prefix: string): AsyncIterable<[string, string]> {
    return this.#db.iterator({ gte: prefix, lt: `${prefix}\uffff` });
  }

  async close(): Promise<void> {
    await this.#line;
    await this.#db.close();
  }

  #write(entries: ReadonlyMap<string, string>, sync: boolean): Promise<void> {
    const operations = [...entries].map(([key, value]) => ({ type: 'put' as const, key, value }));
    return this.#db.batch(operations, { sync });
  }

  #inLine<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#line.then(work);
    this.#line = done.catch(() => {});
    return done;
  }
}

/** @throws {StoreError} where the path is no folder, or one of something else: LevelDB would write its files among them. */
function makeFolder(folder: string): void {
  let names: string[];
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    names = readdirSync(folder);
  } catch (error) {
    throw new StoreError(folder, 'it can’t be used as a folder', error);
  }
  if (names.length > 0 && !names.includes('CURRENT'))
    throw new StoreError(folder, 'it holds files that are not the gateway’s');
}

function reasonOf(error: unknown): string {
  const { cause, code } = error as { cause?: { code?: string }; code?: string };
  const known: Record<string, string> = {
    LEVEL_LOCKED: 'another process is using it',
    LEVEL_CORRUPTION: 'it is damaged; restore it from a back-up',
  };
  return known[cause?.code ?? ''] ?? known[code ?? ''] ?? 'it can’t be opened, and may be damaged';
}

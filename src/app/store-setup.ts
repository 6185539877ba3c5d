/** What the gateway needs of its store before it takes traffic: the key of its cursors, and the seed. Renewed where the store lost it. */
import type { Logger } from 'pino';
import { cursorKeyOf } from '../directory/cursor-key.js';
import type { Directory } from '../directory/directory.js';
import type { SeedRecord } from '../directory/facts.js';
import type { Store } from '../directory/store/store.js';
import type { CursorSeal } from '../paging/cursor-signer.js';

export interface StoreSetupOptions {
  store: Store;
  cursors: CursorSeal;
  directory: Directory;
  seed: readonly SeedRecord[];
  log: Logger;
}

export class StoreSetup {
  readonly #options: StoreSetupOptions;
  #queue: Promise<void> = Promise.resolve();
  #key: Buffer | undefined;
  #isSeedDue = true;
  #isDone = false;
  #isSeeding = false;

  constructor(options: StoreSetupOptions) {
    this.#options = options;
  }

  /** Whether it was done once. */
  get isDone(): boolean {
    return this.#isDone;
  }

  /** Whether the seed is being written at the moment. */
  get isSeeding(): boolean {
    return this.#isSeeding;
  }

  /**
   * To be called each time that the store can be used: another instance may have found it emptied, and have put another key there.
   *
   * @param isEmptied Whether the store is known to have lost its content.
   * @throws what the store throws; it can be run again then.
   */
  run(isEmptied = false): Promise<void> {
    const done = this.#queue.then(() => this.#run(isEmptied));
    this.#queue = done.catch(() => {});
    return done;
  }

  async #run(isEmptied: boolean): Promise<void> {
    const { store, cursors, log } = this.#options;
    const present = this.#key;
    const isWrittenBefore = present !== undefined;
    if (isWrittenBefore && isEmptied) this.#isSeedDue = true;
    const key = await cursorKeyOf(store, present);
    const isReplaced = present !== undefined && !key.equals(present);
    if (isReplaced) this.#isSeedDue = true;
    if (isReplaced || (isWrittenBefore && isEmptied))
      log.error(
        { component: 'store' },
        'store has lost its content: idempotency keys and profiles are gone, the seed is written again',
      );
    cursors.useKey(key);
    this.#key = key;
    if (this.#isSeedDue) await this.#writeSeed();
    this.#isDone = true;
  }

  async #writeSeed(): Promise<void> {
    const { directory, seed } = this.#options;
    this.#isSeeding = seed.length > 0;
    try {
      await directory.learnSeed(seed);
      this.#isSeedDue = false;
    } finally {
      this.#isSeeding = false;
    }
  }
}

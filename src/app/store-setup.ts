/** Content that the store must have before the gateway takes traffic: the cursor key and the seed. Written again if the store lost it. */
import type { Logger } from 'pino';
import { cursorKeyOf } from '../directory/cursor-key.js';
import type { Directory } from '../directory/directory.js';
import type { SeedRecord } from '../directory/facts.js';
import type { Store } from '../directory/store/store.js';
import type { CursorSigner } from '../paging/cursor-signer.js';

export interface StoreSetupOptions {
  store: Store;
  cursors: CursorSigner;
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

  /** Whether the setup has succeeded at least once. */
  get isDone(): boolean {
    return this.#isDone;
  }

  /** Whether the seed is being written. */
  get isSeeding(): boolean {
    return this.#isSeeding;
  }

  /**
   * Runs the setup. Call it each time that the store becomes usable: another instance may have found it empty and written another cursor key.
   *
   * @param isEmptied Whether the store is known to have lost its content.
   * @throws the store's error; the setup can then be run again.
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
        'store lost its content, including idempotency keys and profiles; writing the seed again',
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
      await directory.saveSeed(seed);
      this.#isSeedDue = false;
    } finally {
      this.#isSeeding = false;
    }
  }
}

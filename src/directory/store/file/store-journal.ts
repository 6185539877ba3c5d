/** A small file beside LevelDB that knows the newest flushed write: LevelDB loses the newest part to damage without an error. */
import { type FileHandle, open } from 'node:fs/promises';
import { join } from 'node:path';
import { type Ledger, sealLedger, unsealLedger } from './store-ledger.js';

export const JOURNAL = 'journal';
/** Each slot has a page of its own, so that a write that is cut off can't tear both. In bytes. */
const SLOT_BYTES = 4_096;
const SLOTS = 2;

/**
 * Two slots, written alternately, each with a checksum. The file is created empty before LevelDB's files are, and holds no personal data.
 */
export class StoreJournal {
  readonly #file: FileHandle;
  readonly #slots: (Ledger | undefined)[];
  /** Whether no write was ever flushed. */
  readonly isBlank: boolean;

  private constructor(file: FileHandle, slots: (Ledger | undefined)[], isBlank: boolean) {
    this.#file = file;
    this.#slots = slots;
    this.isBlank = isBlank;
  }

  /** @returns nothing where there is no journal. */
  static async open(folder: string): Promise<StoreJournal | undefined> {
    const file = await open(join(folder, JOURNAL), 'r+').catch(ignoreMissing);
    if (!file) return undefined;
    try {
      // A byte more than there should be: what is longer was not written by this class, and its slots are valid all the same.
      const content = Buffer.alloc(SLOTS * SLOT_BYTES);
      const { bytesRead } = await file.read(content, 0, content.length, 0);
      const slots = Array.from({ length: SLOTS }, (_, slot) => ledgerIn(content, slot));
      return new StoreJournal(file, slots, bytesRead === 0);
    } catch (error) {
      await file.close();
      throw error;
    }
  }

  /** Creates an empty journal, unless there is one. Several processes may do so at the same time: LevelDB's lock decides later. */
  static async create(folder: string): Promise<void> {
    await (await open(join(folder, JOURNAL), 'a', 0o600)).close();
    const directory = await open(folder, 'r');
    try {
      await directory.sync();
    } finally {
      await directory.close();
    }
  }

  /** The newest flushed write, as far as the journal can be read. */
  get newest(): Ledger | undefined {
    return this.#slots.reduce(
      (one, other) => ((other?.sequence ?? -1) > (one?.sequence ?? -1) ? other : one),
      undefined,
    );
  }

  /** Whether a slot can't be read: a crash cut its write off, or it is damaged. */
  get isTorn(): boolean {
    const { newest } = this;
    return this.#slots.includes(undefined) && newest?.sequence !== 1;
  }

  /** Resolves when it is flushed. */
  async write(ledger: Ledger): Promise<void> {
    const { newest } = this;
    const slot = newest === undefined ? 0 : 1 - this.#slots.indexOf(newest);
    const content = Buffer.alloc(SLOT_BYTES, '\n');
    content.write(sealLedger(ledger));
    this.#slots[slot] = undefined;
    await this.#file.write(content, 0, content.length, slot * SLOT_BYTES);
    await this.#file.datasync();
    this.#slots[slot] = ledger;
  }

  async close(): Promise<void> {
    await this.#file.close();
  }
}

function ledgerIn(content: Buffer, slot: number): Ledger | undefined {
  const text = content.toString('utf8', slot * SLOT_BYTES, (slot + 1) * SLOT_BYTES);
  try {
    return unsealLedger(text.slice(0, text.indexOf('\n')));
  } catch {
    return undefined;
  }
}

function ignoreMissing(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'ENOENT') throw error;
}

/** Writes to the store what became of an attempt, even where the store is away just then. */
import type { Logger } from 'pino';
import { FREED, type KeyRecord, parseRecord } from '../directory/idempotency-record.js';
import type { Store, SwapOptions } from '../directory/store/store.js';

export interface Change {
  name: string;
  /** What may stand there before, in the order in which it is looked for; undefined: nothing. */
  from: readonly (string | undefined)[];
  /** What shall stand there; undefined: nothing. */
  to: string | undefined;
  options?: SwapOptions;
}

/** Changes at most that wait for the store. */
const MAX_WAITING = 10_000;
const RETRY_MS = 2_000;

/**
 * What is not known to be written is tried again while the process lives: a record that says too little is safe, but it keeps its key from
 * being used, and costs an operator's time.
 */
export class OutcomeWriter {
  readonly #store: Store;
  readonly #log: Logger;
  /** By name: only the latest attempt can stand there. */
  readonly #waiting = new Map<string, Change>();
  #timer: NodeJS.Timeout | undefined;
  #isClosed = false;

  constructor(store: Store, log: Logger) {
    this.#store = store;
    this.#log = log;
  }

  /** Resolves when it is written, or has to wait. Never rejects: the client is told the outcome all the same. */
  async write(change: Change): Promise<void> {
    try {
      await this.#apply(change);
    } catch (error) {
      const isWaiting = this.#waiting.size < MAX_WAITING;
      if (isWaiting) this.#waiting.set(change.name, change);
      this.#log.error({ err: error, isWaiting }, 'the store did not keep the outcome of an idempotency key');
      this.#retryLater();
    }
  }

  /**
   * What is known of an attempt.
   *
   * @param record As the store has it, which is there.
   * @returns undefined where it was never sent, and its key is about to be free.
   */
  async latest(name: string, record: KeyRecord): Promise<KeyRecord | undefined> {
    const change = this.#waiting.get(name);
    if (!change) return record;
    await this.retry();
    if (change.to === undefined) return undefined;
    const outcome = parseRecord(change.to);
    return outcome.attempt === record.attempt ? outcome : record;
  }

  /** Tries everything that waits, in turn, until the store fails again. */
  async retry(): Promise<void> {
    for (const change of [...this.#waiting.values()]) {
      try {
        await this.#apply(change);
        if (this.#waiting.get(change.name) === change) this.#waiting.delete(change.name);
      } catch {
        break;
      }
    }
  }

  /** Tries for the last time. */
  async close(): Promise<void> {
    this.#isClosed = true;
    clearTimeout(this.#timer);
    await this.retry();
    const { size } = this.#waiting;
    if (size > 0)
      this.#log.error({ outcomes: size }, 'outcomes of idempotency keys are lost; operators must settle them');
  }

  #retryLater(): void {
    clearTimeout(this.#timer);
    if (this.#isClosed) return;
    this.#timer = setTimeout(() => {
      void this.retry().then(() => this.#waiting.size > 0 && this.#retryLater());
    }, RETRY_MS).unref();
  }

  async #apply({ name, from, to, options }: Change): Promise<void> {
    let standing: string | undefined;
    for (const text of from) {
      standing = await this.#store.swap(name, text, to, options);
      // An earlier try may have been carried out although it seemed to fail.
      if (standing === text || standing === to) return;
    }
    if (to !== undefined && standing !== FREED)
      this.#log.error({ name }, 'another attempt stands under an idempotency key: there may be two orders');
  }
}

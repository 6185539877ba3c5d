/** Writes to the store what became of an attempt, even where the store is unavailable at that moment. */
import type { Logger } from 'pino';
import { type PendingWrite, RetryQueue } from '../directory/retry-queue.js';
import type { Store, SwapOptions } from '../directory/store/store.js';
import { FREED, type KeyRecord, parseRecord } from './key-record.js';

export interface Change {
  attempt: string;
  name: string;
  /** What may stand there before, in the order in which it is looked for; undefined: nothing. */
  from: readonly (string | undefined)[];
  /** What shall stand there; undefined: nothing. */
  to: string | undefined;
  options?: SwapOptions;
}

interface PendingChange extends PendingWrite {
  change: Change;
}

/** A record that says too little is safe, but it keeps its key from being used, and costs an operator's time. */
export class OutcomeWriter {
  readonly #store: Store;
  readonly #log: Logger;
  readonly #queue: RetryQueue<PendingChange>;

  constructor(store: Store, log: Logger) {
    this.#store = store;
    this.#log = log;
    const lostMessage = 'outcomes of idempotency keys are lost; operators must settle them';
    this.#queue = new RetryQueue({ component: 'idempotency', lostMessage, log });
  }

  /** How many outcomes wait for the store. */
  get waiting(): number {
    return this.#queue.size;
  }

  /** Resolves when it is written, or waits. Never rejects. */
  write(change: Change): Promise<void> {
    const { attempt, name } = change;
    return this.#queue.write({ keys: [name], ids: { attempt }, change, apply: () => this.#apply(change) });
  }

  /**
   * What is known of an attempt.
   *
   * @param record As the store has it.
   * @returns undefined where it was never sent, and its key is about to be free.
   */
  async latest(name: string, record: KeyRecord): Promise<KeyRecord | undefined> {
    const change = this.#queue.lastFor(name)?.change;
    if (!change) return record;
    await this.#queue.retry();
    if (change.to === undefined) return undefined;
    const outcome = parseRecord(change.to);
    return outcome.attempt === record.attempt ? outcome : record;
  }

  /** Tries for the last time. */
  close(): Promise<void> {
    return this.#queue.close();
  }

  async #apply({ name, from, to, options }: Change): Promise<void> {
    let standing: string | undefined;
    for (const text of from) {
      standing = await this.#store.swap(name, text, to, options);
      // An earlier try may have been carried out although it seemed to fail.
      if (standing === text || standing === to) return;
    }
    if (to !== undefined && standing !== FREED)
      this.#log.error({ name }, 'idempotency key is held by another attempt; two orders may exist');
  }
}

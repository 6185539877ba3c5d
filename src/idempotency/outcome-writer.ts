/** Records the outcomes of attempts, with retries while the store is unavailable. */
import type { Logger } from 'pino';
import { type PendingWrite, RetryQueue } from '../directory/retry-queue.js';
import type { Store, SwapOptions } from '../directory/store/store.js';
import { FREED, type KeyRecord, parseRecord } from './key-record.js';

export interface Change {
  attempt: string;
  name: string;
  /** Values that can be replaced, in the order of the attempts; undefined: absent. */
  from: readonly (string | undefined)[];
  /** The new value; undefined: delete. */
  to: string | undefined;
  options?: SwapOptions;
}

interface PendingChange extends PendingWrite {
  change: Change;
}

/** Number of pending outcomes kept. A lost outcome is safe, but blocks its key until an operator settles it. */
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

  /** Number of pending outcomes. */
  get waiting(): number {
    return this.#queue.size;
  }

  /** Resolves when the outcome is recorded or pending. Never rejects. */
  write(change: Change): Promise<void> {
    const { attempt, name } = change;
    return this.#queue.write({ keys: [name], ids: { attempt }, change, apply: () => this.#apply(change) });
  }

  /**
   * The latest known record of an attempt.
   *
   * @param record The store's record.
   * @returns undefined if the attempt was never sent and its key is about to be freed.
   */
  async latest(name: string, record: KeyRecord): Promise<KeyRecord | undefined> {
    const change = this.#queue.lastFor(name)?.change;
    if (!change) return record;
    await this.#queue.retry();
    if (change.to === undefined) return undefined;
    const outcome = parseRecord(change.to);
    return outcome.attempt === record.attempt ? outcome : record;
  }

  /** Retries for the last time. */
  close(): Promise<void> {
    return this.#queue.close();
  }

  async #apply({ name, from, to, options }: Change): Promise<void> {
    let standing: string | undefined;
    for (const text of from) {
      standing = await this.#store.swap(name, text, to, options);
      // An earlier try can have taken effect although it failed.
      if (standing === text || standing === to) return;
    }
    if (to !== undefined && standing !== FREED)
      this.#log.error(
        { component: 'idempotency', name, advice: 'look in the REST API for what was created twice' },
        'idempotency key is held by another attempt; both may have created something',
      );
  }
}

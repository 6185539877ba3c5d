/** Writes that the store did not take, tried again in order until it does. */
import type { Logger } from 'pino';

export interface PendingWrite {
  /** Keys that it writes in the store. Writes of the same key are carried out in the order in which they came. */
  readonly keys: readonly string[];
  /** Ids that name it in the log. */
  readonly ids: Readonly<Record<string, string>>;
  /** Writes; can be called again, also where an earlier call was carried out although it failed. */
  apply(): Promise<void>;
}

export interface RetryQueueOptions {
  /** Name of its owner in the log. */
  component: string;
  /** Message for what could never be written. */
  lostMessage: string;
  log: Logger;
}

const MAX_WAITING = 10_000;
const RETRY_MS = 2_000;
/** Failures in a row after which the store counts as unavailable: one write that always fails must not hold up those behind it. */
const MAX_FAILURES = 3;
/** Writes that one line of the log names. */
const NAMES_PER_LINE = 100;

export class RetryQueue<Write extends PendingWrite> {
  readonly #options: RetryQueueOptions;
  readonly #waiting = new Set<Write>();
  /** Oldest first. */
  readonly #byKey = new Map<string, Set<Write>>();
  /** First attempts in flight. */
  readonly #running = new Set<Promise<void>>();
  #round: Promise<void> | undefined;
  #timer: NodeJS.Timeout | undefined;
  #isClosed = false;

  constructor(options: RetryQueueOptions) {
    this.#options = options;
  }

  /** How many writes wait for the store. */
  get size(): number {
    return this.#waiting.size;
  }

  /** Returns the oldest write that waits for a key. */
  firstFor(key: string): Write | undefined {
    return this.#byKey.get(key)?.values().next().value;
  }

  /** Returns the newest write that waits for a key. */
  lastFor(key: string): Write | undefined {
    return [...(this.#byKey.get(key) ?? [])].at(-1);
  }

  /** Resolves when it is written, or waits. Never rejects: what was done is done, and the client is answered all the same. */
  async write(write: Write): Promise<void> {
    if (!this.#isFirst(write)) {
      this.#wait(write);
      void this.retry();
      return;
    }
    const attempt = write.apply().catch((error: unknown) => this.#wait(write, error));
    this.#running.add(attempt);
    await attempt;
    this.#running.delete(attempt);
  }

  /** Tries all that waits, unless the store fails again and again. */
  retry(): Promise<void> {
    this.#round ??= this.#retryAll().finally(() => {
      this.#round = undefined;
    });
    return this.#round;
  }

  /** Tries for the last time, and names in the log what could not be written. */
  async close(): Promise<void> {
    await Promise.all(this.#running);
    this.#isClosed = true;
    clearTimeout(this.#timer);
    await this.#round;
    await this.retry();
    const lost = [...this.#waiting].map(({ ids }) => ids);
    for (let start = 0; start < lost.length; start += NAMES_PER_LINE)
      this.#logLost(lost.slice(start, start + NAMES_PER_LINE));
  }

  async #retryAll(): Promise<void> {
    let failures = 0;
    for (const write of this.#waiting) {
      if (!this.#isFirst(write)) continue;
      try {
        await write.apply();
        this.#remove(write);
        failures = 0;
      } catch {
        failures += 1;
        if (failures === MAX_FAILURES) return;
      }
    }
  }

  #wait(write: Write, error?: unknown): void {
    const { component, log } = this.#options;
    if (this.#isClosed || this.#waiting.size >= MAX_WAITING) {
      this.#logLost([write.ids], error);
      return;
    }
    if (this.#waiting.size === 0)
      log.warn({ component, err: error }, 'store write failed; retrying until the store accepts it');
    this.#waiting.add(write);
    for (const key of write.keys) this.#byKey.set(key, (this.#byKey.get(key) ?? new Set()).add(write));
    this.#retryLater();
  }

  #remove(write: Write): void {
    this.#waiting.delete(write);
    for (const key of write.keys) {
      const left = this.#byKey.get(key);
      left?.delete(write);
      if (left?.size === 0) this.#byKey.delete(key);
    }
    const { component, log } = this.#options;
    if (this.#waiting.size === 0) log.info({ component }, 'store accepted all pending writes');
  }

  /** Whether nothing that came before waits for the same keys. */
  #isFirst(write: Write): boolean {
    return write.keys.every((key) => (this.firstFor(key) ?? write) === write);
  }

  #retryLater(): void {
    this.#timer ??= setTimeout(async () => {
      await this.retry();
      this.#timer = undefined;
      if (this.#waiting.size > 0 && !this.#isClosed) this.#retryLater();
    }, RETRY_MS).unref();
  }

  #logLost(lost: readonly PendingWrite['ids'][], error?: unknown): void {
    const { component, lostMessage, log } = this.#options;
    log.error({ component, lost, ...(error !== undefined && { err: error }) }, lostMessage);
  }
}

/** Retries failed writes of the store in order, until they succeed. */
import type { Logger } from 'pino';

export interface PendingWrite {
  /** Keys of the write. Writes of the same key run in order. */
  readonly keys: readonly string[];
  /** Ids for the log. */
  readonly ids: Readonly<Record<string, string>>;
  /** Writes. Can be called again, even if an earlier call took effect although it failed. */
  apply(): Promise<void>;
}

export interface RetryQueueOptions {
  /** `component` of log lines. */
  component: string;
  /** Log message for lost writes. */
  lostMessage: string;
  log: Logger;
}

const MAX_WAITING = 10_000;
const RETRY_MS = 2_000;
/** Consecutive failures after which the store counts as unavailable. One write that always fails must not delay others. */
const MAX_FAILURES = 3;
/** Maximum number of lost writes named in one log line. */
const NAMES_PER_LINE = 100;

export class RetryQueue<Write extends PendingWrite> {
  readonly #options: RetryQueueOptions;
  readonly #waiting = new Set<Write>();
  /** Pending writes, oldest first. */
  readonly #byKey = new Map<string, Set<Write>>();
  /** First attempts in flight. */
  readonly #running = new Set<Promise<void>>();
  #round: Promise<void> | undefined;
  #timer: NodeJS.Timeout | undefined;
  #isClosed = false;

  constructor(options: RetryQueueOptions) {
    this.#options = options;
  }

  /** Number of pending writes. */
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

  /** Resolves when the write has succeeded or is pending. Never rejects, since the client is answered in any case. */
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

  /** Retries all pending writes, until the store fails repeatedly. */
  retry(): Promise<void> {
    this.#round ??= this.#retryAll().finally(() => {
      this.#round = undefined;
    });
    return this.#round;
  }

  /** Retries for the last time, and logs the lost writes. */
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

  /** Whether no earlier pending write has the same keys. */
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

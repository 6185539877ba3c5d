/** Counts the idempotency keys whose order has an unknown outcome, for metrics. */
import type { Logger } from 'pino';
import type { Store } from '../directory/store/store.js';
import type { Metrics } from '../observability/metrics.js';
import { storedRecords } from './key-record.js';
import { standingOf } from './settle.js';

const INTERVAL_MS = 60_000;
/** A count that takes long is made less often: at most one part in this many of the time is spent with it. */
const IDLE_PARTS = 50;

/** Counts in the background and not at a scrape, since it reads every key of the store. The first count comes at once. */
export class UnsettledKeys {
  readonly #store: Store;
  readonly #log: Logger;
  #count = 0;
  #oldest: number | undefined;
  #timer: NodeJS.Timeout | undefined;
  #isWatching = false;
  #isClosed = false;

  constructor(store: Store, { metrics, log }: { metrics: Metrics; log: Logger }) {
    this.#store = store;
    this.#log = log;
    metrics.gauge('keysUnsettled', () => this.#count);
    metrics.gauge('oldestUnsettled', () => (this.#oldest === undefined ? 0 : (Date.now() - this.#oldest) / 1_000));
  }

  /** Counts now and at intervals until {@link close}. */
  async watch(): Promise<void> {
    this.#isWatching = true;
    clearTimeout(this.#timer);
    const startedAt = performance.now();
    await this.#recount().catch((error: unknown) =>
      this.#log.warn({ component: 'idempotency', err: error }, 'unsettled idempotency keys could not be counted'),
    );
    if (this.#isClosed) return;
    clearTimeout(this.#timer);
    const pauseMs = Math.max(INTERVAL_MS, (performance.now() - startedAt) * IDLE_PARTS);
    this.#timer = setTimeout(() => void this.watch(), pauseMs).unref();
  }

  /** Counts at once, since an outcome has become unknown. */
  recount(): void {
    if (this.#isWatching) void this.watch();
  }

  async #recount(): Promise<void> {
    let count = 0;
    let oldest: number | undefined;
    for await (const { record } of storedRecords(this.#store)) {
      if (this.#isClosed) return;
      if (standingOf(record, this.#store) !== 'unknown') continue;
      count += 1;
      oldest = Math.min(oldest ?? Number.POSITIVE_INFINITY, Date.parse(record.startedAt));
    }
    this.#count = count;
    this.#oldest = oldest;
  }

  close(): void {
    this.#isClosed = true;
    clearTimeout(this.#timer);
  }
}

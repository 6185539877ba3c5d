/** Sweeps expired idempotency keys from a store that does not expire them itself. */
import type { Logger } from 'pino';
import type { Store } from '../directory/store/store.js';
import { isOver, storedRecords } from './key-record.js';

/** Interval of sweeps in milliseconds. Expired records are ignored even before they are swept. */
const INTERVAL_MS = 60 * 60 * 1_000;

/** Sweeps at intervals until `stop`. Errors are logged. */
export function sweepRegularly(store: Store, log: Logger): { stop(): void } {
  if (store.forgets) return { stop: () => {} };
  const timer = setInterval(() => {
    sweep(store).catch((error: unknown) =>
      log.warn({ component: 'idempotency', err: error }, 'sweep of settled idempotency keys failed'),
    );
  }, INTERVAL_MS);
  timer.unref();
  return { stop: () => clearInterval(timer) };
}

/** @returns the number of deleted records. */
export async function sweep(store: Store): Promise<number> {
  let swept = 0;
  for await (const { name, text, record } of storedRecords(store)) {
    if (isOver(record, store) && (await store.swap(name, text, undefined, { flush: false })) === text) swept += 1;
  }
  return swept;
}

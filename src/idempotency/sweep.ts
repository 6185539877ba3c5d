/** Settled idempotency keys leave a store that doesn't forget by itself. */
import type { Logger } from 'pino';
import type { Store } from '../directory/store/store.js';
import { isOver, storedRecords } from './key-record.js';

/** What is over counts for nothing even before it is swept, so there is no hurry. In milliseconds. */
const INTERVAL_MS = 60 * 60 * 1_000;

/** Sweeps from time to time, until it is told to stop; what goes wrong is logged. */
export function sweepRegularly(store: Store, log: Logger): { stop(): void } {
  if (store.forgets) return { stop: () => {} };
  const timer = setInterval(() => {
    sweep(store).catch((error: unknown) => log.warn({ err: error }, 'sweep of settled idempotency keys failed'));
  }, INTERVAL_MS);
  timer.unref();
  return { stop: () => clearInterval(timer) };
}

/** @returns how many records are gone. */
export async function sweep(store: Store): Promise<number> {
  let swept = 0;
  for await (const { name, text, record } of storedRecords(store)) {
    if (isOver(record, store) && (await store.swap(name, text, undefined, { flush: false })) === text) swept += 1;
  }
  return swept;
}

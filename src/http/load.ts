/** Whether the process has more to do than it can: then new work is refused, so that what was begun is answered. */
import { type IntervalHistogram, monitorEventLoopDelay } from 'node:perf_hooks';
import { getHeapStatistics } from 'node:v8';
import type { Logger } from 'pino';

export interface LoadLimits {
  /** How late the event loop may be, on average over a second. */
  maxEventLoopDelayMs: number;
  /** The process's resident memory; undefined: nine tenths of what its container has, if it is in one. */
  maxMemoryBytes: number | undefined;
}

const INTERVAL_MS = 1_000;
const RESOLUTION_MS = 10;
/** How much of what there is may be taken. */
const SHARE = 0.9;

/**
 * How many measurements in a row memory may refuse work; then work is taken until the next. What could be freed only shows when it is collected,
 * and a process that does nothing collects nothing: it would refuse for ever.
 */
const MAX_REFUSALS = 3;

/** Measures once a second: asking costs nothing. */
export class Load {
  readonly #limits: LoadLimits;
  readonly #log: Logger;
  readonly #delays: IntervalHistogram = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  readonly #timer: NodeJS.Timeout;
  readonly #maxMemory: number;
  readonly #maxHeap = getHeapStatistics().heap_size_limit * SHARE;
  #isTooHigh = false;
  /** How many measurements in a row memory has refused work. */
  #refusals = 0;

  constructor(limits: LoadLimits, log: Logger) {
    this.#limits = limits;
    this.#log = log;
    this.#maxMemory = limits.maxMemoryBytes ?? containerMemory() * SHARE;
    this.#delays.enable();
    this.#timer = setInterval(() => this.#measure(), INTERVAL_MS).unref();
    this.#measure();
  }

  get isTooHigh(): boolean {
    return this.#isTooHigh;
  }

  close(): void {
    clearInterval(this.#timer);
    this.#delays.disable();
  }

  #measure(): void {
    // Not a number where nothing was measured yet, which is no delay.
    const delayMs = Math.max(0, this.#delays.mean / 1e6 - RESOLUTION_MS) || 0;
    this.#delays.reset();
    const { rss, heapUsed } = process.memoryUsage();
    const wasTooHigh = this.#isTooHigh;
    const isShort = rss > this.#maxMemory || heapUsed > this.#maxHeap;
    this.#refusals = isShort && this.#refusals < MAX_REFUSALS ? this.#refusals + 1 : 0;
    this.#isTooHigh = delayMs > this.#limits.maxEventLoopDelayMs || this.#refusals > 0;
    if (this.#isTooHigh === wasTooHigh) return;
    const figures = { eventLoopDelayMs: Math.round(delayMs), memoryMb: Math.round(rss / 2 ** 20) };
    if (this.#isTooHigh) this.#log.warn(figures, 'the gateway is overloaded: new work is refused');
    else this.#log.info(figures, 'the gateway takes new work again');
  }
}

/** In bytes; more than any machine has where there is no such limit. */
function containerMemory(): number {
  const bytes = process.constrainedMemory();
  return bytes > 0 ? bytes : Number.POSITIVE_INFINITY;
}

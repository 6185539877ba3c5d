/** Load shedding and readiness: decides whether HTTP and WebSocket accept new work. */
import { getHeapStatistics } from 'node:v8';
import underPressure from '@fastify/under-pressure';
import type { FastifyInstance } from 'fastify';
import type { Logger } from 'pino';
import { type Readiness, stateOf } from './health.js';
import type { IngressLimits } from './ingress-limits.js';

/** @returns the code that new work is rejected with; undefined if the gateway accepts it. */
export type Admission = () => Rejection | undefined;
type Rejection = 'STORE_UNAVAILABLE' | 'SHUTTING_DOWN' | 'OVERLOADED';

export type LoadLimits = Pick<IngressLimits, 'maxEventLoopDelayMs' | 'maxMemoryBytes'>;

const SAMPLE_INTERVAL_MS = 1_000;
/** The share of the container's memory and of the heap limit that triggers load shedding. */
const SHARE = 0.9;

/**
 * The most consecutive samples for which memory may reject work. V8 collects garbage only while the process works, so a process that rejects
 * everything would stay above its limit forever.
 */
const MAX_REFUSALS = 3;

/** Samples the load once a second until the server closes, so that a request only reads the last result. The first sample comes after a second. */
export async function createAdmission(
  app: FastifyInstance,
  { readiness, limits, log }: { readiness: Readiness; limits: LoadLimits; log: Logger },
): Promise<Admission> {
  const { maxEventLoopDelayMs, maxMemoryBytes = containerMemory() * SHARE } = limits;
  const maxHeap = getHeapStatistics().heap_size_limit * SHARE;
  let refusals = 0;
  let wasTooHigh = false;
  const sample = (plugin: FastifyInstance): boolean => {
    const { rssBytes, heapUsed, eventLoopDelay } = plugin.memoryUsage();
    const isShort = rssBytes > maxMemoryBytes || heapUsed > maxHeap;
    refusals = isShort && refusals < MAX_REFUSALS ? refusals + 1 : 0;
    const isTooHigh = refusals > 0 || eventLoopDelay > maxEventLoopDelayMs;
    if (isTooHigh !== wasTooHigh) {
      const figures = { eventLoopDelayMs: Math.round(eventLoopDelay), memoryMb: Math.round(rssBytes / 2 ** 20) };
      if (isTooHigh) log.warn({ component: 'overload', ...figures }, 'overload started; new work is rejected');
      else log.info({ component: 'overload', ...figures }, 'overload ended; new work is accepted');
    }
    wasTooHigh = isTooHigh;
    return refusals === 0;
  };
  let isUnderPressure = (): boolean => false;
  // Registered in a context without routes, since the plugin's own hook would also reject health checks.
  await app.register(async (plugin) => {
    await plugin.register(underPressure, {
      maxEventLoopDelay: maxEventLoopDelayMs,
      sampleInterval: SAMPLE_INTERVAL_MS,
      // Instead of the plugin's own memory limits, which would reject work without end.
      healthCheck: async () => sample(plugin),
      healthCheckInterval: SAMPLE_INTERVAL_MS,
    });
    isUnderPressure = () => plugin.isUnderPressure();
  });
  return () => {
    if (readiness.isStopping) return 'SHUTTING_DOWN';
    // An instance that listens and is not ready waits for the first connection to its store.
    if (stateOf(readiness) === 'starting') return 'STORE_UNAVAILABLE';
    return isUnderPressure() ? 'OVERLOADED' : undefined;
  };
}

/** The memory limit of the container in bytes; infinite if there is none. */
function containerMemory(): number {
  const bytes = process.constrainedMemory();
  return bytes > 0 ? bytes : Number.POSITIVE_INFINITY;
}

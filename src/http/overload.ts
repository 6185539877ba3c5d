/** Whether new work is taken: the same answer for HTTP and WebSocket. */
import { getHeapStatistics } from 'node:v8';
import underPressure from '@fastify/under-pressure';
import type { FastifyInstance } from 'fastify';
import type { Logger } from 'pino';
import type { FrontDoor } from '../config/ingress-limits.js';
import { type Readiness, stateOf } from './health.js';

export interface NotAdmitted {
  reason: 'starting' | 'stopping' | 'overloaded';
  /** For the client. */
  message: string;
}

/** @returns why new work is refused; undefined if it is taken. */
export type Admission = () => NotAdmitted | undefined;

export type LoadLimits = Pick<FrontDoor, 'maxEventLoopDelayMs' | 'maxMemoryBytes'>;

const SAMPLE_INTERVAL_MS = 1_000;
/** The share of the container's memory and of the heap limit that may be used. */
const SHARE = 0.9;

/**
 * Samples in a row for which memory may refuse work; then work is taken until the next. Garbage is only collected while the process works: one
 * that refuses everything would stay above its limit for ever.
 */
const MAX_REFUSALS = 3;

const OVERLOADED: NotAdmitted = {
  reason: 'overloaded',
  message: 'The gateway has too much to do. Nothing was done; please try again.',
};

/** Samples the load once a second, for the first time after a second, until the server closes: asking costs nothing. */
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
      if (isTooHigh) log.warn(figures, 'the gateway is overloaded: new work is refused');
      else log.info(figures, 'the gateway takes new work again');
    }
    wasTooHigh = isTooHigh;
    return refusals === 0;
  };
  let isUnderPressure = (): boolean => false;
  // In a context without routes: the plugin's own hook would refuse health checks too.
  await app.register(async (plugin) => {
    await plugin.register(underPressure, {
      maxEventLoopDelay: maxEventLoopDelayMs,
      sampleInterval: SAMPLE_INTERVAL_MS,
      // The plugin's own limits on memory know no end.
      healthCheck: async () => sample(plugin),
      healthCheckInterval: SAMPLE_INTERVAL_MS,
    });
    isUnderPressure = () => plugin.isUnderPressure();
  });
  return () => {
    const state = stateOf(readiness);
    if (state !== 'ready') return { reason: state, message: `The gateway is ${state}.` };
    return isUnderPressure() ? OVERLOADED : undefined;
  };
}

/** In bytes; more than any machine has where there is no such limit. */
function containerMemory(): number {
  const bytes = process.constrainedMemory();
  return bytes > 0 ? bytes : Number.POSITIVE_INFINITY;
}

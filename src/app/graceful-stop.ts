/** Stops a gateway: running operations end, their answers leave, and every resource is released. */
import { Server } from 'node:net';
import { setImmediate, setTimeout } from 'node:timers/promises';
import type { ApolloServer } from '@apollo/server';
import type { FastifyInstance } from 'fastify';
import { within } from '../common/within.js';
import type { Context } from '../graphql/operation/context.js';
import type { Readiness } from '../http/health.js';
import type { SubscriptionStreams } from '../http/stream/subscription-streams.js';
import type { WebSockets } from '../http/websocket/websocket-server.js';
import type { Tracer } from '../observability/tracer.js';
import type { Foundation } from './services.js';
import type { State } from './state.js';

export interface RunningGateway {
  foundation: Foundation;
  state: State;
  apollo: ApolloServer<Context>;
  app: FastifyInstance;
  streams: SubscriptionStreams;
  sockets: WebSockets;
  sweeper: { stop(): void };
  readiness: Readiness;
  /** Log lines that are due, and the listener of the metrics. */
  reports: readonly { close(): void }[];
  tracer: Tracer | undefined;
  /** `DRAIN_DELAY_MS` */
  drainDelayMs: number;
}

/** Time for running operations to end, in milliseconds. */
const DRAIN_TIMEOUT_MS = 6_000;
/** Time for requests on connections that were accepted last, in milliseconds. */
const LAST_REQUESTS_MS = 100;
/** Time for answers to leave, in milliseconds. */
const ANSWER_TIMEOUT_MS = 500;

/** An iteration of the event loop that takes less had no event, in milliseconds. */
const QUIET_MS = 0.2;
const MAX_ITERATIONS = 1_000;

/**
 * Resolves in an iteration of the event loop without events, or after many. Connections that the system has made and the process has not accepted are
 * reset when the listener closes, and a proxy does not repeat the POST that it has sent on one.
 */
async function quietMoment(): Promise<void> {
  for (let iteration = 0; iteration < MAX_ITERATIONS; iteration += 1) {
    const begunAt = performance.now();
    await setImmediate();
    if (performance.now() - begunAt < QUIET_MS) return;
  }
}

/** Stops the gateway within about 7.5 seconds after the drain delay. */
export async function stopGracefully(gateway: RunningGateway): Promise<void> {
  const { foundation, state, apollo, app, streams, sockets, sweeper, readiness, reports, tracer, drainDelayMs } =
    gateway;
  const { operations, rest, transport, services } = foundation;
  const { idempotencyKeys, watchers, directory } = services;
  const drained = async (): Promise<void> => {
    await operations.ended();
    await rest.writesSettled();
    await idempotencyKeys.settled();
  };

  // Balancers stop sending while everything is still served, and clients of sockets and streams move to other instances.
  readiness.isDraining = true;
  if (drainDelayMs > 0) {
    sockets.drain(drainDelayMs);
    streams.drain(drainDelayMs);
    await setTimeout(drainDelayMs);
    // A proxy sends a request right after it has connected, and repeats no POST, so those that connected last are still served: the HTTP server's own
    // close() would end connections whose request has not arrived.
    await quietMoment();
    Server.prototype.close.call(app.server);
    await setTimeout(LAST_REQUESTS_MS);
  }
  readiness.isStopping = true;
  const httpClosed = app.close();
  await within(DRAIN_TIMEOUT_MS, drained());
  // Operations that still run are answered now, with what they have.
  operations.expire();
  await within(ANSWER_TIMEOUT_MS, operations.ended());
  streams.close();
  await sockets.close();
  await within(ANSWER_TIMEOUT_MS, httpClosed);
  app.server.closeAllConnections();
  watchers.close();
  await Promise.all([apollo.stop(), transport.close()]);
  sweeper.stop();
  // Closing the transport cut off writes, whose keys are now recorded as unknown.
  await within(ANSWER_TIMEOUT_MS, idempotencyKeys.settled());
  await Promise.all([idempotencyKeys.close(), directory.close()]);
  await state.close();
  for (const report of reports) report.close();
  await within(ANSWER_TIMEOUT_MS, tracer?.close() ?? Promise.resolve());
}

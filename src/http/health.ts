import type { FastifyInstance } from 'fastify';

/** A part that is unavailable. */
export interface Unavailable {
  name: string;
  /** For operators. */
  reason: string;
}

export interface Readiness {
  isListening: boolean;
  /** Whether the instance is about to stop: it still serves, but health checks say otherwise, so that balancers send no more. */
  isDraining: boolean;
  /** Whether the store has connected once. */
  isOpened: boolean;
  isStopping: boolean;
  /** The parts that are unavailable. All instances share them, so readiness stays 200. */
  away: () => Unavailable[];
}

/** The state that health checks report. */
export function stateOf({
  isListening,
  isOpened,
  isDraining,
  isStopping,
}: Readiness): 'starting' | 'ready' | 'stopping' {
  if (isStopping || isDraining) return 'stopping';
  return isListening && isOpened ? 'ready' : 'starting';
}

export const isHealthCheck = (url: string): boolean => url.startsWith('/healthz') || url.startsWith('/readyz');

/** `GET /healthz`: 200 while the process serves. `GET /readyz`: 503 before the store has connected once and during a shutdown. */
export function registerHealth(app: FastifyInstance, readiness: Readiness): void {
  const method = ['GET', 'HEAD'];
  app.route({ method, url: '/healthz', handler: async () => ({ status: 'ok' }) });
  app.route({
    method,
    url: '/readyz',
    handler: async (_request, reply) => {
      const status = stateOf(readiness);
      return reply.code(status === 'ready' ? 200 : 503).send({ status, away: readiness.away() });
    },
  });
}

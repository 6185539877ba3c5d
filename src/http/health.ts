import type { FastifyInstance } from 'fastify';

export interface Readiness {
  isListening: boolean;
  /** Whether the store has been there. */
  isOpened: boolean;
  isStopping: boolean;
  /** What the gateway has to do without at the moment: no reason to take it out, since all instances share that. */
  away: () => string[];
}

export function stateOf({ isListening, isOpened, isStopping }: Readiness): 'starting' | 'ready' | 'stopping' {
  if (isStopping) return 'stopping';
  return isListening && isOpened ? 'ready' : 'starting';
}

export const isHealthCheck = (url: string): boolean => url.startsWith('/healthz') || url.startsWith('/readyz');

/** `GET /healthz`: the process lives. `GET /readyz`: it takes traffic; 503 until it does and while it stops. */
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

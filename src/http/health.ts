import type { FastifyInstance } from 'fastify';

export interface Readiness {
  state: 'starting' | 'ready' | 'stopping';
  /** What the gateway has to do without at the moment. */
  away: string[];
}

/** `GET /healthz`: the process lives. `GET /readyz`: it takes traffic; 503 until it does and while it stops. */
export function registerHealth(app: FastifyInstance, readiness: () => Readiness): void {
  app.get('/healthz', async () => ({ status: 'ok' }));
  app.get('/readyz', async (_request, reply) => {
    const { state, away } = readiness();
    return reply.code(state === 'ready' ? 200 : 503).send({ status: state, away });
  });
}

/** The HTTP server with all routes, not yet listening. */
import cors from '@fastify/cors';
import Fastify, { type FastifyInstance } from 'fastify';
import { registerWebhook, type WebhookOptions } from '../live/webhook-route.js';
import { type GraphQLHttpOptions, registerGraphQL } from './graphql-http.js';
import { type Readiness, registerHealth } from './health.js';
import type { OriginCheck } from './origins.js';

export interface HttpOptions {
  graphql: GraphQLHttpOptions;
  webhook: WebhookOptions;
  readiness: () => Readiness;
  isAllowedOrigin: OriginCheck;
}

/** Seconds that a browser may remember a preflight's answer. */
const PREFLIGHT_MAX_AGE = 600;

export async function createHttpServer(options: HttpOptions): Promise<FastifyInstance> {
  const app = Fastify({ logger: false, forceCloseConnections: 'idle', bodyLimit: 16 * 1024 });
  await app.register(cors, {
    delegator: (request, callback) => {
      const { origin, host } = request.headers;
      callback(null, {
        origin: origin !== undefined && options.isAllowedOrigin(origin, host) ? origin : false,
        methods: ['GET', 'POST'],
        maxAge: PREFLIGHT_MAX_AGE,
      });
    },
  });
  registerHealth(app, options.readiness);
  registerWebhook(app, options.webhook);
  registerGraphQL(app, options.graphql);
  return app;
}

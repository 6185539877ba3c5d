/** The HTTP server with all routes, not yet listening. */
import cors from '@fastify/cors';
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import { registerWebhook, WEBHOOK_PATH, type WebhookOptions } from '../live/webhook-route.js';
import { type GraphQLHttpOptions, registerGraphQL } from './graphql-http.js';
import { refuseGraphQL } from './graphql-refusal.js';
import { type GraphQLStreamOptions, type GraphQLStreams, registerGraphQLStream } from './graphql-stream.js';
import { type Readiness, registerHealth, stateOf } from './health.js';
import type { OriginCheck } from './origins.js';

export interface HttpOptions {
  graphql: GraphQLHttpOptions;
  stream: GraphQLStreamOptions;
  webhook: WebhookOptions;
  readiness: Readiness;
  isAllowedOrigin: OriginCheck;
}

export interface HttpServer {
  app: FastifyInstance;
  streams: GraphQLStreams;
}

/** Seconds that a browser may remember a preflight's answer. */
const PREFLIGHT_MAX_AGE = 600;

export async function createHttpServer(options: HttpOptions): Promise<HttpServer> {
  const app = Fastify({
    logger: false,
    forceCloseConnections: 'idle',
    bodyLimit: 16 * 1024,
    // Refused below, in the words of each route.
    return503OnClosing: false,
  });
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
  app.addHook('onRequest', async (request, reply) => {
    const state = stateOf(options.readiness);
    if (state === 'ready' || isHealthCheck(request.url)) return;
    if (state === 'stopping') reply.header('connection', 'close');
    const message = state === 'stopping' ? 'The gateway is stopping.' : 'The gateway is starting.';
    await refuse(request, reply.header('retry-after', '5'), 503, 'UPSTREAM_UNAVAILABLE', message);
  });
  app.setNotFoundHandler((request, reply) => refuse(request, reply, 404, 'NOT_FOUND', 'There is no such route.'));
  registerHealth(app, options.readiness);
  registerWebhook(app, options.webhook);
  app.decorateRequest('session');
  registerGraphQL(app, options.graphql);
  const streams = registerGraphQLStream(app, options.stream);
  return { app, streams };
}

const isHealthCheck = (url: string): boolean => url.startsWith('/healthz') || url.startsWith('/readyz');

/** In the words of the route: the webhook's, or GraphQL's everywhere else. */
function refuse(
  request: FastifyRequest,
  reply: FastifyReply,
  status: number,
  code: string,
  message: string,
): FastifyReply {
  if (!request.url.startsWith(WEBHOOK_PATH)) return refuseGraphQL(request, reply, status, code, message);
  return reply.code(status).send({ status: '-1', message });
}

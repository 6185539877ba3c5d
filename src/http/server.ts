/** The HTTP server with all routes, not yet listening. */
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import { GatewayError } from '../common/gateway-error.js';
import { answerCors } from './cors.js';
import { type GraphQLHttpOptions, registerGraphQL } from './graphql/graphql-http.js';
import { errorHandler, RETRY_AFTER, refuseGraphQL } from './graphql/graphql-refusal.js';
import { isHealthCheck, type Readiness, registerHealth } from './health.js';
import type { IngressLimits } from './ingress-limits.js';
import { drainBody } from './malformed/lingering-close.js';
import { malformedHandler, serveSpecialRequests } from './malformed/malformed-requests.js';
import { PendingAnswers } from './malformed/pending-answers.js';
import type { OriginCheck } from './origins.js';
import { type Admission, createAdmission, type LoadLimits } from './overload.js';
import { parseJsonBodies } from './request-body.js';
import type { Refusal, RequestGate } from './request-gate.js';
import { pathOf, toOriginForm } from './request-target.js';
import { SECURITY_HEADERS } from './response-headers.js';
import {
  type GraphQLStreamOptions,
  type GraphQLStreams,
  registerGraphQLStream,
  STREAM_PATH,
} from './sse/graphql-stream.js';
import { registerWebhook, WEBHOOK_PATH, type WebhookOptions } from './webhook-route.js';

export interface HttpOptions {
  graphql: GraphQLHttpOptions;
  stream: GraphQLStreamOptions;
  webhook: WebhookOptions;
  readiness: Readiness;
  gate: RequestGate;
  isAllowedOrigin: OriginCheck;
  limits: LoadLimits & Pick<IngressLimits, 'headersTimeoutMs' | 'requestTimeoutMs' | 'keepAliveTimeoutMs'>;
  /** How long a connection may be without a byte in either direction, while an answer is due; in milliseconds. */
  silenceMs: number;
}

export interface HttpServer {
  app: FastifyInstance;
  streams: GraphQLStreams;
  admission: Admission;
}

/** Connections at most that are neither a WebSocket nor an event stream. */
const MAX_PLAIN_CONNECTIONS = 10_000;
/** How often connections are looked at whose request doesn't come, in milliseconds. */
const TIMEOUTS_CHECKED_MS = 1_000;
/** The methods of each route; HEAD is for health checks only. */
const METHODS: Readonly<Record<string, string>> = {
  '/graphql': 'GET, POST',
  [STREAM_PATH]: 'POST',
  [WEBHOOK_PATH]: 'POST',
  '/healthz': 'GET, HEAD',
  '/readyz': 'GET, HEAD',
};

export async function createHttpServer(options: HttpOptions): Promise<HttpServer> {
  const { gate, graphql, readiness, limits } = options;
  const { log } = graphql;
  const answers = new PendingAnswers();
  const app = Fastify({
    logger: false,
    forceCloseConnections: 'idle',
    bodyLimit: 16 * 1024,
    // Refused below, in the words of each route.
    return503OnClosing: false,
    exposeHeadRoutes: false,
    requestTimeout: limits.requestTimeoutMs,
    connectionTimeout: options.silenceMs,
    // Counts while a connection carries no request; the timeouts of heads and requests begin with a request's first byte.
    keepAliveTimeout: limits.keepAliveTimeoutMs,
    http: {
      headersTimeout: limits.headersTimeoutMs,
      connectionsCheckingInterval: TIMEOUTS_CHECKED_MS,
      // Node's own refusal of a request without one has no words.
      requireHostHeader: false,
    },
    clientErrorHandler: malformedHandler(answers),
    rewriteUrl: (request) => {
      toOriginForm(request);
      return request.url ?? '/';
    },
    // A path that can't be decoded: no hook sees it.
    frameworkErrors: (error, request, reply) => {
      const { statusCode = 400, message } = error;
      const refusal = gate(request.raw) ?? { status: statusCode, code: 'BAD_REQUEST', message };
      refuse(request, reply.headers(SECURITY_HEADERS), refusal);
    },
  });
  // The length of a head is bounded. Beyond a number, Node would hide headers from us that its parser goes by.
  app.server.maxHeadersCount = 0;
  app.server.maxConnections = 2 * options.stream.maxStreams + MAX_PLAIN_CONNECTIONS;
  serveSpecialRequests(app.server, answers, gate);
  parseJsonBodies(app);
  app.setErrorHandler(errorHandler(log));
  const admission = await createAdmission(app, { readiness, limits, log });
  // Without a promise, and before all other hooks: they and the libraries rely on it.
  app.addHook('onRequest', (request, reply, done) => {
    const { socket } = request.raw;
    // A stream may last for ever, and what waits behind it with it, unread and unseen to be left.
    for (const { req } of answers.on(socket)) if (req.url?.startsWith(STREAM_PATH)) socket.destroy();
    // The answer before said that the connection closes: what comes behind it would be done without an answer.
    if (!socket.writable) {
      request.raw.resume();
      return void reply.hijack();
    }
    answers.add(request.raw, reply.raw);
    reply.headers(SECURITY_HEADERS);
    const refusal = gate(request.raw);
    if (refusal) return void refuse(request, reply, refusal);
    if (answerCors(request, reply, options.isAllowedOrigin)) return;
    // Before the body is read. All that OPTIONS is served for is a preflight, which has been answered.
    if (request.is404 || request.method === 'OPTIONS') return void refuseRoute(request, reply);
    const code = isHealthCheck(request.url) ? undefined : admission();
    if (code === undefined) return done();
    if (code === 'SHUTTING_DOWN') reply.header('connection', 'close');
    reply.header('retry-after', RETRY_AFTER);
    refuse(request, reply, { status: 503, code, message: new GatewayError(code).message });
  });
  app.addHook('onSend', (request, reply, _payload, done) => {
    if (drainBody(request.raw)) reply.header('connection', 'close');
    done();
  });
  app.setNotFoundHandler(refuseRoute);
  registerHealth(app, readiness);
  registerWebhook(app, options.webhook);
  app.decorateRequest('session');
  registerGraphQL(app, options.graphql);
  const streams = registerGraphQLStream(app, options.stream);
  return { app, streams, admission };
}

function refuseRoute(request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const methods = METHODS[pathOf(request.url)];
  if (methods === undefined)
    return refuse(request, reply, { status: 404, code: 'NOT_FOUND', message: 'Route not found.' });
  reply.header('allow', methods);
  return refuse(request, reply, { status: 405, code: 'BAD_REQUEST', message: `This route supports ${methods} only.` });
}

/** In the words of the route: the webhook's, or GraphQL's everywhere else. */
function refuse(request: FastifyRequest, reply: FastifyReply, { status, code, message }: Refusal): FastifyReply {
  if (!request.url.startsWith(WEBHOOK_PATH)) return refuseGraphQL(request, reply, status, code, message);
  return reply.code(status).send({ status: '-1', message });
}

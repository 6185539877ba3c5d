/** The HTTP server with all routes, before it listens. */
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import { GatewayError } from '../common/gateway-error.js';
import { reasonOf } from '../observability/operation-record.js';
import { answerCors } from './cors.js';
import type { SampleIds } from './explorer/explorer-examples.js';
import { type Explorer, registerExplorer } from './explorer/explorer-routes.js';
import { registerHomePage } from './explorer/home-page.js';
import { type GraphQLHttpOptions, registerGraphQL } from './graphql/graphql-http.js';
import { errorHandler, RETRY_AFTER, refuseGraphQL } from './graphql/graphql-refusal.js';
import { isHealthCheck, type Readiness, registerHealth } from './health.js';
import type { IngressLimits } from './ingress-limits.js';
import { drainBody } from './malformed/lingering-close.js';
import { malformedHandler, serveSpecialRequests } from './malformed/malformed-requests.js';
import { PendingAnswers } from './malformed/pending-answers.js';
import type { OriginCheck } from './origins.js';
import { type Admission, createAdmission, type LoadLimits } from './overload.js';
import { parseJsonBodies } from './request/request-body.js';
import type { Refusal, RequestGate } from './request/request-gate.js';
import { REQUEST_ID_HEADER, type RequestIdOf } from './request/request-id.js';
import { pathOf, toOriginForm } from './request/request-target.js';
import { SECURITY_HEADERS } from './response-headers.js';
import { registerGraphQLStream, STREAM_PATH } from './stream/graphql-stream.js';
import { type StreamOptions, SubscriptionStreams } from './stream/subscription-streams.js';
import type { Traffic } from './traffic.js';
import { registerWebhook, WEBHOOK_PATH, type WebhookOptions } from './webhook-route.js';

export interface HttpOptions {
  graphql: Omit<GraphQLHttpOptions, 'streams'>;
  explorer: Explorer;
  /** For the explorer's examples. */
  sample: SampleIds | undefined;
  stream: Omit<StreamOptions, 'answers'>;
  webhook: WebhookOptions;
  readiness: Readiness;
  traffic: Traffic;
  requestIdOf: RequestIdOf;
  gate: RequestGate;
  isAllowedOrigin: OriginCheck;
  limits: LoadLimits & Pick<IngressLimits, 'headersTimeoutMs' | 'requestTimeoutMs' | 'keepAliveTimeoutMs'>;
  /** Maximum idle time of a connection while a response is due, in milliseconds. */
  silenceMs: number;
}

export interface HttpServer {
  app: FastifyInstance;
  streams: SubscriptionStreams;
  admission: Admission;
}

/** Maximum number of connections that are neither WebSockets nor event streams. */
const MAX_PLAIN_CONNECTIONS = 10_000;
/** Interval of checks for slow requests, in milliseconds. */
const TIMEOUTS_CHECKED_MS = 1_000;
/** The methods of each route. Only health checks support HEAD. */
const METHODS: Readonly<Record<string, string>> = {
  '/': 'GET',
  '/graphql': 'GET, POST',
  [STREAM_PATH]: 'GET, POST',
  [WEBHOOK_PATH]: 'POST',
  '/healthz': 'GET, HEAD',
  '/readyz': 'GET, HEAD',
};

export async function createHttpServer(options: HttpOptions): Promise<HttpServer> {
  const { gate, graphql, readiness, requestIdOf, traffic, limits } = options;
  const { log } = graphql;
  const answers = new PendingAnswers();
  const streams = new SubscriptionStreams({ ...options.stream, answers });
  const app = Fastify({
    logger: false,
    genReqId: requestIdOf,
    forceCloseConnections: 'idle',
    bodyLimit: 16 * 1024,
    // The hook below rejects requests in the form of each route.
    return503OnClosing: false,
    exposeHeadRoutes: false,
    requestTimeout: limits.requestTimeoutMs,
    connectionTimeout: options.silenceMs,
    // Applies to idle connections. The timeouts of heads and requests begin with a request's first byte.
    keepAliveTimeout: limits.keepAliveTimeoutMs,
    http: {
      headersTimeout: limits.headersTimeoutMs,
      connectionsCheckingInterval: TIMEOUTS_CHECKED_MS,
      // Node's own rejection of a request without a host has no body.
      requireHostHeader: false,
    },
    clientErrorHandler: malformedHandler(answers, traffic),
    rewriteUrl: (request) => {
      toOriginForm(request);
      return request.url ?? '/';
    },
    // Handles paths that cannot be decoded, which reach no hook.
    frameworkErrors: (error, request, reply) => {
      const { statusCode = 400, message } = error;
      const refusal = gate(request.raw) ?? { status: statusCode, code: 'BAD_REQUEST', message };
      traffic.follow(request, reply);
      reply.headers(SECURITY_HEADERS).header(REQUEST_ID_HEADER, request.id);
      refuse(request, reply, refusal);
    },
  });
  // No limit on the number of headers: the head's length is bounded, and Node would hide headers that its parser has obeyed.
  app.server.maxHeadersCount = 0;
  app.server.maxConnections = 2 * options.stream.maxStreams + MAX_PLAIN_CONNECTIONS;
  serveSpecialRequests(app.server, { answers, gate, traffic, requestIdOf });
  parseJsonBodies(app);
  app.setErrorHandler(errorHandler(log));
  const admission = await createAdmission(app, { readiness, limits, log });
  // Synchronous and first, since all other hooks and libraries rely on its checks.
  app.addHook('onRequest', (request, reply, done) => {
    const { socket } = request.raw;
    if (streams.isOn(socket)) socket.destroy();
    // The previous response announced the end of the connection, so this request would run without a response.
    if (!socket.writable) {
      request.raw.resume();
      return void reply.hijack();
    }
    answers.add(request.raw, reply.raw);
    traffic.follow(request, reply);
    reply.headers(SECURITY_HEADERS).header(REQUEST_ID_HEADER, request.id);
    const refusal = gate(request.raw);
    if (refusal) return void refuse(request, reply, refusal);
    if (answerCors(request, reply, options.isAllowedOrigin, traffic)) return;
    // Rejected before the body is read. CORS preflights, the only use of OPTIONS, were answered above.
    if (request.is404 || request.method === 'OPTIONS') return void refuseRoute(request, reply);
    const code = isHealthCheck(request.url) ? undefined : admission();
    if (code === undefined) return done();
    if (code === 'SHUTTING_DOWN') reply.header('connection', 'close');
    reply.header('retry-after', RETRY_AFTER);
    refuse(request, reply, { status: 503, code, message: new GatewayError(code).message });
  });
  app.addHook('onSend', (request, reply, _payload, done) => {
    // After the drain delay, a connection may have requests behind this one, which are refused and not lost.
    const isDraining = readiness.isDraining && !readiness.isStopping;
    if (drainBody(request.raw) || isDraining) reply.header('connection', 'close');
    done();
  });
  app.setNotFoundHandler(refuseRoute);
  app.decorateRequest('refusal', null);
  app.decorateRequest('span', null);
  app.decorateRequest('rawBody', null);
  app.decorateRequest('record');
  app.decorateRequest('rateLeft', undefined);
  registerHealth(app, readiness);
  registerWebhook(app, options.webhook);
  app.decorateRequest('session');
  registerHomePage(app, options.explorer);
  const answerPage = options.explorer === 'local' ? await registerExplorer(app, options.sample) : undefined;
  registerGraphQL(app, { ...graphql, streams, answerPage });
  registerGraphQLStream(app, { ...graphql, streams });
  return { app, streams, admission };
}

function refuseRoute(request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const methods = METHODS[pathOf(request.url)];
  if (methods === undefined)
    return refuse(request, reply, { status: 404, code: 'NOT_FOUND', message: 'Route not found.' });
  reply.header('allow', methods);
  return refuse(request, reply, { status: 405, code: 'BAD_REQUEST', message: `This route supports ${methods} only.` });
}

/** Rejects in the form of the route: the webhook's, otherwise GraphQL's. */
function refuse(request: FastifyRequest, reply: FastifyReply, refusal: Refusal): FastifyReply {
  const { status, code, message, reason } = refusal;
  if (!request.url.startsWith(WEBHOOK_PATH)) return refuseGraphQL(request, reply, status, code, message, reason);
  request.refusal = { reason: reason ?? reasonOf(code) };
  return reply.code(status).send({ status: '-1', message });
}

/** The HTTP side: routes of the contract with their faults, and a record of the calls. */
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import type { Faults } from './faults.js';
import type { RecordedRequest } from './recorded-request.js';
import { CONTROL_PREFIX } from './routes/control.js';
import { failure } from './routes/envelope.js';
import type { Latency } from './routes/latency.js';
import type { Query } from './routes/pagination.js';
import { send, sendFaulty } from './routes/respond.js';
import type { Route } from './routes/route.js';
import type { Timers } from './timers.js';

const MOST_RECORDED = 1000;

export interface ServerParts {
  faults: Faults;
  latency: Latency;
  timers: Timers;
  /** Gets every call except those of the control endpoints, and keeps the newest 1000. */
  requests: RecordedRequest[];
}

export function buildServer(
  routes: readonly Route[],
  { faults, latency, timers, requests }: ServerParts,
): FastifyInstance {
  const app = Fastify({
    forceCloseConnections: true,
    exposeHeadRoutes: false,
    routerOptions: { maxParamLength: 2048 },
    frameworkErrors: (_error, request, reply) => answerUnknown(request, reply),
  });

  const record = (request: FastifyRequest): unknown => {
    const body = parsed(request.body);
    const { method, url: path, headers } = request;
    requests.push(body === undefined ? { method, path, headers } : { method, path, body, headers });
    if (requests.length > MOST_RECORDED) requests.shift();
    return body;
  };
  const answerUnknown = (request: FastifyRequest, reply: FastifyReply) => {
    if (!request.url.startsWith(CONTROL_PREFIX)) record(request);
    return send(reply, failure(404, 'no such endpoint'));
  };

  // Bodies are taken as text, whatever their type says, since "no JSON" is answered with an envelope like the rest.
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'string' }, (_request, body, done) => done(null, body));
  app.setNotFoundHandler(answerUnknown);
  app.setErrorHandler((error: Error & { statusCode?: number }, _request, reply) =>
    send(reply, failure(error.statusCode ?? 500, error.message)),
  );

  for (const { endpoint, answer } of routes) {
    app.route<{ Params: Record<string, string>; Querystring: Query }>({
      method: endpoint.method,
      url: endpoint.path.replace(/\{(\w+)\}/g, ':$1'),
      handler: async (request, reply) => {
        const body = record(request);
        await timers.wait(latency.next());
        const carryOut = () => answer({ params: request.params, query: request.query, body });
        const fault = faults.takeForCall(endpoint.name, request.url);
        return fault === undefined ? send(reply, carryOut()) : sendFaulty(reply, fault, carryOut, timers);
      },
    });
  }
  return app;
}

function parsed(body: unknown): unknown {
  if (typeof body !== 'string') return undefined;
  try {
    return JSON.parse(body);
  } catch {
    return body;
  }
}

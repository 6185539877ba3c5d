/** Refusals by HTTP that come from before GraphQL. */
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import { type ErrorCode, GatewayError } from '../../common/gateway-error.js';
import { masked } from '../../graphql/operation/client-error.js';
import { RateLimitedError } from '../rate-limiter.js';
import { RequestRefusal } from '../request-body.js';

const GRAPHQL_RESPONSE = 'application/graphql-response+json';
/** In how many seconds one may try again who is refused for a reason that passes. */
export const RETRY_AFTER = '5';

/** Sends `{"errors":[…]}`, in the type that clients of GraphQL over HTTP read whatever the status, where they accept it. */
export function refuseGraphQL(
  { headers }: FastifyRequest,
  reply: FastifyReply,
  status: number,
  code: string,
  message: string,
  extensions: object = {},
): FastifyReply {
  const type = headers.accept?.includes(GRAPHQL_RESPONSE) ? GRAPHQL_RESPONSE : 'application/json';
  return reply
    .code(status)
    .type(`${type}; charset=utf-8`)
    .send(JSON.stringify({ errors: [{ message, extensions: { code, ...extensions } }] }));
}

/** Whatever a route threw, as the client may see it. */
export function errorHandler(log: Logger) {
  return (error: FastifyError | GatewayError, request: FastifyRequest, reply: FastifyReply): FastifyReply => {
    // Fastify would cut a client off that is still sending, and the answer with it: see `linger`.
    reply.removeHeader('connection');
    if (error instanceof GatewayError) return refuse(request, reply, error);
    const status = error.statusCode ?? 500;
    if (status >= 500) {
      const { message, extensions } = masked(error, log, 'request failed unexpectedly');
      return refuseGraphQL(request, reply, 500, extensions.code, message, extensions);
    }
    if (error instanceof RequestRefusal) reply.headers(error.headers);
    return refuseGraphQL(request, reply, status, 'BAD_REQUEST', error.message);
  };
}

/** A status for what is refused before GraphQL; whatever else is the gateway's own trouble. */
const STATUSES: Partial<Record<ErrorCode, number>> = { UNAUTHENTICATED: 401, LIMIT_EXCEEDED: 429, RATE_LIMITED: 429 };

function refuse(request: FastifyRequest, reply: FastifyReply, error: GatewayError): FastifyReply {
  const { code, message } = error;
  const status = STATUSES[code] ?? 503;
  if (status === 401) reply.header('www-authenticate', 'Bearer error="invalid_token"');
  else reply.header('retry-after', retryAfter(error));
  return refuseGraphQL(request, reply, status, code, message);
}

/** In whole seconds, of which a part is one. */
const retryAfter = (error: GatewayError): string =>
  error instanceof RateLimitedError ? `${Math.ceil(error.retryAfterMs / 1_000)}` : RETRY_AFTER;

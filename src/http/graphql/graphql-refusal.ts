/** Rejections over HTTP before an operation runs. */
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import { TokenRejectedError } from '../../auth/token-rejected-error.js';
import { type ErrorCode, GatewayError } from '../../common/gateway-error.js';
import { masked } from '../../graphql/operation/client-error.js';
import { RateLimitedError } from '../rate-limiter.js';
import { RequestRefusal } from '../request/request-body.js';
import type { RefusalReport } from '../traffic.js';

const GRAPHQL_RESPONSE = 'application/graphql-response+json';
/** `retry-after` of temporary rejections, in seconds. */
export const RETRY_AFTER = '5';

/**
 * Sends `{"errors":[…]}` as application/graphql-response+json if the client accepts it, otherwise as JSON.
 *
 * @param reason As {@link RefusalReport.reason}.
 */
export function refuseGraphQL(
  request: FastifyRequest,
  reply: FastifyReply,
  status: number,
  code: string,
  message: string,
  reason?: string,
): FastifyReply {
  request.refusal = { code, reason };
  const type = request.headers.accept?.includes(GRAPHQL_RESPONSE) ? GRAPHQL_RESPONSE : 'application/json';
  return reply
    .code(status)
    .type(`${type}; charset=utf-8`)
    .send(JSON.stringify({ errors: [{ message, extensions: { code, requestId: request.id } }] }));
}

/** Maps an error of a route to the client's response. */
export function errorHandler(log: Logger) {
  return (error: FastifyError | GatewayError, request: FastifyRequest, reply: FastifyReply): FastifyReply => {
    // With this header, Fastify would reset the connection of a client that is still sending, and the response would be lost.
    reply.removeHeader('connection');
    if (error instanceof GatewayError) return refuse(request, reply, error);
    const status = error.statusCode ?? 500;
    if (status >= 500) {
      const { message, code } = masked(error, { log, requestId: request.id }, 'request failed unexpectedly');
      return refuseGraphQL(request, reply, 500, code, message);
    }
    if (error instanceof RequestRefusal) reply.headers(error.headers);
    return refuseGraphQL(request, reply, status, 'BAD_REQUEST', error.message);
  };
}

/** HTTP statuses of rejections before an operation. Other codes are 503. */
const STATUSES: Partial<Record<ErrorCode, number>> = { UNAUTHENTICATED: 401, LIMIT_EXCEEDED: 429, RATE_LIMITED: 429 };

function refuse(request: FastifyRequest, reply: FastifyReply, error: GatewayError): FastifyReply {
  const { code, message } = error;
  const status = STATUSES[code] ?? 503;
  if (status === 401) reply.header('www-authenticate', 'Bearer error="invalid_token"');
  else reply.header('retry-after', retryAfter(error));
  const reason = error instanceof TokenRejectedError ? error.reason : undefined;
  return refuseGraphQL(request, reply, status, code, message, reason);
}

/** The value of `retry-after` in whole seconds, rounded up. */
const retryAfter = (error: GatewayError): string =>
  error instanceof RateLimitedError ? `${Math.ceil(error.retryAfterMs / 1_000)}` : RETRY_AFTER;

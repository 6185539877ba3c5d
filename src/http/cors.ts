/** Which answers a web page may read (the Fetch standard's CORS protocol). */
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { OriginCheck } from './origins.js';

/** Seconds that a browser may remember a preflight's answer. */
const PREFLIGHT_MAX_AGE = '600';

/** @returns whether the request was a preflight, which has been answered. */
export function answerCors({ method, headers, socket }: FastifyRequest, reply: FastifyReply, isAllowed: OriginCheck) {
  const { origin } = headers;
  if (origin === undefined || !isAllowed(origin, socket.localAddress)) return false;
  reply.headers({ 'access-control-allow-origin': origin, 'access-control-expose-headers': 'retry-after' });
  if (method !== 'OPTIONS' || headers['access-control-request-method'] === undefined) return false;
  const asked = headers['access-control-request-headers'];
  if (asked !== undefined) reply.header('access-control-allow-headers', asked);
  reply.headers({ 'access-control-allow-methods': 'GET, POST', 'access-control-max-age': PREFLIGHT_MAX_AGE });
  reply.code(204).send();
  return true;
}

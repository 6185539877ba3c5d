/** Which answers a web page may read (the Fetch standard's CORS protocol). */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { firstCharacters } from '../common/text.js';
import type { OriginCheck } from './origins.js';
import { REQUEST_ID_HEADER } from './request/request-id.js';
import type { Traffic } from './traffic.js';

/** Seconds that a browser may remember a preflight's answer. */
const PREFLIGHT_MAX_AGE = '600';
const EXPOSED_HEADERS = `retry-after, ${REQUEST_ID_HEADER}`;
/** Maximum length of an origin in the log. */
const MAX_ORIGIN_LENGTH = 100;

/** @returns whether the request was a preflight, which has been answered. */
export function answerCors(
  { id, method, headers, socket }: FastifyRequest,
  reply: FastifyReply,
  isAllowed: OriginCheck,
  traffic: Traffic,
): boolean {
  const { origin } = headers;
  if (origin === undefined) return false;
  if (!isAllowed(origin, socket.localAddress)) {
    traffic.refused({ reason: 'origin' }, id, { origin: shownOrigin(origin) });
    return false;
  }
  reply.headers({ 'access-control-allow-origin': origin, 'access-control-expose-headers': EXPOSED_HEADERS });
  if (method !== 'OPTIONS' || headers['access-control-request-method'] === undefined) return false;
  const asked = headers['access-control-request-headers'];
  if (asked !== undefined) reply.header('access-control-allow-headers', asked);
  reply.headers({ 'access-control-allow-methods': 'GET, POST', 'access-control-max-age': PREFLIGHT_MAX_AGE });
  reply.code(204).send();
  return true;
}

/** The origin for the log. */
export const shownOrigin = (origin: string): string => firstCharacters(origin, MAX_ORIGIN_LENGTH);

/** Streams that other web pages open. */
import type { FastifyReply, FastifyRequest } from 'fastify';

/**
 * Whether the request is a `GET` of a web page that may not read the response. It needed no preflight, so that any page can send it: with an `origin`, or
 * by `no-cors` with `sec-fetch-site` alone (Fetch Metadata).
 */
export function isForeignPage({ method, headers }: FastifyRequest, reply: FastifyReply): boolean {
  if (method !== 'GET' || reply.getHeader('access-control-allow-origin') !== undefined) return false;
  const site = headers['sec-fetch-site'];
  return headers.origin !== undefined || (site !== undefined && site !== 'same-origin' && site !== 'none');
}

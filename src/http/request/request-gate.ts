/** Checks of every request before any other code or library: plain requests, upgrades, and requests without a route. */
import type { IncomingMessage } from 'node:http';
import { parseHostName } from '../../common/host-names.js';
import type { AllowedHosts } from '../allowed-hosts.js';
import { isHealthCheck } from '../health.js';
import { headerPastBound } from '../malformed/header-bounds.js';
import type { RefusalReport } from '../traffic.js';
import { isUtf8Target } from './request-target.js';

export interface Refusal {
  status: number;
  code: string;
  message: string;
  /** As {@link RefusalReport.reason}. */
  reason?: string;
}

/** @returns the rejection of a request; undefined if it passes. */
export type RequestGate = (request: IncomingMessage) => Refusal | undefined;

const badRequest = (message: string): Refusal => ({ status: 400, code: 'BAD_REQUEST', message });

const NO_HOST = badRequest('The request has no Host header.');
const SEVERAL_HOSTS = badRequest('The request has more than one Host header.');
const BAD_HOST = badRequest('The Host header is not a valid host name.');
const FOREIGN_HOST: Refusal = {
  status: 421,
  code: 'FORBIDDEN',
  reason: 'host',
  message: 'The gateway does not serve this host name. If it should, add the name to ALLOWED_HOSTS.',
};
const UNMET_EXPECTATION: Refusal = {
  status: 417,
  code: 'BAD_REQUEST',
  message: 'The Expect header is not supported.',
};
const BAD_TARGET = badRequest('The path is not percent-encoded UTF-8.');

/** Libraries build absolute addresses from the host. Only HTTP/1.0, which no browser speaks, may lack one. */
const HOST_OF_HTTP_1_0 = 'localhost';

export function createRequestGate(hosts: AllowedHosts): RequestGate {
  return (request) => {
    const message = headerPastBound(request.headers);
    if (message !== undefined) return { status: 431, code: 'BAD_REQUEST', message };
    const refusal = hostRefusal(request, hosts);
    if (refusal) return refusal;
    if (!isUtf8Target(request.url ?? '')) return BAD_TARGET;
    const { expect } = request.headers;
    return expect === undefined || /100-continue/i.test(expect) ? undefined : UNMET_EXPECTATION;
  };
}

function hostRefusal({ headers, rawHeaders, httpVersion, socket, url }: IncomingMessage, hosts: AllowedHosts) {
  const lines = hostLines(rawHeaders);
  if (lines > 1) return SEVERAL_HOSTS;
  if (lines === 0 && httpVersion !== '1.0') return NO_HOST;
  if (headers.host === undefined) {
    headers.host = HOST_OF_HTTP_1_0;
    return undefined;
  }
  const host = parseHostName(headers.host);
  if (!host) return BAD_HOST;
  const isAllowed = isHealthCheck(url ?? '')
    ? hosts.allowsProbe(host, socket.localAddress)
    : hosts.allows(host, socket.localAddress);
  return isAllowed ? undefined : FOREIGN_HOST;
}

/** Counts `host` headers, of which Node keeps only the first in `headers`. */
function hostLines(rawHeaders: readonly string[]): number {
  let lines = 0;
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const name = rawHeaders[index] ?? '';
    if (name.length === 4 && name.toLowerCase() === 'host') lines += 1;
  }
  return lines;
}

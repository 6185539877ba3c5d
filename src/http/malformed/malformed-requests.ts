/** Requests that never reach a route: those that the HTTP parser rejects, and upgrades. */
import { randomUUID } from 'node:crypto';
import { type IncomingMessage, type Server, STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { reasonOf } from '../../observability/operation-record.js';
import type { Refusal, RequestGate } from '../request/request-gate.js';
import { REQUEST_ID_HEADER, type RequestIdOf } from '../request/request-id.js';
import { pathOf, toOriginForm } from '../request/request-target.js';
import { SECURITY_HEADERS } from '../response-headers.js';
import type { Traffic } from '../traffic.js';
import { WEBHOOK_PATH } from '../webhook-route.js';
import { drain } from './lingering-close.js';
import type { PendingAnswers } from './pending-answers.js';

/** Statuses and messages for the parser's error codes. All other codes mean that the request is not HTTP. */
const FAULTS: Readonly<Record<string, readonly [number, string]>> = {
  HPE_HEADER_OVERFLOW: [431, 'The head of the request is too long.'],
  ERR_HTTP_REQUEST_TIMEOUT: [408, 'The request did not come in time.'],
};

/** @returns a handler for requests that Node's parser rejects. */
export function malformedHandler(
  answers: PendingAnswers,
  traffic: Traffic,
): (error: NodeJS.ErrnoException, socket: Socket) => void {
  return (error, socket) => {
    // The client would read a rejection as part of a response that is due, or in its place.
    const areOthersDue = [...answers.on(socket)].some(({ headersSent, req }) => headersSent || req.complete);
    if (error.code === 'ECONNRESET' || areOthersDue) return void socket.destroy();
    const [status, message] = FAULTS[error.code ?? ''] ?? [400, 'The request is not valid HTTP.'];
    refuseRaw(socket, { status, code: 'BAD_REQUEST', reason: 'malformed', message }, { traffic });
  };
}

export interface RawRefusalOptions {
  traffic: Traffic;
  /** Of the request. A new one by default. */
  requestId?: string;
  method?: string | undefined;
  /** The path of the request, if it is known, since rejections have the form of their route. */
  path?: string;
  headers?: Readonly<Record<string, string>>;
}

/** Paths that metrics name. Clients choose all others, which count as one. */
const ROUTES: ReadonlySet<string | undefined> = new Set(['/graphql', WEBHOOK_PATH]);

/** Sends a rejection and ends the connection. */
export function refuseRaw(socket: Duplex, refusal: Refusal, options: RawRefusalOptions): void {
  const { path, headers = {}, requestId = randomUUID(), traffic, method } = options;
  drain(socket);
  // The previous response has ended the connection.
  if (!socket.writable) return;
  const { status, code, message, reason = reasonOf(code) } = refusal;
  const isWebhook = path === WEBHOOK_PATH;
  traffic.answeredRaw(method, ROUTES.has(path) ? (path as string) : '', status);
  traffic.refused(isWebhook ? { reason } : { code, reason }, requestId);
  const body = JSON.stringify(
    isWebhook ? { status: '-1', message } : { errors: [{ message, extensions: { code, requestId } }] },
  );
  const fields = {
    ...SECURITY_HEADERS,
    ...headers,
    [REQUEST_ID_HEADER]: requestId,
    connection: 'close',
    'content-type': 'application/json; charset=utf-8',
    'content-length': Buffer.byteLength(body),
  };
  const head = Object.entries(fields).map(([name, value]) => `${name}: ${value}`);
  socket.end([`HTTP/1.1 ${status} ${STATUS_CODES[status]}`, ...head, '', body].join('\r\n'));
}

export const asksForWebSocket = ({ headers }: IncomingMessage): boolean =>
  headers.upgrade?.toLowerCase() === 'websocket';

export interface SpecialRequestOptions {
  answers: PendingAnswers;
  gate: RequestGate;
  traffic: Traffic;
  requestIdOf: RequestIdOf;
}

/** Applies the gate to upgrades before other listeners, and serves upgrades to other protocols, and `expect` headers, as plain requests. */
export function serveSpecialRequests(
  server: Server,
  { answers, gate, traffic, requestIdOf }: SpecialRequestOptions,
): void {
  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    // Responses that are due would be written into the upgraded connection.
    if (answers.on(socket).size > 0) return void socket.destroy();
    toOriginForm(request);
    const refusal = gate(request);
    if (refusal) {
      const { method, url } = request;
      refuseRaw(socket, refusal, { traffic, method, path: pathOf(url), requestId: requestIdOf(request) });
    } else if (!socket.writable) drain(socket);
    else if (!asksForWebSocket(request)) ignoreUpgrade(server, request, socket, head);
  });
  // The gate rejects the request.
  server.on('checkExpectation', (request, response) => server.emit('request', request, response));
}

const UPGRADE_FIELDS = new Set(['connection', 'upgrade', 'http2-settings']);

/**
 * Ignores an upgrade and answers in HTTP/1.1, as RFC 9110, 7.8 allows: Java's client asks for HTTP/2 by default. Node hands every upgrade over
 * without reading its body.
 */
function ignoreUpgrade(server: Server, request: IncomingMessage, socket: Duplex, head: Buffer): void {
  const { method, url, httpVersion, headers, rawHeaders } = request;
  let text = `${method} ${url} HTTP/${httpVersion}\r\n`;
  for (let index = 0; index + 1 < rawHeaders.length; index += 2) {
    const name = rawHeaders[index] ?? '';
    if (!UPGRADE_FIELDS.has(name.toLowerCase())) text += `${name}: ${rawHeaders[index + 1]}\r\n`;
  }
  if (/\bclose\b/i.test(headers.connection ?? '')) text += 'connection: close\r\n';
  socket.unshift(Buffer.concat([Buffer.from(`${text}\r\n`, 'latin1'), head]));
  server.emit('connection', socket);
}

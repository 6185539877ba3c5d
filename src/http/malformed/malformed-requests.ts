/** Input that never reaches a route: requests that the parser refuses, and upgrades. */
import { type IncomingMessage, type Server, STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { Refusal, RequestGate } from '../request-gate.js';
import { pathOf, toOriginForm } from '../request-target.js';
import { SECURITY_HEADERS } from '../response-headers.js';
import { WEBHOOK_PATH } from '../webhook-route.js';
import { drain } from './lingering-close.js';
import type { PendingAnswers } from './pending-answers.js';

/** What the parser's error codes mean; all others are a request that is no HTTP. */
const FAULTS: Readonly<Record<string, readonly [number, string]>> = {
  HPE_HEADER_OVERFLOW: [431, 'The head of the request is too long.'],
  ERR_HTTP_REQUEST_TIMEOUT: [408, 'The request did not come in time.'],
};

/** @returns answers what Node's parser refuses. */
export function malformedHandler(answers: PendingAnswers): (error: NodeJS.ErrnoException, socket: Socket) => void {
  return (error, socket) => {
    // A refusal would be read as a part of an answer that is due, or in its place.
    const areOthersDue = [...answers.on(socket)].some(({ headersSent, req }) => headersSent || req.complete);
    if (error.code === 'ECONNRESET' || areOthersDue) return void socket.destroy();
    const [status, message] = FAULTS[error.code ?? ''] ?? [400, 'The request is not valid HTTP.'];
    refuseRaw(socket, { status, code: 'BAD_REQUEST', message });
  };
}

export interface RawRefusalOptions {
  /** Of the request, where it is known: refusals have the form of their route. */
  path?: string;
  headers?: Readonly<Record<string, string>>;
}

/** Sends a refusal and ends the connection. */
export function refuseRaw(socket: Duplex, refusal: Refusal, { path, headers = {} }: RawRefusalOptions = {}): void {
  drain(socket);
  // The answer before ended the connection.
  if (!socket.writable) return;
  const { status, code, message } = refusal;
  const body = JSON.stringify(
    path === WEBHOOK_PATH ? { status: '-1', message } : { errors: [{ message, extensions: { code } }] },
  );
  const fields = {
    ...SECURITY_HEADERS,
    ...headers,
    connection: 'close',
    'content-type': 'application/json; charset=utf-8',
    'content-length': Buffer.byteLength(body),
  };
  const head = Object.entries(fields).map(([name, value]) => `${name}: ${value}`);
  socket.end([`HTTP/1.1 ${status} ${STATUS_CODES[status]}`, ...head, '', body].join('\r\n'));
}

export const asksForWebSocket = ({ headers }: IncomingMessage): boolean =>
  headers.upgrade?.toLowerCase() === 'websocket';

/** Asks the gate of upgrades, before other listeners get them, and serves what asks for no WebSocket, or has an `expect` header, as a request. */
export function serveSpecialRequests(server: Server, answers: PendingAnswers, gate: RequestGate): void {
  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    // What is still to be answered would be written into whatever the connection becomes.
    if (answers.on(socket).size > 0) return void socket.destroy();
    toOriginForm(request);
    const refusal = gate(request);
    if (refusal) refuseRaw(socket, refusal, { path: pathOf(request.url) });
    else if (!socket.writable) drain(socket);
    else if (!asksForWebSocket(request)) ignoreUpgrade(server, request, socket, head);
  });
  // The gate refuses it.
  server.on('checkExpectation', (request, response) => server.emit('request', request, response));
}

const UPGRADE_FIELDS = new Set(['connection', 'upgrade', 'http2-settings']);

/**
 * Answers in HTTP/1.1, as a server may (RFC 9110, 7.8): Java's client asks for HTTP/2 by default. Node takes every such request for one to hand
 * over, and reads no body of it.
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

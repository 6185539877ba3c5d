/** What is no request that a route could see: refused on the connection itself, in GraphQL's words. */
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { asksForWebSocket, ignoreUpgrade } from './ignored-upgrade.js';
import type { PendingAnswers } from './pending-answers.js';
import { refuseRaw } from './raw-refusal.js';
import type { RequestGate } from './request-gate.js';
import { pathOf, toOriginForm } from './request-target.js';

const BAD_REQUEST = 'BAD_REQUEST';

/** What the parser's error codes mean; all others are a request that is no HTTP. */
const FAULTS: Readonly<Record<string, readonly [number, string]>> = {
  HPE_HEADER_OVERFLOW: [431, 'The request’s head is too long.'],
  HPE_CHUNK_EXTENSIONS_OVERFLOW: [413, 'The body’s chunk extensions are too long.'],
  ERR_HTTP_REQUEST_TIMEOUT: [408, 'The request did not come in time.'],
};

/** @returns answers what Node's parser refuses. */
export function malformedHandler(answers: PendingAnswers): (error: NodeJS.ErrnoException, socket: Socket) => void {
  return (error, socket) => {
    // This one would be read as a part of theirs, or in its place.
    const areOthersDue = [...answers.on(socket)].some(({ headersSent, req }) => headersSent || req.complete);
    if (error.code === 'ECONNRESET' || areOthersDue) {
      socket.destroy();
      return;
    }
    const [status, message] = FAULTS[error.code ?? ''] ?? [400, 'The request is not valid HTTP.'];
    refuseRaw(socket, { status, code: BAD_REQUEST, message });
  };
}

export interface SpecialRequestOptions {
  answers: PendingAnswers;
  gate: RequestGate;
  maxBodyBytes: number;
}

/** Answers what Node's server would pass over, or end without a word. */
export function answerSpecialRequests(server: Server, { answers, gate, maxBodyBytes }: SpecialRequestOptions): void {
  /** @returns whether a request without a route may go on. If not, its connection is ended. */
  const isAdmitted = (request: IncomingMessage, socket: Duplex): boolean => {
    // What is still to be answered would be written into whatever the connection becomes.
    if (answers.on(socket).size > 0) {
      socket.destroy();
      return false;
    }
    toOriginForm(request);
    const refusal = gate(request);
    if (refusal) refuseRaw(socket, refusal, { path: pathOf(request.url) });
    return refusal === undefined;
  };
  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    if (isAdmitted(request, socket) && !asksForWebSocket(request)) ignoreUpgrade(server, request, socket, head);
  });
  server.on('checkContinue', (request: IncomingMessage, response: ServerResponse) => {
    toOriginForm(request);
    const isTooLong = Number(request.headers['content-length']) > maxBodyBytes;
    if (!isTooLong && gate(request) === undefined) response.writeContinue();
    server.emit('request', request, response);
  });
  server.on('checkExpectation', (request: IncomingMessage) => {
    if (!isAdmitted(request, request.socket)) return;
    const refusal = { status: 417, code: BAD_REQUEST, message: 'The request expects what is not served.' };
    refuseRaw(request.socket, refusal, { path: pathOf(request.url) });
  });
  server.on('connect', (request: IncomingMessage, socket: Duplex) => {
    if (!isAdmitted(request, socket)) return;
    const refusal = { status: 405, code: BAD_REQUEST, message: 'Nothing is tunnelled.' };
    refuseRaw(socket, refusal, { headers: { allow: 'GET, POST' } });
  });
}

/** What is no request that a route could see: refused on the connection itself, in GraphQL's words. */
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { asksForWebSocket, ignoreUpgrade } from './ignored-upgrade.js';
import type { PendingAnswers } from './pending-answers.js';
import { refuseRaw } from './raw-refusal.js';

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
    refuseRaw(socket, status, BAD_REQUEST, message);
  };
}

/** Answers what Node's server would pass over, or end without a word. */
export function answerSpecialRequests(server: Server, answers: PendingAnswers, maxBodyBytes: number): void {
  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    // What is still to be answered would be written into whatever the connection becomes.
    if (answers.on(socket).size > 0) socket.destroy();
    else if (!asksForWebSocket(request)) ignoreUpgrade(server, request, socket, head);
  });
  server.on('checkContinue', (request: IncomingMessage, response: ServerResponse) => {
    const isTooLong = Number(request.headers['content-length']) > maxBodyBytes;
    if (!isTooLong) response.writeContinue();
    server.emit('request', request, response);
  });
  server.on('checkExpectation', ({ socket }: IncomingMessage) => {
    if (answers.on(socket).size > 0) socket.destroy();
    else refuseRaw(socket, 417, BAD_REQUEST, 'The request expects what is not served.');
  });
  server.on('connect', (_request: IncomingMessage, socket: Duplex) => {
    if (answers.on(socket).size > 0) socket.destroy();
    else refuseRaw(socket, 405, BAD_REQUEST, 'Nothing is tunnelled.', { allow: 'GET, POST' });
  });
}

/** What is no request that a route could see: refused on the connection itself, in GraphQL's words. */
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { asksForWebSocket, ignoreUpgrade } from './ignored-upgrade.js';
import { refuseRaw } from './raw-refusal.js';

const BAD_REQUEST = 'BAD_REQUEST';

/** What the parser's error codes mean; all others are a request that is no HTTP. */
const FAULTS: Readonly<Record<string, readonly [number, string]>> = {
  HPE_HEADER_OVERFLOW: [431, 'The request’s head is too long.'],
  HPE_CHUNK_EXTENSIONS_OVERFLOW: [413, 'The body’s chunk extensions are too long.'],
  ERR_HTTP_REQUEST_TIMEOUT: [408, 'The request did not come in time.'],
};

/** Each connection's latest answer, while it is not out yet. */
export class PendingAnswers {
  readonly #answers = new WeakMap<Duplex, ServerResponse>();

  add({ socket }: IncomingMessage, answer: ServerResponse): void {
    this.#answers.set(socket, answer);
  }

  on(socket: Duplex): ServerResponse | undefined {
    const answer = this.#answers.get(socket);
    return answer?.writableFinished ? undefined : answer;
  }
}

/** @returns answers what Node's parser refuses. */
export function malformedHandler(answers: PendingAnswers): (error: NodeJS.ErrnoException, socket: Socket) => void {
  return (error, socket) => {
    if (error.code === 'ECONNRESET' || answers.on(socket)?.headersSent) {
      // A second answer would be read as a part of the first.
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
    if (asksForWebSocket(request)) return;
    // Node would never answer the second of the two.
    if (answers.on(socket)) socket.destroy();
    else ignoreUpgrade(server, request, socket, head);
  });
  server.on('checkContinue', (request: IncomingMessage, response: ServerResponse) => {
    const isTooLong = Number(request.headers['content-length']) > maxBodyBytes;
    if (!isTooLong) response.writeContinue();
    server.emit('request', request, response);
  });
  server.on('checkExpectation', ({ socket }: IncomingMessage) =>
    refuseRaw(socket, 417, BAD_REQUEST, 'The request expects what is not served.'),
  );
  server.on('connect', (_request: IncomingMessage, socket: Duplex) =>
    refuseRaw(socket, 405, BAD_REQUEST, 'Nothing is tunnelled.', { allow: 'GET, POST' }),
  );
}

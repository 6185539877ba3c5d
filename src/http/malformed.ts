/** What is no request that a route could see: refused on the connection itself, in GraphQL's words. */
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { refuseRaw } from './raw-refusal.js';

const BAD_REQUEST = 'BAD_REQUEST';

/** What the parser's error codes mean; all others are a request that is no HTTP. */
const FAULTS: Readonly<Record<string, readonly [number, string]>> = {
  HPE_HEADER_OVERFLOW: [431, 'The request’s head is too long.'],
  HPE_CHUNK_EXTENSIONS_OVERFLOW: [413, 'The body’s chunk extensions are too long.'],
  ERR_HTTP_REQUEST_TIMEOUT: [408, 'The request did not come in time.'],
};

/** Answers what Node's server would end without a word, or with an empty answer. */
export function refuseMalformed(server: Server, maxBodyBytes: number): void {
  const answers = new WeakMap<Duplex, ServerResponse>();
  const remember = ({ socket }: IncomingMessage, response: ServerResponse): void => void answers.set(socket, response);
  server.prependListener('request', remember);

  server.removeAllListeners('clientError');
  server.on('clientError', (error: NodeJS.ErrnoException, socket) => {
    const answer = answers.get(socket);
    const isAnswering = answer?.headersSent === true && !answer.writableFinished;
    if (error.code === 'ECONNRESET' || isAnswering) {
      // A second answer would be read as a part of the first.
      socket.destroy();
      return;
    }
    const [status, message] = FAULTS[error.code ?? ''] ?? [400, 'The request is not valid HTTP.'];
    refuseRaw(socket, status, BAD_REQUEST, message);
  });
  server.on('checkContinue', (request: IncomingMessage, response: ServerResponse) => {
    if (!(Number(request.headers['content-length']) > maxBodyBytes)) response.writeContinue();
    server.emit('request', request, response);
  });
  server.on('checkExpectation', ({ socket }: IncomingMessage) =>
    refuseRaw(socket, 417, BAD_REQUEST, 'The request expects what is not served.'),
  );
  server.on('connect', (_request: IncomingMessage, socket: Duplex) =>
    refuseRaw(socket, 405, BAD_REQUEST, 'Nothing is tunnelled.', { allow: 'GET, POST' }),
  );
}

/** Bodies that aren't read, and what becomes of them. */
import type { IncomingMessage } from 'node:http';

/** A request that is refused by its head alone. */
export class RequestRefusal extends Error {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;

  constructor(statusCode: number, message: string, headers: Readonly<Record<string, string>> = {}) {
    super(message);
    this.statusCode = statusCode;
    this.headers = headers;
  }
}

const JSON_TYPE = /^application\/json\s*(?:;\s*charset\s*=\s*"?utf-?8"?\s*)?;?\s*$/i;

/** @throws {RequestRefusal} where a body is not JSON in UTF-8, as GraphQL over HTTP has it, is compressed, or is longer than `maxBytes`. */
export function checkBody({ headers }: IncomingMessage, maxBytes: number): void {
  const length = headers['content-length'];
  if (headers['transfer-encoding'] === undefined && (length === undefined || length === '0')) return;
  const encoding = headers['content-encoding'];
  if (encoding !== undefined && encoding.toLowerCase() !== 'identity') {
    throw new RequestRefusal(415, 'The body must not be compressed.', { 'accept-encoding': 'identity' });
  }
  const type = headers['content-type'];
  if (type === undefined || !JSON_TYPE.test(type)) {
    throw new RequestRefusal(415, 'The body must be of the type application/json, in UTF-8.');
  }
  if (Number(length) > maxBytes) throw new RequestRefusal(413, `The body is longer than ${maxBytes} bytes.`);
}

/** What is still taken in of a body that was refused, so that the answer isn't lost: in bytes, and in milliseconds. */
const LINGER_BYTES = 1024 * 1024;
const LINGER_MS = 2_000;
/** How often it is looked at: Node tells of no byte of a body that nobody reads. */
const LINGER_LOOK_MS = 20;

/** Lets a client that is still sending read its answer, for a moment. */
export function linger(request: IncomingMessage): void {
  const { socket } = request;
  if (request.complete || socket.destroyed) return;
  const until = performance.now() + LINGER_MS;
  const mostRead = socket.bytesRead + LINGER_BYTES;
  const timer = setInterval(() => {
    if (socket.bytesRead > mostRead || performance.now() > until) socket.destroy();
    if (request.complete || socket.destroyed) clearInterval(timer);
  }, LINGER_LOOK_MS);
}

/**
 * Closes a connection whose client may still be sending. A socket that is closed with unread bytes is reset, and the reset can overtake the answer
 * or remove it from the client's buffer.
 */
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';

/** Maximum time of the lingering close after a refusal, in milliseconds. */
const LINGER_MS = 5_000;
/** A body's unread rest up to this length is read and the connection kept: a new connection costs more. */
const MAX_KEPT_BODY_BYTES = 64 * 1024;

/** Reads on where no parser does, and destroys the socket if it is still open after a time. */
export function drain(socket: Duplex): void {
  // An `error` event without a listener would end the process, and all other listeners are gone.
  socket.on('error', () => {});
  socket
    .removeAllListeners('data')
    .on('data', () => {})
    .resume();
  const timer = destroyLater(socket);
  socket.once('close', () => clearTimeout(timer));
}

/**
 * Reads the rest of a request's body. To be called before the head of its answer leaves.
 *
 * @returns whether the answer must announce `connection: close`.
 */
export function drainBody(request: IncomingMessage): boolean {
  const { complete, headers, socket } = request;
  const length = Number(headers['content-length'] ?? (headers['transfer-encoding'] ? Number.POSITIVE_INFINITY : 0));
  if (complete || length === 0) return false;
  request.resume();
  const timer = destroyLater(socket);
  request.once('end', () => clearTimeout(timer));
  // Node calls this when an answer that closes the connection is out.
  socket.destroySoon = () => {
    socket.end();
    const last = destroyLater(socket);
    socket.once('close', () => clearTimeout(last));
  };
  return length > MAX_KEPT_BODY_BYTES;
}

const destroyLater = (socket: Duplex): NodeJS.Timeout => setTimeout(() => socket.destroy(), LINGER_MS).unref();

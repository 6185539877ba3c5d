/**
 * Closes a connection whose client may still be sending. A socket that is closed with unread bytes is reset, and the reset can overtake the answer
 * or remove it from the client's buffer.
 */
import type { IncomingMessage } from 'node:http';
import { Socket } from 'node:net';
import type { Duplex } from 'node:stream';

/** Limits of the lingering close: maximum bytes drained, maximum time in ms, and maximum time without a byte. */
const LINGER_BYTES = 64 * 1024 * 1024;
const LINGER_MS = 10_000;
const LINGER_SILENCE_MS = 2_000;
/** Node reports no byte of a body that no code reads, so the count is polled. */
const LINGER_POLL_MS = 50;

/** A body's unread rest up to this length is read and the connection kept: a new connection costs more. */
const MAX_KEPT_BODY_BYTES = 64 * 1024;

/**
 * To be called before the head of an answer to a request leaves.
 *
 * @returns whether the answer must announce `connection: close`. The unread rest of the body is drained in any case.
 */
export function drainUnread(request: IncomingMessage): boolean {
  const { headers, socket } = request;
  if (request.complete) return false;
  const isChunked = headers['transfer-encoding'] !== undefined;
  const length = Number(headers['content-length'] ?? 0);
  if (!isChunked && length === 0) return false;
  request.resume();
  linger(socket, () => request.complete);
  // Node calls this when an answer that closes the connection is out.
  socket.destroySoon = () => {
    socket.end();
    linger(socket, () => false);
  };
  return isChunked || length > MAX_KEPT_BODY_BYTES;
}

/** Ends a connection that no parser reads any longer, after what was written to it is out. */
export function endGently(socket: Duplex): void {
  socket.removeAllListeners('data');
  socket.on('data', () => {});
  socket.resume();
  if (socket instanceof Socket) linger(socket, () => false);
  else socket.once('finish', () => socket.destroy());
}

/** Destroys a socket that is still open at a limit. @param isDone Whether to leave it alone from now on. */
function linger(socket: Socket, isDone: () => boolean): void {
  const startedAt = performance.now();
  const mostRead = socket.bytesRead + LINGER_BYTES;
  let [bytesRead, readAt] = [socket.bytesRead, startedAt];
  const timer = setInterval(() => {
    if (socket.destroyed || isDone()) return clearInterval(timer);
    const now = performance.now();
    if (socket.bytesRead > bytesRead) [bytesRead, readAt] = [socket.bytesRead, now];
    const isOver = bytesRead > mostRead || now - startedAt > LINGER_MS || now - readAt > LINGER_SILENCE_MS;
    if (isOver) socket.destroy();
  }, LINGER_POLL_MS);
  timer.unref();
}

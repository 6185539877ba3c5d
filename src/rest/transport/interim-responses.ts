/** Interim responses that undici doesn't take. */
import type { Socket } from 'node:net';
import type { buildConnector } from 'undici';

const HEAD_END = Buffer.from('\r\n\r\n');
/** `HTTP/1.1 100`, in whatever version of HTTP/1. */
const CONTINUE = /^HTTP\/1\.\d 100[ \r]/;
/** As long as it takes to tell, in bytes. */
const CONTINUE_LENGTH = 13;
const FIRST_BYTE = 0x48;

/**
 * Takes every `100 Continue` out of what a socket reads. A client must be able to take one that it did not ask for (RFC 9110, 15.2), and old
 * servers and proxies send one before each answer to a POST; undici takes it for a broken answer.
 */
function dropContinue(socket: Socket): void {
  const read = socket.read.bind(socket) as (size?: number) => Buffer | null;
  let held: Buffer | undefined;
  socket.read = (size?: number): Buffer | null => {
    let chunk = read(size);
    if (chunk === null || (chunk[0] !== FIRST_BYTE && !held)) return chunk;
    if (held) chunk = Buffer.concat([held, chunk]);
    held = undefined;
    while (CONTINUE.test(chunk.toString('latin1', 0, CONTINUE_LENGTH))) {
      const end = chunk.indexOf(HEAD_END);
      if (end < 0) {
        held = chunk;
        return null;
      }
      chunk = chunk.subarray(end + HEAD_END.length);
    }
    return chunk.length === 0 ? read(size) : chunk;
  };
}

/** Connects as `connect` does; see {@link dropContinue}. */
export function tolerantConnector(connect: buildConnector.connector): buildConnector.connector {
  return (options, callback) => {
    connect(options, (error, socket) => {
      if (error) return callback(error, null);
      dropContinue(socket);
      callback(null, socket);
    });
  };
}

/** Refusals on a bare connection: of what never becomes a request of a route. */
import { STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import { WEBHOOK_PATH } from '../live/webhook-route.js';
import { SECURITY_HEADERS } from './headers.js';
import { endGently } from './lingering-close.js';
import type { Refusal } from './request-gate.js';

export interface RawRefusalOptions {
  /** Of the request, where it is known: refusals have the form of their route. */
  path?: string;
  headers?: Readonly<Record<string, string>>;
}

/** Sends a refusal and ends the connection. */
export function refuseRaw(socket: Duplex, refusal: Refusal, { path, headers = {} }: RawRefusalOptions = {}): void {
  // Nobody else listens to it any longer, and an error without a listener would end the process.
  socket.on('error', () => {});
  // An answer that ended the connection may still be on its way.
  if (!socket.writable) {
    endGently(socket);
    return;
  }
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
  endGently(socket);
}

/** Clients that would rather speak something else, such as HTTP/2 without TLS, which Java's asks for by default. */
import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';

export const asksForWebSocket = ({ headers }: IncomingMessage): boolean =>
  headers.upgrade?.toLowerCase() === 'websocket';

const UPGRADE_FIELDS = new Set(['upgrade', 'http2-settings']);

/** Answers in HTTP/1.1, as a server may (RFC 9110, 7.8): Node takes every such request for one to hand over, and reads no body of it. */
export function ignoreUpgrade(server: Server, request: IncomingMessage, socket: Duplex, head: Buffer): void {
  const { method, url, httpVersion, rawHeaders } = request;
  const lines = [`${method} ${url} HTTP/${httpVersion}`];
  for (let index = 0; index + 1 < rawHeaders.length; index += 2) {
    const [name = '', value = ''] = rawHeaders.slice(index, index + 2);
    if (UPGRADE_FIELDS.has(name.toLowerCase())) continue;
    const kept = name.toLowerCase() === 'connection' ? withoutUpgrade(value) : value;
    if (kept !== '') lines.push(`${name}: ${kept}`);
  }
  socket.unshift(Buffer.concat([Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1'), head]));
  server.emit('connection', socket);
}

const withoutUpgrade = (connection: string): string =>
  connection
    .split(',')
    .map((option) => option.trim())
    .filter((option) => !UPGRADE_FIELDS.has(option.toLowerCase()))
    .join(', ');

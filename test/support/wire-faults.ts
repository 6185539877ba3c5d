/** Everything that can go wrong with an HTTP exchange, and with answers that are as long as somebody likes. */
import type { Socket } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { httpText } from './raw-rest-server.js';
import { balanceOf } from './wallet-answers.js';

export type Fault = (socket: Socket) => void | Promise<void>;

export const GOOD = httpText(JSON.stringify(balanceOf('bad')));
const MEGABYTE = 'x'.repeat(1024 * 1024);
const COMPRESSED = gzipSync(Buffer.alloc(100 * MEGABYTE.length, ' '));

/** Writes on and on, at the pace of whoever reads. @returns when the other side has ended it, or all is written. */
async function pour(socket: Socket, times: number, part: string): Promise<void> {
  for (let count = 0; count < times && !socket.destroyed; count += 1) {
    await new Promise<void>((resolve) => {
      socket.once('close', resolve);
      socket.write(part, () => {
        socket.off('close', resolve);
        resolve();
      });
    });
  }
}

/** A byte at a time, for longer than any deadline. */
async function drip(socket: Socket, text: string, before = ''): Promise<void> {
  socket.write(before);
  for (const byte of text) {
    if (socket.destroyed) return;
    socket.write(byte);
    await wait(50);
  }
}

export const chunk = (text: string): string => `${Buffer.byteLength(text).toString(16)}\r\n${text}\r\n`;
export const OK = 'HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n';

/** What happens, and what the client is told. */
export const FAULTS: [string, Fault, string][] = [
  ['headers that never come', () => {}, 'UPSTREAM_TIMEOUT'],
  ['headers that come a byte at a time', (socket) => drip(socket, GOOD), 'UPSTREAM_TIMEOUT'],
  [
    'headers that don’t end, one slow one after another',
    (socket) => drip(socket, `${OK}x-y: ${MEGABYTE}`),
    'UPSTREAM_TIMEOUT',
  ],
  [
    'a body that hangs',
    (socket) => void socket.write(`${OK}content-length: 100\r\n\r\n{"status":`),
    'UPSTREAM_TIMEOUT',
  ],
  [
    'a body that comes a byte at a time',
    (socket) => drip(socket, ' '.repeat(1000), `${OK}content-length: 1000\r\n\r\n`),
    'UPSTREAM_TIMEOUT',
  ],
  [
    'a chunk that hangs',
    (socket) => void socket.write(`${OK}transfer-encoding: chunked\r\n\r\n5\r\n{"s`),
    'UPSTREAM_TIMEOUT',
  ],
  [
    'interim answers without end',
    async (socket) => {
      while (!socket.destroyed) {
        socket.write('HTTP/1.1 102 Processing\r\n\r\n');
        await wait(5);
      }
    },
    'UPSTREAM_TIMEOUT',
  ],
  ['a reset after the request', (socket) => void socket.resetAndDestroy(), 'UPSTREAM_UNAVAILABLE'],
  ['an end after the request', (socket) => void socket.end(), 'UPSTREAM_UNAVAILABLE'],
  [
    'a reset in the headers',
    (socket) => void socket.write('HTTP/1.1 200 OK\r\ncontent-', () => socket.resetAndDestroy()),
    'UPSTREAM_UNAVAILABLE',
  ],
  [
    'a reset in the body',
    (socket) => void socket.write(GOOD.slice(0, -10), () => setTimeout(() => socket.resetAndDestroy(), 20)),
    'UPSTREAM_UNAVAILABLE',
  ],
  ['an end before the content-length', (socket) => void socket.end(GOOD.slice(0, -10)), 'UPSTREAM_UNAVAILABLE'],
  [
    'an end in a chunk',
    (socket) => void socket.end(`${OK}transfer-encoding: chunked\r\n\r\n50\r\n{"status"`),
    'UPSTREAM_UNAVAILABLE',
  ],
  ['no HTTP at all', (socket) => void socket.end('SSH-2.0-OpenSSH_9.2\r\n'), 'UPSTREAM_UNAVAILABLE'],
  ['headers of many megabytes', (socket) => pour(socket, 100, `${OK}x-y: ${MEGABYTE}\r\n`), 'UPSTREAM_UNAVAILABLE'],
  [
    'more headers than anybody reads',
    async (socket) => {
      socket.write(OK);
      await pour(socket, 100, 'x-y: z\r\n'.repeat(1_000));
    },
    'UPSTREAM_UNAVAILABLE',
  ],
  [
    '100 MB by content-length',
    async (socket) => {
      socket.write(`${OK}content-length: ${100 * MEGABYTE.length}\r\n\r\n`);
      await pour(socket, 100, MEGABYTE);
    },
    'UPSTREAM_BAD_RESPONSE',
  ],
  [
    '100 MB in chunks',
    async (socket) => {
      socket.write(`${OK}transfer-encoding: chunked\r\n\r\n`);
      await pour(socket, 100, chunk(MEGABYTE));
    },
    'UPSTREAM_BAD_RESPONSE',
  ],
  [
    '100 MB until the connection ends',
    async (socket) => {
      socket.write(`${OK}\r\n`);
      await pour(socket, 100, MEGABYTE);
      socket.end();
    },
    'UPSTREAM_BAD_RESPONSE',
  ],
  [
    '100 MB compressed, which nobody asked for',
    (socket) => {
      socket.write(`${OK}content-encoding: gzip\r\ncontent-length: ${COMPRESSED.length}\r\n\r\n`);
      socket.write(COMPRESSED);
    },
    'UPSTREAM_BAD_RESPONSE',
  ],
  [
    'a content-length that is too short',
    (socket) => void socket.write(GOOD.replace(/content-length: \d+/, 'content-length: 20')),
    'UPSTREAM_BAD_RESPONSE',
  ],
  [
    'two content-lengths',
    (socket) => void socket.write(GOOD.replace('\r\n\r\n', '\r\ncontent-length: 5\r\n\r\n')),
    'UPSTREAM_UNAVAILABLE',
  ],
  [
    'a content-length beside chunks',
    (socket) =>
      void socket.write(`${OK}content-length: 5\r\ntransfer-encoding: chunked\r\n\r\n${chunk('{}')}0\r\n\r\n`),
    'UPSTREAM_UNAVAILABLE',
  ],
  [
    'a chunk’s length that is none',
    (socket) => void socket.write(`${OK}transfer-encoding: chunked\r\n\r\nzz\r\n{}\r\n`),
    'UPSTREAM_UNAVAILABLE',
  ],
  [
    'a redirect',
    (socket) => void socket.write(httpText('', { status: '302 Found', headers: 'location: http://127.0.0.1:9/\r\n' })),
    'UPSTREAM_BAD_RESPONSE',
  ],
  ['no content', (socket) => void socket.write('HTTP/1.1 204 No Content\r\n\r\n'), 'UPSTREAM_BAD_RESPONSE'],
  ['an empty body', (socket) => void socket.write(httpText('')), 'UPSTREAM_BAD_RESPONSE'],
  [
    'another protocol',
    (socket) => void socket.write('HTTP/1.1 101 Switching Protocols\r\nupgrade: x\r\nconnection: upgrade\r\n\r\nhello'),
    'UPSTREAM_UNAVAILABLE',
  ],
];

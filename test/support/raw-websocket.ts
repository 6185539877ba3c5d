/** WebSocket frames byte by byte, for what no client would send. */
import { randomBytes } from 'node:crypto';
import type { Socket } from 'node:net';
import { GRAPHQL_TRANSPORT_WS_PROTOCOL } from 'graphql-ws';
import { connectTo } from './raw-http.js';

export const OPCODE = { continuation: 0, text: 1, binary: 2, close: 8, ping: 9, pong: 10 } as const;

export interface FrameOptions {
  opcode?: number;
  fin?: boolean;
  masked?: boolean;
  /** The three reserved bits. */
  rsv?: number;
}

export function frame(payload: string | Buffer, options: FrameOptions = {}): Buffer {
  const { opcode = OPCODE.text, fin = true, masked = true, rsv = 0 } = options;
  const data = Buffer.from(payload);
  const first = (fin ? 0x80 : 0) | (rsv << 4) | opcode;
  const mask = masked ? 0x80 : 0;
  const head =
    data.length < 126
      ? Buffer.from([first, mask | data.length])
      : Buffer.concat([Buffer.from([first, mask | 127]), lengthOf(data.length)]);
  if (!masked) return Buffer.concat([head, data]);
  const key = randomBytes(4);
  return Buffer.concat([head, key, data.map((byte, index) => byte ^ (key[index % 4] ?? 0))]);
}

function lengthOf(bytes: number): Buffer {
  const length = Buffer.alloc(8);
  length.writeBigUInt64BE(BigInt(bytes));
  return length;
}

/** An upgraded connection. */
export async function upgraded(url: string): Promise<Socket> {
  const socket = connectTo(url);
  socket.write(
    [
      'GET /graphql HTTP/1.1',
      'host: gateway',
      'connection: Upgrade',
      'upgrade: websocket',
      'sec-websocket-version: 13',
      'sec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==',
      'sec-websocket-extensions: permessage-deflate',
      `sec-websocket-protocol: ${GRAPHQL_TRANSPORT_WS_PROTOCOL}`,
      '\r\n',
    ].join('\r\n'),
  );
  await new Promise<void>((resolve, reject) => {
    socket.once('data', (chunk) => {
      const head = chunk.toString();
      if (/^HTTP\/1\.1 101 /.test(head) && !/sec-websocket-extensions/i.test(head)) resolve();
      else reject(new Error(head));
    });
    socket.once('close', () => reject(new Error('closed')));
  });
  return socket;
}

/** The code of the close frame that ends what the gateway sends, or undefined where it ends without one. */
export async function closeCodeOf(socket: Socket): Promise<number | undefined> {
  let received = Buffer.alloc(0);
  return new Promise((resolve) => {
    const look = () => {
      for (let at = 0; at + 2 <= received.length; ) {
        const short = (received[at + 1] ?? 0) & 0x7f;
        const length = short === 126 ? received.readUInt16BE(at + 2) : short;
        const start = at + (short === 126 ? 4 : 2);
        if (((received[at] ?? 0) & 0xf) === OPCODE.close && start + 2 <= received.length) {
          socket.destroy();
          return resolve(received.readUInt16BE(start));
        }
        at = start + length;
      }
    };
    socket.on('data', (chunk) => {
      received = Buffer.concat([received, chunk]);
      look();
    });
    socket.once('close', () => resolve(undefined));
  });
}

/** HTTP byte by byte, for what no client would send. */
import { connect, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';

export interface RawAnswer {
  status: number;
  headers: Record<string, string>;
  body: string;
}

/** A connection to the gateway; ended with the test. */
export function connectTo(url: string): Socket {
  const socket = connect(Number(new URL(url).port), new URL(url).hostname);
  socket.on('error', () => {});
  onTestFinished(() => void socket.destroy());
  return socket;
}

/** All that comes until the gateway ends the connection. */
export async function untilEnd(socket: Socket): Promise<string> {
  const chunks: Buffer[] = [];
  socket.on('data', (chunk) => chunks.push(chunk));
  await new Promise((resolve) => socket.once('close', resolve));
  return Buffer.concat(chunks).toString();
}

export function parse(text: string): RawAnswer {
  const [head = '', ...bodies] = text.split('\r\n\r\n');
  const [line = '', ...fields] = head.split('\r\n');
  const headers = fields.map((field): [string, string] => {
    const colon = field.indexOf(':');
    return [field.slice(0, colon).toLowerCase(), field.slice(colon + 1).trim()];
  });
  return { status: Number(line.split(' ')[1]), headers: Object.fromEntries(headers), body: bodies.join('\r\n\r\n') };
}

/** Sends it all, and reads until the gateway ends the connection. */
export async function exchange(url: string, text: string | Buffer): Promise<RawAnswer> {
  const socket = connectTo(url);
  socket.write(text);
  return parse(await untilEnd(socket));
}

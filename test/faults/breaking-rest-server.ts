/** A REST API on raw TCP whose connections break where a test says. It knows what it was asked by whole requests. */
import { once } from 'node:events';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';
import { orderText } from '../support/rest-server.js';

/** It ends before anything is sent on it. */
export const UNSENT = ['reset at once', 'ended at once'] as const;
/** The request is seen, or may be for all that its sender knows, and gets no whole envelope. */
export const UNANSWERED = [
  'reset while it is read',
  'reset after the request',
  'ended after the request',
  'reset in the answer’s headers',
  'reset in the answer',
  'ended in the answer',
  'ended in a chunk',
  'ended in an answer without a length',
  'hangs',
  'hangs in the answer',
  'HTTP 503',
  'HTTP 500 with a refusal',
  'HTML',
  'broken JSON',
  'another shape',
  'no status',
] as const;
/** What becomes of a connection, and of the request on it. */
export type Fate = (typeof UNSENT)[number] | (typeof UNANSWERED)[number] | 'refusal' | 'order';

export interface BreakingRestServer {
  url: string;
  /** The fates of the requests that asked for a quote's order, if only by a part of one. */
  fates: Map<string, Fate[]>;
  /** Runs something while it takes no connections. */
  whileRefusing<T>(work: () => Promise<T>): Promise<T>;
}

/** @param fateOf What becomes of the next connection, if an order is asked for on it; other requests are answered. */
export async function startBreakingRestServer(fateOf: () => Fate): Promise<BreakingRestServer> {
  const fates = new Map<string, Fate[]>();
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    socket.once('close', () => sockets.delete(socket));
    const fate = fateOf();
    if (fate === 'reset at once') socket.resetAndDestroy();
    else if (fate === 'ended at once') socket.destroy();
    else serve(socket, fate, fates);
  });
  const port = await listen(server, 0);
  onTestFinished(() => {
    server.close();
    for (const socket of sockets) socket.destroy();
  });
  return {
    url: `http://127.0.0.1:${port}`,
    fates,
    whileRefusing: async (work) => {
      server.close();
      const result = await work();
      await listen(server, port);
      return result;
    },
  };
}

async function listen(server: Server, port: number): Promise<number> {
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

function serve(socket: Socket, fate: Fate, fates: Map<string, Fate[]>): void {
  let text = '';
  let isWaiting = true;
  socket.on('data', (chunk) => {
    text += chunk.toString();
    const quoteId = /"quoteId":"([^"]*)"/.exec(text)?.[1];
    if (quoteId && isWaiting) {
      isWaiting = false;
      fates.set(quoteId, [...(fates.get(quoteId) ?? []), fate]);
      if (fate === 'reset while it is read') return void socket.resetAndDestroy();
    }
    if (!isWhole(text)) return;
    if (quoteId) answer(socket, fate, quoteId);
    else socket.write(http(orderOf(/orders\/o-(\S+)/.exec(text)?.[1] ?? '')));
    text = '';
  });
}

function isWhole(text: string): boolean {
  const end = text.indexOf('\r\n\r\n');
  const length = Number(/content-length: (\d+)/i.exec(text)?.[1] ?? 0);
  return end !== -1 && Buffer.byteLength(text.slice(end + 4)) >= length;
}

const orderOf = (quoteId: string): string => `{"status":"1","data":${orderText({ id: `o-${quoteId}` })}}`;

function http(body: string, { status = '200 OK', type = 'application/json' } = {}): string {
  return `HTTP/1.1 ${status}\r\ncontent-type: ${type}\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;
}

/** A whole answer, or as much of it as is sent before the connection ends. */
function answer(socket: Socket, fate: Fate, quoteId: string): void {
  const order = orderOf(quoteId);
  const whole = http(order);
  const thenReset = (text: string) => void socket.write(text, () => setImmediate(() => socket.resetAndDestroy()));
  const answers: Partial<Record<Fate, () => void>> = {
    'reset after the request': () => socket.resetAndDestroy(),
    'ended after the request': () => socket.end(),
    'reset in the answer’s headers': () => thenReset(whole.slice(0, 30)),
    'reset in the answer': () => thenReset(whole.slice(0, -20)),
    'ended in the answer': () => socket.end(whole.slice(0, -1)),
    'ended in a chunk': () => socket.end(`HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nfff\r\n${order}`),
    'ended in an answer without a length': () => socket.end(`HTTP/1.1 200 OK\r\n\r\n${order.slice(0, -1)}`),
    hangs: () => {},
    'hangs in the answer': () => socket.write(whole.slice(0, -1)),
    'HTTP 503': () => socket.end(http('<h1>503</h1>', { status: '503 Service Unavailable', type: 'text/html' })),
    'HTTP 500 with a refusal': () => socket.end(http('{"status":"-1","message":"no"}', { status: '500 Oops' })),
    HTML: () => socket.end(http('<h1>Welcome</h1>', { type: 'text/html' })),
    'broken JSON': () => socket.end(http(order.slice(0, -1))),
    'another shape': () => socket.end(http('{"status":"1","data":{"id":"o1"}}')),
    'no status': () => socket.end(http(order.replace('"status":"1",', ''))),
    refusal: () => socket.end(http('{"status":"-1","message":"the limit is reached"}', { status: '400 Bad Request' })),
    order: () => socket.end(whole),
  };
  answers[fate]?.();
}

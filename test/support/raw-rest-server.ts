/** A REST API down to its bytes, for answers that no HTTP server would send. */
import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';

export interface RawCall {
  method: string;
  /** With its query. */
  path: string;
}

export interface RawRestServer {
  url: string;
  calls: RawCall[];
  /** How many connections there are at the moment. */
  readonly open: number;
  /** Resolves when there are no more than so many. */
  openAtMost(connections: number): Promise<void>;
}

/** What is done with a request, by hand. */
export type RawAnswer = (call: RawCall, socket: Socket) => void | Promise<void>;

/** Starts one on a free port, closed with the test. @param onConnection May end it before a request has come. */
export async function startRawRestServer(
  answer: RawAnswer,
  onConnection: (socket: Socket) => void = () => {},
): Promise<RawRestServer> {
  const calls: RawCall[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    // The gateway ends what it doesn't want: that is no failure here.
    socket.on('error', () => {});
    socket.on('close', () => {
      sockets.delete(socket);
      server.emit('gone');
    });
    onConnection(socket);
    let text = '';
    socket.on('data', (chunk: Buffer) => {
      text += chunk.toString('latin1');
      for (let request = takeRequest(text); request; request = takeRequest(text)) {
        text = text.slice(request.length);
        calls.push(request.call);
        void answer(request.call, socket);
      }
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.close();
    for (const socket of sockets) socket.destroy();
  });
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    calls,
    get open() {
      return sockets.size;
    },
    openAtMost: async (connections) => {
      while (sockets.size > connections) await once(server, 'gone');
    },
  };
}

function takeRequest(text: string): { call: RawCall; length: number } | undefined {
  const head = text.indexOf('\r\n\r\n');
  if (head < 0) return undefined;
  const length = head + 4 + Number(/^content-length: *(\d+)/im.exec(text.slice(0, head))?.[1] ?? 0);
  if (text.length < length) return undefined;
  const [method = '', path = ''] = text.split(' ');
  return { call: { method, path }, length };
}

/** A whole answer; `headers` are added as they stand. */
export function httpText(body: string, { status = '200 OK', headers = '' } = {}): string {
  return `HTTP/1.1 ${status}\r\ncontent-type: application/json\r\ncontent-length: ${Buffer.byteLength(body)}\r\n${headers}\r\n${body}`;
}

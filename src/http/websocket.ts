/** `WS /graphql`: who may connect, how many, and for how long they may be silent. */
import { type IncomingMessage, type Server, STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import { CloseCode, GRAPHQL_TRANSPORT_WS_PROTOCOL, handleProtocols } from 'graphql-ws';
import { type WebSocket, WebSocketServer } from 'ws';
import type { OriginCheck } from './origins.js';
import { Conversation, GOING_AWAY, type ProtocolOptions } from './websocket-protocol.js';

export interface WebSocketOptions extends Omit<ProtocolOptions, 'isStopping'> {
  isAllowedOrigin: OriginCheck;
  /** Whether the gateway takes traffic: if not, no operation is begun, and those that run go on. */
  isReady: () => boolean;
  /** `MAX_SOCKETS` */
  maxSockets: number;
}

export interface WebSockets {
  /** Closes every socket with 1001, which clients answer by coming back. */
  close(): Promise<void>;
}

/** The longest message that is read, in bytes. */
const MAX_MESSAGE_BYTES = 64 * 1024;
/** How often a peer is asked whether it is there; one that hasn't answered by the next time is gone. In milliseconds. */
const HEARTBEAT_MS = 12_000;
/** How long a peer may take to answer our close frame, in milliseconds. */
const CLOSE_TIMEOUT_MS = 1_000;

export function serveWebSockets(server: Server, options: WebSocketOptions): WebSockets {
  const { isAllowedOrigin, maxSockets, log } = options;
  const sockets = new WebSocketServer({
    noServer: true,
    maxPayload: MAX_MESSAGE_BYTES,
    handleProtocols,
    clientTracking: true,
  });
  const protocol: ProtocolOptions = { ...options, isStopping: () => !options.isReady() };
  const silent = new Set<WebSocket>();

  // One timer for all sockets: one each would be a good part of what an idle one costs.
  const heartbeat = setInterval(() => {
    for (const socket of silent) socket.terminate();
    silent.clear();
    for (const socket of sockets.clients) {
      silent.add(socket);
      socket.ping();
    }
  }, HEARTBEAT_MS);

  const open = (socket: WebSocket, authorization: string | undefined): void => {
    socket.on('error', (error) => log.debug({ err: error }, 'a WebSocket failed'));
    if (socket.protocol !== GRAPHQL_TRANSPORT_WS_PROTOCOL) {
      socket.close(CloseCode.SubprotocolNotAcceptable, 'Subprotocol not acceptable');
      return;
    }
    const conversation = new Conversation(socket, authorization, protocol);
    socket.on('message', (data) => {
      // A peer that doesn't heed our close frame is not listened to any longer.
      if (socket.readyState !== socket.OPEN) return;
      conversation.receive(String(data)).catch((error: unknown) => conversation.fail(error));
    });
    socket.on('pong', () => silent.delete(socket));
    socket.once('close', () => {
      silent.delete(socket);
      conversation.closed();
    });
  };

  const onUpgrade = (request: IncomingMessage, socket: Duplex, head: Buffer): void => {
    const { origin, host } = request.headers;
    if (pathOf(request) !== '/graphql') refuse(socket, 404, 'NOT_FOUND', 'There is no such route.');
    else if (!isAllowedOrigin(origin, host)) refuse(socket, 403, 'FORBIDDEN', 'This web page may not use the gateway.');
    else if (!options.isReady()) refuse(socket, 503, 'UPSTREAM_UNAVAILABLE', 'The gateway is starting or stopping.');
    else if (sockets.clients.size >= maxSockets)
      refuse(socket, 503, 'LIMIT_EXCEEDED', `There may be ${maxSockets} sockets at most.`);
    else sockets.handleUpgrade(request, socket, head, (webSocket) => open(webSocket, request.headers.authorization));
  };
  server.on('upgrade', onUpgrade);

  return {
    close: async () => {
      server.off('upgrade', onUpgrade);
      clearInterval(heartbeat);
      await Promise.all([...sockets.clients].map(closed));
    },
  };
}

const pathOf = ({ url = '' }: IncomingMessage): string => url.split('?', 1)[0] ?? '';

function refuse(socket: Duplex, status: number, code: string, message: string): void {
  const body = JSON.stringify({ errors: [{ message, extensions: { code } }] });
  const head = [`HTTP/1.1 ${status} ${STATUS_CODES[status]}`, 'connection: close', 'content-type: application/json'];
  if (status === 503) head.push('retry-after: 5');
  socket.end([...head, `content-length: ${Buffer.byteLength(body)}`, '', body].join('\r\n'));
}

async function closed(socket: WebSocket): Promise<void> {
  const isClosed = new Promise<void>((resolve) => {
    socket.once('close', () => resolve());
  });
  socket.close(GOING_AWAY, 'Going away');
  const timer = setTimeout(() => socket.terminate(), CLOSE_TIMEOUT_MS);
  await isClosed;
  clearTimeout(timer);
}

/** `WS /graphql`: who may connect, how many, and for how long they may be silent. */
import { randomBytes } from 'node:crypto';
import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { CloseCode, GRAPHQL_TRANSPORT_WS_PROTOCOL, handleProtocols } from 'graphql-ws';
import { type RawData, type ServerOptions, type WebSocket, WebSocketServer } from 'ws';
import { GatewayError } from '../../common/gateway-error.js';
import type { ClientAddress } from '../client-address.js';
import { RETRY_AFTER } from '../graphql/graphql-refusal.js';
import { asksForWebSocket, refuseRaw } from '../malformed/malformed-requests.js';
import type { OriginCheck } from '../origins.js';
import type { Refusal } from '../request-gate.js';
import { pathOf } from '../request-target.js';
import { closeSocket } from './close-socket.js';
import { GOING_AWAY, GraphQLWsConnection, MAX_UNREAD_BYTES, type ProtocolOptions } from './websocket-protocol.js';
import type { Peer } from './websocket-session.js';
import { WriteCoalescer } from './write-coalescer.js';

export interface WebSocketOptions extends Omit<ProtocolOptions, 'writes'> {
  isAllowedOrigin: OriginCheck;
  addressOf: ClientAddress;
  /** `MAX_SOCKETS` */
  maxSockets: number;
  /** The longest message that is read, in bytes. */
  maxMessageBytes: number;
}

export interface WebSockets {
  /** Closes every socket with 1001, which clients answer by coming back. */
  close(): Promise<void>;
}

/** How often a peer is asked whether it is there; one that hasn't answered by the next time is gone. In milliseconds. */
const HEARTBEAT_MS = 12_000;
/** As many as nobody guesses. */
const QUESTION_BYTES = 8;
/** How long a peer may take to answer our close frame, in milliseconds. */
const CLOSE_TIMEOUT_MS = 1_000;
/** The part of all sockets that may be without a greeting: those who never greet can't keep others out. */
const WAITING_SHARE = 0.5;

export function serveWebSockets(server: Server, options: WebSocketOptions): WebSockets {
  const { maxSockets, maxMessageBytes, log } = options;
  const serverOptions: ServerOptions & { closeTimeout: number } = {
    noServer: true,
    maxPayload: maxMessageBytes,
    handleProtocols,
    clientTracking: true,
    // Until then one that we close counts. Unknown to @types/ws yet.
    closeTimeout: CLOSE_TIMEOUT_MS,
    // Each message is a turn of the event loop: one who sends thousands lets others have theirs in between.
    allowSynchronousEvents: false,
    // Done below, within a bound.
    autoPong: false,
  };
  const sockets = new WebSocketServer(serverOptions);
  const protocol: ProtocolOptions = { ...options, writes: new WriteCoalescer() };
  const silent = new Set<WebSocket>();
  /** Those that have not greeted yet, the longest waiting first. */
  const waiting = new Set<GraphQLWsConnection>();

  /** What the last ping asked: only who has read it can answer it, since a pong may be sent unasked. */
  let question = Buffer.alloc(0);
  // One timer for all sockets: one each would be a good part of what an idle one costs.
  const heartbeat = setInterval(() => {
    for (const socket of silent) socket.terminate();
    silent.clear();
    question = randomBytes(QUESTION_BYTES);
    for (const socket of sockets.clients) {
      silent.add(socket);
      socket.ping(question);
    }
  }, HEARTBEAT_MS);

  const open = (socket: WebSocket, wire: Duplex, peer: Peer): void => {
    socket.on('error', (error) => log.debug({ err: error }, 'websocket failed'));
    if (socket.protocol !== GRAPHQL_TRANSPORT_WS_PROTOCOL) {
      closeSocket(socket, CloseCode.SubprotocolNotAcceptable, 'Subprotocol not acceptable');
      return;
    }
    const conversation = new GraphQLWsConnection(socket, wire, peer, protocol);
    waiting.add(conversation);
    if (waiting.size > Math.max(1, maxSockets * WAITING_SHARE)) giveUpLongest(waiting);
    socket.on('message', (data, isBinary) => {
      // A peer that doesn't heed our close frame is not listened to any longer.
      if (socket.readyState !== socket.OPEN) return;
      conversation.receive(isBinary ? undefined : String(data)).catch((error: unknown) => conversation.fail(error));
      if (conversation.isGreeted) waiting.delete(conversation);
    });
    socket.on('ping', answerPing);
    socket.on('pong', (answer) => {
      if (question.equals(answer)) silent.delete(socket);
    });
    socket.once('close', () => {
      silent.delete(socket);
      waiting.delete(conversation);
      conversation.closed();
    });
  };

  const onUpgrade = (request: IncomingMessage, socket: Duplex, head: Buffer): void => {
    // Cut off where an answer is still due on it, or refused at the gate.
    if (!socket.writable || !asksForWebSocket(request)) return;
    const refusal = whyNot(request, sockets.clients.size, options);
    if (refusal) {
      const headers = refusal.status === 503 ? { 'retry-after': RETRY_AFTER } : {};
      refuseRaw(socket, refusal, { path: pathOf(request.url), headers });
      return;
    }
    const { authorization } = request.headers;
    const peer = { authorization, address: options.rates.isOn ? options.addressOf(request) : '' };
    sockets.handleUpgrade(request, socket, head, (webSocket) => open(webSocket, socket, peer));
  };
  server.on('upgrade', onUpgrade);
  sockets.on('wsClientError', (error: Error, socket: Duplex) =>
    refuseRaw(socket, { status: 400, code: 'BAD_REQUEST', message: `${error.message}.` }),
  );

  return {
    close: async () => {
      clearInterval(heartbeat);
      await Promise.all([...sockets.clients].map(closed));
    },
  };
}

/** @returns why a request doesn't become a WebSocket. */
function whyNot(
  { url, headers, socket }: IncomingMessage,
  sockets: number,
  options: WebSocketOptions,
): Refusal | undefined {
  const { admission, isAllowedOrigin, maxSockets } = options;
  const refusal = (status: number, code: string, message: string): Refusal => ({ status, code, message });
  if (pathOf(url) !== '/graphql') return refusal(404, 'NOT_FOUND', 'Route not found.');
  if (!isAllowedOrigin(headers.origin, socket.localAddress))
    return refusal(403, 'FORBIDDEN', 'This web page is not allowed to use the gateway (CORS_ORIGINS).');
  const code = admission();
  if (code !== undefined) return refusal(503, code, new GatewayError(code).message);
  if (sockets >= maxSockets)
    return refusal(503, 'LIMIT_EXCEEDED', `Too many WebSockets: the limit is ${maxSockets} (MAX_SOCKETS).`);
  return undefined;
}

/** Whoever greets does so at once: it is the one least likely to. */
function giveUpLongest(waiting: Set<GraphQLWsConnection>): void {
  const [longest] = waiting;
  if (!longest) return;
  waiting.delete(longest);
  longest.giveUp();
}

/** Not for one who only sends: pongs would pile up. */
function answerPing(this: WebSocket, data: RawData): void {
  if (this.readyState !== this.OPEN) return;
  if (this.bufferedAmount > MAX_UNREAD_BYTES) this.terminate();
  else this.pong(data);
}

async function closed(socket: WebSocket): Promise<void> {
  const isClosed = new Promise<void>((resolve) => {
    socket.once('close', () => resolve());
  });
  closeSocket(socket, GOING_AWAY, 'Going away');
  await isClosed;
}

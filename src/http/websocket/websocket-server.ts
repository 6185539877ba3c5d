/** `WS /graphql`: admission, number and heartbeat of WebSockets. */
import { randomBytes } from 'node:crypto';
import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { CloseCode, GRAPHQL_TRANSPORT_WS_PROTOCOL, handleProtocols } from 'graphql-ws';
import { type RawData, type ServerOptions, type WebSocket, WebSocketServer } from 'ws';
import { GatewayError } from '../../common/gateway-error.js';
import { spread } from '../../common/spread.js';
import type { Reporting } from '../../observability/operation-record.js';
import { RETRY_AFTER } from '../graphql/graphql-refusal.js';
import { asksForWebSocket, refuseRaw } from '../malformed/malformed-requests.js';
import type { OriginCheck } from '../origins.js';
import type { ClientAddress } from '../request/client-address.js';
import type { Refusal } from '../request/request-gate.js';
import type { RequestIdOf } from '../request/request-id.js';
import { pathOf } from '../request/request-target.js';
import { closeSocket } from './close-socket.js';
import { SocketLog } from './socket-log.js';
import { GOING_AWAY, GraphQLWsConnection, MAX_UNREAD_BYTES, type ProtocolOptions } from './websocket-protocol.js';
import { type Peer, traceparentIn } from './websocket-session.js';
import { WriteCoalescer } from './write-coalescer.js';

export interface WebSocketOptions extends Omit<ProtocolOptions, 'writes'> {
  isAllowedOrigin: OriginCheck;
  addressOf: ClientAddress;
  /** `MAX_SOCKETS` */
  maxSockets: number;
  /** Maximum length of a message, in bytes. */
  maxMessageBytes: number;
  requestIdOf: RequestIdOf;
  /** Whether the instance is about to stop. Its sockets move to other instances, so new ones are refused: a proxy tries the next instance then. */
  isDraining: () => boolean;
  reporting: Reporting;
}

export interface WebSockets {
  /** Closes every socket with 1001, after which clients reconnect: one after another over this time, in milliseconds. */
  drain(milliseconds: number): void;
  /** As {@link drain}, at once. */
  close(): Promise<void>;
}

/** Interval of pings in milliseconds. A peer without a pong by the next ping counts as gone. */
const HEARTBEAT_MS = 12_000;
const SWITCHING_PROTOCOLS = 101;
/** Length of a ping's payload in bytes, so that it cannot be guessed. */
const QUESTION_BYTES = 8;
/** Time in which a peer must answer a close frame, in milliseconds. */
const CLOSE_TIMEOUT_MS = 1_000;
/** Maximum share of sockets without `connection_init`, so that they cannot exclude others. */
const WAITING_SHARE = 0.5;

export function serveWebSockets(server: Server, options: WebSocketOptions): WebSockets {
  const { maxSockets, maxMessageBytes, log, requestIdOf, traffic } = options;
  const life = new SocketLog(options.reporting);
  const serverOptions: ServerOptions & { closeTimeout: number } = {
    noServer: true,
    maxPayload: maxMessageBytes,
    handleProtocols,
    clientTracking: true,
    // A socket counts until this time after its close. @types/ws does not know the option yet.
    closeTimeout: CLOSE_TIMEOUT_MS,
    // One message per turn of the event loop, so that a client with thousands of messages does not block others.
    allowSynchronousEvents: false,
    // Pings are answered below, within a bound.
    autoPong: false,
  };
  const sockets = new WebSocketServer(serverOptions);
  const protocol: ProtocolOptions = { ...options, writes: new WriteCoalescer() };
  const silent = new Set<WebSocket>();
  /** Connections without `connection_init`, the oldest first. */
  const waiting = new Set<GraphQLWsConnection>();

  /** Payload of the last ping. Only a peer that has read it can answer, since a pong can be unsolicited. */
  let question = Buffer.alloc(0);
  // One timer for all sockets, since one each would dominate the cost of an idle socket.
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
    life.follow(socket, peer.requestId);
    socket.on('error', (error) => log.debug({ component: 'websocket', err: error }, 'websocket failed'));
    if (socket.protocol !== GRAPHQL_TRANSPORT_WS_PROTOCOL) {
      closeSocket(socket, CloseCode.SubprotocolNotAcceptable, 'Subprotocol not acceptable');
      return;
    }
    const conversation = new GraphQLWsConnection(socket, wire, peer, protocol);
    waiting.add(conversation);
    if (waiting.size > Math.max(1, maxSockets * WAITING_SHARE)) giveUpLongest(waiting);
    socket.on('message', (data, isBinary) => {
      // Messages after a close frame are ignored.
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
    // Destroyed if a response is due on the connection, or rejected by the gate.
    if (!socket.writable || !asksForWebSocket(request)) return;
    const { method, headers: sent } = request;
    const requestId = requestIdOf(request);
    const refusal = whyNot(request, sockets.clients.size, options);
    if (refusal) {
      const headers = refusal.status === 503 ? { 'retry-after': RETRY_AFTER } : {};
      refuseRaw(socket, refusal, { traffic, method, path: pathOf(request.url), requestId, headers });
      return;
    }
    traffic.answeredRaw(method, '/graphql', SWITCHING_PROTOCOLS);
    const address = options.rates.isOn ? options.addressOf(request) : '';
    const peer = { authorization: sent.authorization, address, requestId, traceparent: traceparentIn(sent) };
    sockets.handleUpgrade(request, socket, head, (webSocket) => open(webSocket, socket, peer));
  };
  server.on('upgrade', onUpgrade);
  sockets.on('wsClientError', (error: Error, socket: Duplex) =>
    refuseRaw(socket, { status: 400, code: 'BAD_REQUEST', message: `${error.message}.` }, { traffic, method: 'GET' }),
  );

  options.reporting.metrics.gauge('sockets', () => sockets.clients.size);
  let draining: { stop(): void } | undefined;
  return {
    drain: (milliseconds) => {
      draining = spread([...sockets.clients], milliseconds, (socket) => closeSocket(socket, GOING_AWAY, 'Going away'));
    },
    close: async () => {
      draining?.stop();
      clearInterval(heartbeat);
      await Promise.all([...sockets.clients].map(closed));
    },
  };
}

/** @returns the rejection of an upgrade; undefined if it is accepted. */
function whyNot(
  { url, headers, socket }: IncomingMessage,
  sockets: number,
  options: WebSocketOptions,
): Refusal | undefined {
  const { admission, isAllowedOrigin, isDraining, maxSockets } = options;
  const refusal = (status: number, code: string, message: string): Refusal => ({ status, code, message });
  if (pathOf(url) !== '/graphql') return refusal(404, 'NOT_FOUND', 'Route not found.');
  if (!isAllowedOrigin(headers.origin, socket.localAddress))
    return {
      ...refusal(403, 'FORBIDDEN', 'This web page is not allowed to use the gateway (CORS_ORIGINS).'),
      reason: 'origin',
    };
  const code = isDraining() ? 'SHUTTING_DOWN' : admission();
  if (code !== undefined) return refusal(503, code, new GatewayError(code).message);
  if (sockets >= maxSockets)
    return refusal(503, 'LIMIT_EXCEEDED', `Too many WebSockets: the limit is ${maxSockets} (MAX_SOCKETS).`);
  return undefined;
}

/** Closes the oldest connection without `connection_init`, which is the least likely to send it. */
function giveUpLongest(waiting: Set<GraphQLWsConnection>): void {
  const [longest] = waiting;
  if (!longest) return;
  waiting.delete(longest);
  longest.giveUp();
}

/** Answers a ping, unless the peer is stalled and pongs would accumulate. */
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

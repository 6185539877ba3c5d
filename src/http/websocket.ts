/** `WS /graphql`: the graphql-transport-ws protocol, by graphql-ws. */
import { type IncomingMessage, type Server, STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import { type ExecutionArgs, execute, type GraphQLSchema, OperationTypeNode } from 'graphql';
import { useServer } from 'graphql-ws/use/ws';
import type { Logger } from 'pino';
import { type WebSocket, WebSocketServer } from 'ws';
import type { Authenticator } from '../auth/authenticator.js';
import { NOBODY, type Session, type Viewer } from '../auth/viewer.js';
import { toClientErrors } from '../graphql/client-error.js';
import type { Context } from '../graphql/context.js';
import { prepare } from '../graphql/prepare.js';
import { type EventResults, subscribe } from '../graphql/subscribe.js';
import type { OriginCheck } from './origins.js';
import { closeAt, signIn } from './websocket-session.js';

export interface WebSocketOptions {
  schema: GraphQLSchema;
  introspection: boolean;
  isAllowedOrigin: OriginCheck;
  authenticator: Authenticator;
  /** Makes one operation's context. */
  createContext: (viewer: Viewer) => Context;
  log: Logger;
}

export interface WebSockets {
  /** Resolves when no query or mutation runs any longer. */
  operationsEnded(): Promise<void>;
  /** Closes every socket with 1001, which clients answer by coming back. */
  close(): Promise<void>;
}

/** What `onSubscribe` hands on to `subscribe`. */
interface SubscribedArgs extends ExecutionArgs {
  events: EventResults;
}

/** The longest message that is read, in bytes. */
const MAX_MESSAGE_BYTES = 64 * 1024;
const GOING_AWAY = 1001;

/** How long a peer may take to answer our close frame, in milliseconds. */
const CLOSE_TIMEOUT_MS = 1_000;

export function serveWebSockets(server: Server, options: WebSocketOptions): WebSockets {
  const { schema, introspection, authenticator, createContext, log } = options;
  const sockets = new WebSocketServer({ noServer: true, maxPayload: MAX_MESSAGE_BYTES });
  const running = new Set<Promise<unknown>>();

  useServer<Record<string, unknown>, { session?: Session }>(
    {
      onConnect: async ({ connectionParams, extra }) => {
        const session = await signIn(connectionParams, extra, authenticator);
        if (!session) return false;
        extra.session = session;
        closeAt(session.expiresAt, extra.socket);
        return true;
      },
      onSubscribe: async ({ extra }, _id, request) => {
        const prepared = prepare(schema, introspection, request);
        if (!prepared.ok) return prepared.errors;
        const args = { ...prepared.args, contextValue: createContext(extra.session?.viewer ?? NOBODY) };
        if (prepared.type !== OperationTypeNode.SUBSCRIPTION) return args;
        // Here, since what is refused here ends with `error`; later it would end with `complete`, as an order does.
        const subscribed = await subscribe(args);
        return subscribed.ok ? { ...args, events: subscribed.events } : subscribed.errors;
      },
      execute: (args) => {
        const { operation } = args.contextValue as Context;
        const result = Promise.resolve(execute(args)).finally(() => operation.end());
        running.add(result);
        result.catch(() => {}).finally(() => running.delete(result));
        return result;
      },
      subscribe: (args) => (args as SubscribedArgs).events,
      onNext: (_connection, _id, _request, _args, result) => {
        if (!result.errors) return undefined;
        return { data: result.data ?? null, errors: toClientErrors(result.errors, log) };
      },
      onError: (_connection, _id, _request, errors) => toClientErrors(errors, log),
    },
    sockets,
  );

  const onUpgrade = (request: IncomingMessage, socket: Duplex, head: Buffer): void => {
    const { origin, host } = request.headers;
    if (pathOf(request) !== '/graphql') refuse(socket, 404);
    else if (!options.isAllowedOrigin(origin, host)) refuse(socket, 403);
    else sockets.handleUpgrade(request, socket, head, (webSocket) => sockets.emit('connection', webSocket, request));
  };
  server.on('upgrade', onUpgrade);

  return {
    operationsEnded: async () => {
      await Promise.allSettled(running);
    },
    close: async () => {
      server.off('upgrade', onUpgrade);
      await Promise.all([...sockets.clients].map(closed));
    },
  };
}

const pathOf = ({ url = '' }: IncomingMessage): string => url.split('?', 1)[0] ?? '';

function refuse(socket: Duplex, status: number): void {
  socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\nconnection: close\r\ncontent-length: 0\r\n\r\n`);
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

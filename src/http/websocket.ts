/** `WS /graphql`: the graphql-transport-ws protocol, by graphql-ws. */
import { type IncomingMessage, type Server, STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import { type ExecutionArgs, execute, type GraphQLSchema, OperationTypeNode } from 'graphql';
import { useServer } from 'graphql-ws/use/ws';
import type { Logger } from 'pino';
import { type WebSocket, WebSocketServer } from 'ws';
import type { Authenticator } from '../auth/authenticator.js';
import { NOBODY, type Session, type Viewer } from '../auth/viewer.js';
import { GatewayError } from '../errors.js';
import { toClientErrors } from '../graphql/client-error.js';
import type { Context } from '../graphql/context.js';
import { prepare } from '../graphql/prepare.js';
import { type EventResults, subscribe } from '../graphql/subscribe.js';
import type { Operation } from '../rest/operation.js';
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
  /** From now on no operation is begun; those that run go on. */
  refuse(): void;
  /** Closes every socket with 1001, which clients answer by coming back. */
  close(): Promise<void>;
}

/** What is kept with a socket. */
type Connection = {
  session?: Session;
  /** What runs for it: ended early when it closes. */
  operations?: Set<Operation>;
};

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
  let isStopping = false;

  useServer<Record<string, unknown>, Connection>(
    {
      onConnect: async ({ connectionParams, extra }) => {
        const session = await signIn(connectionParams, extra, authenticator);
        if (!session) return false;
        extra.session = session;
        extra.operations = new Set();
        closeAt(session.expiresAt, extra.socket);
        return true;
      },
      onClose: ({ extra }) => {
        for (const operation of extra.operations ?? []) operation.leave();
      },
      onSubscribe: async ({ extra }, _id, request) => {
        if (isStopping) extra.socket.close(GOING_AWAY, 'Going away');
        if (isStopping) return [new GatewayError('UPSTREAM_UNAVAILABLE')];
        const prepared = prepare(schema, introspection, request);
        if (!prepared.ok) return prepared.errors;
        const context = createContext(extra.session?.viewer ?? NOBODY);
        const args = { ...prepared.args, contextValue: context };
        extra.operations?.add(context.operation);
        if (prepared.type !== OperationTypeNode.SUBSCRIPTION) return args;
        // Subscribed here, since what is refused here ends with `error`; later it would end with `complete`, as an order does.
        const subscribed = await subscribe(args);
        extra.operations?.delete(context.operation);
        return subscribed.ok ? { ...args, events: subscribed.events } : subscribed.errors;
      },
      execute: async (args) => {
        try {
          return await execute(args);
        } finally {
          (args.contextValue as Context).operation.end();
        }
      },
      onOperation: ({ extra }, _id, _request, { contextValue }) => {
        extra.operations?.delete((contextValue as Context).operation);
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
    if (pathOf(request) !== '/graphql') refuse(socket, 404, 'There is no such route.');
    else if (!options.isAllowedOrigin(origin, host)) refuse(socket, 403, 'This web page may not use the gateway.');
    else {
      sockets.handleUpgrade(request, socket, head, (webSocket) => {
        sockets.emit('connection', webSocket, request);
        // A peer's broken frame is no fault of ours: graphql-ws would write it to the console, with a stack.
        webSocket.removeAllListeners('error');
        webSocket.on('error', (error) => log.debug({ err: error }, 'a WebSocket failed'));
      });
    }
  };
  server.on('upgrade', onUpgrade);

  return {
    refuse: () => {
      isStopping = true;
    },
    close: async () => {
      server.off('upgrade', onUpgrade);
      await Promise.all([...sockets.clients].map(closed));
    },
  };
}

const pathOf = ({ url = '' }: IncomingMessage): string => url.split('?', 1)[0] ?? '';

function refuse(socket: Duplex, status: number, message: string): void {
  const code = status === 403 ? 'FORBIDDEN' : 'NOT_FOUND';
  const body = JSON.stringify({ errors: [{ message, extensions: { code } }] });
  const head = [`HTTP/1.1 ${status} ${STATUS_CODES[status]}`, 'connection: close', 'content-type: application/json'];
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

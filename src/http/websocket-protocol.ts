/** The graphql-transport-ws protocol over the gateway's own operations. */
import { type ExecutionArgs, execute, type GraphQLError, OperationTypeNode } from 'graphql';
import { makeServer, type Server } from 'graphql-ws';
import type { Logger } from 'pino';
import type { WebSocket } from 'ws';
import type { Authenticator } from '../auth/authenticator.js';
import { NOBODY, type Session, type Viewer } from '../auth/viewer.js';
import { GatewayError } from '../errors.js';
import { toClientErrors } from '../graphql/client-error.js';
import type { Context } from '../graphql/context.js';
import type { Preparer } from '../graphql/prepare.js';
import { type EventResults, subscribe } from '../graphql/subscribe.js';
import type { SubscriptionCounts } from '../live/subscription-counts.js';
import type { Operation } from '../rest/operation.js';
import { closeAt, signIn } from './websocket-session.js';

export interface ProtocolOptions {
  preparer: Preparer;
  authenticator: Authenticator;
  /** Makes one operation's context. */
  createContext: (viewer: Viewer) => Context;
  counts: SubscriptionCounts;
  /** `MAX_SUBSCRIPTIONS_PER_SOCKET` */
  maxPerSocket: number;
  /** Whether no new operation may begin. */
  isStopping: () => boolean;
  log: Logger;
}

/** One socket. */
export interface Connection {
  socket: WebSocket;
  /** The upgrade request's `authorization`. */
  authorization: string | undefined;
  session?: Session;
  /** What runs for it: ended early when it closes. */
  operations: Set<Operation>;
  subscriptions: number;
}

/** What `onSubscribe` hands on. */
interface SubscribedArgs extends ExecutionArgs {
  events: EventResults;
}

export const GOING_AWAY = 1001;

export function createProtocol(options: ProtocolOptions): Server<Connection> {
  const { preparer, authenticator, createContext, log } = options;
  return makeServer<Record<string, unknown>, Connection>({
    ...(preparer.isClosed && { jsonMessageReviver: allowNoQuery }),
    onConnect: async (connection) => {
      const { connectionParams, extra } = connection;
      // It holds the token, and lives as long as the socket.
      Reflect.deleteProperty(connection, 'connectionParams');
      const session = await signIn(connectionParams, extra, authenticator);
      if (!session) return false;
      extra.session = session;
      closeAt(session.expiresAt, extra.socket);
      return true;
    },
    onClose: ({ extra }) => {
      for (const operation of extra.operations) operation.leave();
    },
    onSubscribe: async ({ extra }, _id, request) => {
      if (options.isStopping()) {
        // What runs on this socket is still to be answered; then it is closed with the others.
        if (extra.operations.size === 0) extra.socket.close(GOING_AWAY, 'Going away');
        return [new GatewayError('UPSTREAM_UNAVAILABLE')];
      }
      if (extra.session && extra.session.expiresAt <= Date.now()) return [new GatewayError('UNAUTHENTICATED')];
      const prepared = preparer.prepare(request);
      if (!prepared.ok) return prepared.errors;
      const viewer = extra.session?.viewer ?? NOBODY;
      if (prepared.type === OperationTypeNode.SUBSCRIPTION) return begin(prepared.args, viewer, extra, options);

      const context = createContext(viewer);
      extra.operations.add(context.operation);
      return { ...prepared.args, contextValue: context };
    },
    execute: async (args) => {
      try {
        return await execute(args);
      } finally {
        (args.contextValue as Context).operation.end();
      }
    },
    subscribe: (args) => (args as SubscribedArgs).events,
    onOperation: ({ extra }, _id, _request, { contextValue }) => {
      if (contextValue) extra.operations.delete((contextValue as Context).operation);
    },
    onNext: (_connection, _id, _request, _args, result) => {
      if (!result.errors) return undefined;
      return { data: result.data ?? null, errors: toClientErrors(result.errors, log) };
    },
    onError: (_connection, _id, _request, errors) => toClientErrors(errors, log),
  });
}

/** Subscribes already here, since what is refused here ends with `error`; later it would end with `complete`, as an order does. */
async function begin(
  args: ExecutionArgs,
  viewer: Viewer,
  connection: Connection,
  { createContext, counts, maxPerSocket }: ProtocolOptions,
): Promise<SubscribedArgs | readonly GraphQLError[]> {
  if (connection.subscriptions >= maxPerSocket) {
    return [new GatewayError('LIMIT_EXCEEDED', `There may be ${maxPerSocket} subscriptions on one socket at most.`)];
  }
  let release: () => void;
  try {
    release = counts.take(viewer);
  } catch (error) {
    return [error as GatewayError];
  }
  connection.subscriptions += 1;
  const end = (): void => {
    connection.subscriptions -= 1;
    release();
  };
  const context = createContext(viewer);
  connection.operations.add(context.operation);
  const subscribed = await subscribe({ ...args, contextValue: context }, end);
  connection.operations.delete(context.operation);
  return subscribed.ok ? { ...args, contextValue: undefined, events: subscribed.events } : subscribed.errors;
}

/** graphql-ws takes no message without a query, as clients send it that name a trusted document by its id. */
function allowNoQuery(key: string, value: unknown): unknown {
  // The message itself has no key.
  if (key !== '' || !isObject(value) || value.type !== 'subscribe' || !isObject(value.payload)) return value;
  return { ...value, payload: { ...value.payload, query: value.payload.query ?? '' } };
}

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;

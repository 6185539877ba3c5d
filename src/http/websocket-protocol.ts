/** One WebSocket's conversation in the graphql-transport-ws protocol. */
import { type ExecutionResult, type GraphQLError, OperationTypeNode } from 'graphql';
import {
  CloseCode,
  type Message,
  MessageType,
  parseMessage,
  type SubscribeMessage,
  stringifyMessage,
} from 'graphql-ws';
import type { Logger } from 'pino';
import type { WebSocket } from 'ws';
import type { Authenticator } from '../auth/authenticator.js';
import type { Session, Viewer } from '../auth/viewer.js';
import { GatewayError } from '../errors.js';
import { toClientErrors, toClientResult } from '../graphql/client-error.js';
import type { Context } from '../graphql/context.js';
import type { GraphQLRequest, Prepared, Preparer } from '../graphql/prepare.js';
import { run } from '../graphql/run.js';
import { type ResultSink, subscribe } from '../graphql/subscribe.js';
import type { SubscriptionCounts } from '../live/subscription-counts.js';
import { closeAt, signIn } from './websocket-session.js';

export interface ProtocolOptions {
  preparer: Preparer;
  authenticator: Authenticator;
  /** Makes one operation's context. */
  createContext: (viewer: Viewer) => Context;
  counts: SubscriptionCounts;
  /** `MAX_SUBSCRIPTIONS_PER_SOCKET`; as many queries and mutations may run beside them. */
  maxPerSocket: number;
  /** Whether no new operation may begin. */
  isStopping: () => boolean;
  log: Logger;
}

/** What runs under a client's id: a subscription, or an operation that is on its way. */
interface Running {
  stop(): void;
}

export const GOING_AWAY = 1001;
const INIT_TIMEOUT_MS = 3_000;
/** What a peer may leave unread before it is taken for one that doesn't read, in bytes. */
const MAX_UNREAD_BYTES = 4 * 1024 * 1024;

/**
 * Speaks with graphql-ws's messages and close codes, but not through its server: that keeps a stack of promises, closures and each message for as
 * long as a subscription lives, which was most of what one took.
 */
export class Conversation {
  readonly #socket: WebSocket;
  readonly #options: ProtocolOptions;
  readonly #running = new Map<string, Running>();
  /** The upgrade request's `authorization`, until it has been looked at. */
  #authorization: string | undefined;
  #initTimer: NodeJS.Timeout | undefined;
  #isInitialised = false;
  #session: Session | undefined;
  #subscriptions = 0;

  constructor(socket: WebSocket, authorization: string | undefined, options: ProtocolOptions) {
    this.#socket = socket;
    this.#authorization = authorization;
    this.#options = options;
    this.#initTimer = setTimeout(() => {
      socket.close(CloseCode.ConnectionInitialisationTimeout, 'Connection initialisation timeout');
    }, INIT_TIMEOUT_MS);
  }

  async receive(text: string): Promise<void> {
    const message = parseOrNothing(text);
    switch (message?.type) {
      case MessageType.ConnectionInit:
        return this.#initialise(message.payload);
      case MessageType.Ping:
        return this.#send({ type: MessageType.Pong, ...(message.payload && { payload: message.payload }) });
      case MessageType.Pong:
        return;
      case MessageType.Subscribe:
        return this.#begin(message);
      case MessageType.Complete:
        return this.#end(message.id);
      default:
        this.#socket.close(CloseCode.BadRequest, 'Invalid message received');
    }
  }

  /** The socket is closed: what runs for it ends, but no write. */
  closed(): void {
    clearTimeout(this.#initTimer);
    for (const running of this.#running.values()) running.stop();
    this.#running.clear();
  }

  async #initialise(params: Record<string, unknown> | undefined): Promise<void> {
    if (this.#isInitialised) {
      this.#socket.close(CloseCode.TooManyInitialisationRequests, 'Too many initialisation requests');
      return;
    }
    this.#isInitialised = true;
    clearTimeout(this.#initTimer);
    this.#initTimer = undefined;
    const peer = { socket: this.#socket, authorization: this.#authorization };
    this.#authorization = undefined;
    const session = await signIn(params, peer, this.#options.authenticator);
    if (!session) return;
    this.#session = session;
    closeAt(session.expiresAt, this.#socket);
    await this.#send({ type: MessageType.ConnectionAck });
  }

  async #begin({ id, payload }: SubscribeMessage): Promise<void> {
    const session = this.#session;
    if (!session) return this.#socket.close(CloseCode.Unauthorized, 'Unauthorized');
    if (this.#running.has(id)) {
      return this.#socket.close(CloseCode.SubscriberAlreadyExists, `Subscriber for ${id.slice(0, 80)} already exists`);
    }
    if (this.#socket.bufferedAmount > MAX_UNREAD_BYTES) return this.#socket.terminate();
    if (this.#options.isStopping()) {
      // What runs on this socket is still to be answered; then it is closed with the others.
      if (this.#running.size === this.#subscriptions) this.#socket.close(GOING_AWAY, 'Going away');
      return this.#refuse(id, [new GatewayError('UPSTREAM_UNAVAILABLE')]);
    }
    if (session.expiresAt <= Date.now()) return this.#refuse(id, [new GatewayError('UNAUTHENTICATED')]);

    const prepared = this.#options.preparer.prepare(payload as GraphQLRequest);
    if (!prepared.ok) return this.#refuse(id, prepared.errors);
    if (prepared.type === OperationTypeNode.SUBSCRIPTION) return this.#subscribe(id, prepared, session.viewer);
    return this.#execute(id, prepared, session.viewer);
  }

  /** The client wants no more of it. */
  #end(id: string): void {
    this.#running.get(id)?.stop();
    this.#running.delete(id);
  }

  async #execute(id: string, { args }: Extract<Prepared, { ok: true }>, viewer: Viewer): Promise<void> {
    const { maxPerSocket, createContext } = this.#options;
    if (this.#running.size - this.#subscriptions >= maxPerSocket) {
      return this.#refuse(id, [tooMany(`There may be ${maxPerSocket} operations on one socket at most.`)]);
    }
    const context = createContext(viewer);
    const running = { stop: () => context.operation.leave() };
    this.#running.set(id, running);
    try {
      const result = await run(args, context);
      if (this.#running.get(id) !== running) return;
      this.#running.delete(id);
      await this.#next(id, result);
      await this.#send({ id, type: MessageType.Complete });
    } finally {
      context.operation.end();
    }
  }

  /** Refuses with `error`, since `complete` is what ends an order. */
  async #subscribe(id: string, { args }: Extract<Prepared, { ok: true }>, viewer: Viewer): Promise<void> {
    const place = this.#takePlace(viewer);
    if (place instanceof GatewayError) return this.#refuse(id, [place]);
    const context = this.#options.createContext(viewer);
    const starting = { stop: () => context.operation.leave() };
    this.#running.set(id, starting);
    const subscribed = await subscribe({ ...args, contextValue: context }, place);
    const isWanted = this.#running.get(id) === starting;
    if (!subscribed.ok) {
      if (!isWanted) return;
      this.#running.delete(id);
      return this.#refuse(id, subscribed.errors);
    }
    if (!isWanted) return subscribed.subscription.stop();
    this.#running.set(id, subscribed.subscription);
    subscribed.subscription.start(new SocketSink(id, this));
  }

  /** @returns gives the place back. Made here, since a closure keeps all that stands around it for as long as the subscription lives. */
  #takePlace(viewer: Viewer): (() => void) | GatewayError {
    const { maxPerSocket, counts } = this.#options;
    if (this.#subscriptions >= maxPerSocket) {
      return tooMany(`There may be ${maxPerSocket} subscriptions on one socket at most.`);
    }
    try {
      const release = counts.take(viewer);
      this.#subscriptions += 1;
      return () => {
        this.#subscriptions -= 1;
        release();
      };
    } catch (error) {
      return error as GatewayError;
    }
  }

  /** @returns when the peer has taken it in. */
  next(id: string, result: ExecutionResult): Promise<void> {
    return this.#next(id, result);
  }

  /** The subscription has ended by itself. */
  complete(id: string): void {
    this.#running.delete(id);
    void this.#send({ id, type: MessageType.Complete });
  }

  fail(error: unknown): void {
    this.#options.log.error({ err: error }, 'a subscription failed unexpectedly');
    this.#socket.close(CloseCode.InternalServerError, 'Internal server error');
  }

  #next(id: string, result: ExecutionResult): Promise<void> {
    return this.#send({ id, type: MessageType.Next, payload: toClientResult(result, this.#options.log) });
  }

  #refuse(id: string, errors: readonly GraphQLError[]): Promise<void> {
    return this.#send({ id, type: MessageType.Error, payload: toClientErrors(errors, this.#options.log) });
  }

  /** Resolves when it is out, or the socket is closed. */
  #send(message: object): Promise<void> {
    const socket = this.#socket;
    if (socket.readyState !== socket.OPEN) return Promise.resolve();
    return new Promise((resolve) => socket.send(stringifyMessage(message as Message), () => resolve()));
  }
}

const tooMany = (message: string): GatewayError => new GatewayError('LIMIT_EXCEEDED', message);

/** One subscription's way to the socket. */
class SocketSink implements ResultSink {
  readonly #id: string;
  readonly #conversation: Conversation;

  constructor(id: string, conversation: Conversation) {
    this.#id = id;
    this.#conversation = conversation;
  }

  next(result: ExecutionResult): Promise<void> {
    return this.#conversation.next(this.#id, result);
  }

  complete(): void {
    this.#conversation.complete(this.#id);
  }

  fail(error: unknown): void {
    this.#conversation.fail(error);
  }
}

function parseOrNothing(text: string): Message | undefined {
  try {
    return parseMessage(text);
  } catch {
    return undefined;
  }
}

/** One WebSocket's conversation in the graphql-transport-ws protocol. */
import type { Duplex } from 'node:stream';
import type { ExecutionResult, GraphQLError } from 'graphql';
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
import type { Authenticator } from '../../auth/authenticator.js';
import type { Session } from '../../auth/viewer.js';
import { isObject } from '../../common/is-object.js';
import { isLongerThan } from '../../common/text.js';
import type { GraphQLRequest } from '../../graphql/admission/preparer.js';
import { masked, toClientErrors, toClientResult } from '../../graphql/operation/client-error.js';
import { closeSocket } from './close-socket.js';
import { Operations, type OperationsOptions, type Outbox } from './websocket-operations.js';
import { closeAt, type Peer, signIn } from './websocket-session.js';
import type { WriteCoalescer } from './write-coalescer.js';

export interface ProtocolOptions extends OperationsOptions {
  authenticator: Authenticator;
  /** How long a client may take to greet, in milliseconds. */
  initTimeoutMs: number;
  /** Of all sockets. */
  writes: WriteCoalescer;
  log: Logger;
}

export const GOING_AWAY = 1001;
/** What a peer may leave unread before it is taken for one that doesn't read, in bytes. */
export const MAX_UNREAD_BYTES = 4 * 1024 * 1024;
/** Longer than any client's: an id is kept for as long as what runs under it. */
const MAX_ID_LENGTH = 256;

/**
 * Speaks with graphql-ws's messages and close codes, but not through its server: that keeps a stack of promises, closures and each message for as
 * long as a subscription lives, which was most of what one took.
 */
export class GraphQLWsConnection implements Outbox {
  readonly #socket: WebSocket;
  /** Below it. */
  readonly #wire: Duplex;
  readonly #options: ProtocolOptions;
  readonly #operations: Operations;
  /** Until it greets. */
  #peer: Peer | undefined;
  #initTimer: NodeJS.Timeout | undefined;
  #session: Session | undefined;

  constructor(socket: WebSocket, wire: Duplex, peer: Peer, options: ProtocolOptions) {
    this.#socket = socket;
    this.#wire = wire;
    this.#peer = peer;
    this.#options = options;
    this.#operations = new Operations(this, peer.address, options);
    this.#initTimer = setTimeout(() => this.giveUp(), options.initTimeoutMs);
  }

  /** The client has greeted, whoever it is. */
  get isGreeted(): boolean {
    return this.#peer === undefined;
  }

  /** It waits for its greeting no longer. */
  giveUp(): void {
    closeSocket(this.#socket, CloseCode.ConnectionInitialisationTimeout, 'Connection initialisation timeout');
  }

  async receive(data: string | undefined): Promise<void> {
    // Whatever it asks would wait in our memory.
    if (this.#socket.bufferedAmount > MAX_UNREAD_BYTES) return this.#socket.terminate();
    const message = data === undefined ? undefined : parseOrNothing(data, this.#options.preparer.isClosed);
    switch (message?.type) {
      case MessageType.ConnectionInit:
        return this.#initialise(message.payload);
      case MessageType.Ping:
        return this.#pong(message.payload);
      case MessageType.Pong:
        return;
      case MessageType.Subscribe:
        return this.#begin(message);
      case MessageType.Complete:
        return this.#operations.end(message.id);
      default:
        closeSocket(this.#socket, CloseCode.BadRequest, 'Invalid message received');
    }
  }

  /** The socket is closed. */
  closed(): void {
    clearTimeout(this.#initTimer);
    this.#operations.endAll();
  }

  async #pong(payload: Record<string, unknown> | undefined): Promise<void> {
    try {
      await this.#send({ type: MessageType.Pong, ...(payload && { payload }) });
    } catch {
      // Nested deeper than what can be written: reading takes less of the stack.
      closeSocket(this.#socket, CloseCode.BadRequest, 'Invalid message received');
    }
  }

  async #initialise(params: Record<string, unknown> | undefined): Promise<void> {
    const peer = this.#peer;
    if (!peer) {
      closeSocket(this.#socket, CloseCode.TooManyInitialisationRequests, 'Too many initialisation requests');
      return;
    }
    this.#peer = undefined;
    clearTimeout(this.#initTimer);
    this.#initTimer = undefined;
    const session = await signIn(params, peer, this.#socket, this.#options);
    if (!session) return;
    this.#session = session;
    closeAt(session.expiresAt, this.#socket);
    await this.#send({ type: MessageType.ConnectionAck });
  }

  async #begin({ id, payload }: SubscribeMessage): Promise<void> {
    const session = this.#session;
    if (!session) return closeSocket(this.#socket, CloseCode.Unauthorized, 'Unauthorized');
    if (isLongerThan(id, MAX_ID_LENGTH))
      return closeSocket(this.#socket, CloseCode.BadRequest, 'Invalid message received');
    if (this.#operations.has(id)) {
      return closeSocket(this.#socket, CloseCode.SubscriberAlreadyExists, `Subscriber for ${id} already exists`);
    }
    // Operations of this socket are still to be answered. The socket is closed after them.
    const isEnding = this.#options.admission() === 'SHUTTING_DOWN';
    if (isEnding && this.#operations.isQuiet) closeSocket(this.#socket, GOING_AWAY, 'Going away');
    return this.#operations.begin(id, payload as GraphQLRequest, session);
  }

  next(id: string, result: ExecutionResult): Promise<void> {
    return this.#send({ id, type: MessageType.Next, payload: toClientResult(result, this.#options.log) });
  }

  refuse(id: string, errors: readonly GraphQLError[]): Promise<void> {
    return this.#send({ id, type: MessageType.Error, payload: toClientErrors(errors, this.#options.log) });
  }

  complete(id: string): Promise<void> {
    return this.#send({ id, type: MessageType.Complete });
  }

  fail(error: unknown): void {
    const { message, extensions } = masked(error, this.#options.log, 'a WebSocket failed unexpectedly');
    closeSocket(this.#socket, CloseCode.InternalServerError, `${message}: ${extensions.requestId}`);
  }

  /** Resolves when it is out, or the socket is closed. */
  #send(message: object): Promise<void> {
    const socket = this.#socket;
    if (socket.readyState !== socket.OPEN) return Promise.resolve();
    this.#options.writes.hold(this.#wire);
    return new Promise((resolve) => socket.send(stringifyMessage(message as Message), () => resolve()));
  }
}

/** @param mayLackQuery Where a trusted document may be named by its id. */
function parseOrNothing(text: string, mayLackQuery: boolean): Message | undefined {
  try {
    return parseMessage(text, mayLackQuery ? addQuery : undefined);
  } catch {
    return undefined;
  }
}

/** graphql-ws takes no message without a query, as clients send it that name a trusted document by its id. */
function addQuery(key: string, value: unknown): unknown {
  // The message itself has no key.
  if (key !== '' || !isObject(value) || value.type !== 'subscribe' || !isObject(value.payload)) return value;
  return { ...value, payload: { ...value.payload, query: value.payload.query ?? '' } };
}

/** The graphql-transport-ws protocol on one WebSocket. */
import type { Duplex } from 'node:stream';
import type { FormattedExecutionResult, GraphQLFormattedError } from 'graphql';
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
import { masked } from '../../graphql/operation/client-error.js';
import type { Traffic } from '../traffic.js';
import { closeSocket } from './close-socket.js';
import { Operations, type OperationsOptions, type Outbox } from './websocket-operations.js';
import { closeAt, type Peer, signIn, traceparentIn } from './websocket-session.js';
import type { WriteCoalescer } from './write-coalescer.js';

export interface ProtocolOptions extends OperationsOptions {
  authenticator: Authenticator;
  traffic: Traffic;
  /** Time in which a client must send `connection_init`, in milliseconds. */
  initTimeoutMs: number;
  /** Of all sockets. */
  writes: WriteCoalescer;
  log: Logger;
}

export const GOING_AWAY = 1001;
/** Maximum unread output of a peer before it counts as stalled, in bytes. */
export const MAX_UNREAD_BYTES = 4 * 1024 * 1024;
/** Maximum length of an operation id, longer than any client's. The id is kept as long as its operation. */
const MAX_ID_LENGTH = 256;

/**
 * Uses graphql-ws's messages and close codes, but not its server, which retains promises, closures and messages for the life of a subscription
 * (docs/decisions/websocket-server.md).
 */
export class GraphQLWsConnection implements Outbox {
  readonly #socket: WebSocket;
  /** Below it. */
  readonly #wire: Duplex;
  readonly #options: ProtocolOptions;
  readonly #operations: Operations;
  readonly #peer: Peer;
  /** Whether the client has sent `connection_init`. */
  #isGreeted = false;
  #initTimer: NodeJS.Timeout | undefined;
  #session: Session | undefined;

  constructor(socket: WebSocket, wire: Duplex, peer: Peer, options: ProtocolOptions) {
    this.#socket = socket;
    this.#wire = wire;
    this.#peer = peer;
    this.#options = options;
    this.#operations = new Operations(this, peer, options);
    this.#initTimer = setTimeout(() => this.giveUp(), options.initTimeoutMs);
  }

  /** Whether the client has sent `connection_init`. */
  get isGreeted(): boolean {
    return this.#isGreeted;
  }

  /** Closes the socket, since `connection_init` did not arrive in time. */
  giveUp(): void {
    closeSocket(this.#socket, CloseCode.ConnectionInitialisationTimeout, 'Connection initialisation timeout');
  }

  async receive(data: string | undefined): Promise<void> {
    // Its results would accumulate in memory.
    if (this.#socket.bufferedAmount > MAX_UNREAD_BYTES) return this.#socket.terminate();
    const message = data === undefined ? undefined : parseOrNothing(data, this.#options.preparer.knowsIds);
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

  /** Ends everything after the socket has closed. */
  closed(): void {
    clearTimeout(this.#initTimer);
    this.#operations.endAll();
  }

  async #pong(payload: Record<string, unknown> | undefined): Promise<void> {
    try {
      await this.#send({ type: MessageType.Pong, ...(payload && { payload }) });
    } catch {
      // A message nested too deeply to serialize: parsing needs less stack.
      closeSocket(this.#socket, CloseCode.BadRequest, 'Invalid message received');
    }
  }

  async #initialise(params: Record<string, unknown> | undefined): Promise<void> {
    if (this.#isGreeted) {
      closeSocket(this.#socket, CloseCode.TooManyInitialisationRequests, 'Too many initialisation requests');
      return;
    }
    this.#isGreeted = true;
    clearTimeout(this.#initTimer);
    this.#initTimer = undefined;
    const peer = this.#peer;
    peer.traceparent = traceparentIn(params) ?? peer.traceparent;
    const session = await signIn(params, peer, this.#socket, this.#options);
    peer.authorization = undefined;
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

  next(id: string, result: FormattedExecutionResult): Promise<void> {
    return this.#send({ id, type: MessageType.Next, payload: result });
  }

  refuse(id: string, errors: readonly GraphQLFormattedError[]): Promise<void> {
    return this.#send({ id, type: MessageType.Error, payload: errors });
  }

  complete(id: string): Promise<void> {
    return this.#send({ id, type: MessageType.Complete });
  }

  fail(error: unknown): void {
    const { requestId } = this.#peer;
    const { message } = masked(error, { log: this.#options.log, requestId }, 'websocket failed unexpectedly');
    closeSocket(this.#socket, CloseCode.InternalServerError, `${message}: ${requestId}`);
  }

  /** Resolves when the message has left or the socket is closed. */
  #send(message: object): Promise<void> {
    const socket = this.#socket;
    if (socket.readyState !== socket.OPEN) return Promise.resolve();
    this.#options.writes.hold(this.#wire);
    return new Promise((resolve) => socket.send(stringifyMessage(message as Message), () => resolve()));
  }
}

/** @param mayLackQuery Whether a trusted document can be named by its id. */
function parseOrNothing(text: string, mayLackQuery: boolean): Message | undefined {
  try {
    return parseMessage(text, mayLackQuery ? addQuery : undefined);
  } catch {
    return undefined;
  }
}

/** Adds an empty query for graphql-ws, which rejects messages that name a trusted document by its id alone. */
function addQuery(key: string, value: unknown): unknown {
  // The message itself has no key.
  if (key !== '' || !isObject(value) || value.type !== 'subscribe' || !isObject(value.payload)) return value;
  return { ...value, payload: { ...value.payload, query: value.payload.query ?? '' } };
}

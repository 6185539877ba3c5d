/** One HTTP exchange with the REST API, on undici's `dispatch`: no stream, and no promise. */
import { type Dispatcher, Pool } from 'undici';
import { Body } from './body.js';
import { Connections, type Turn } from './connections.js';
import { parseRetryAfter } from './retry.js';
import { settledConnector } from './settled-connector.js';
import type { SharedCall } from './shared-reads.js';
import type { WritePermit } from './write-permit.js';

export interface TransportOptions {
  /** The REST API's base address; a path is put before every call's. */
  baseUrl: URL;
  authorization?: string | undefined;
  /** Connections at most, reads' and writes' together. */
  connections: number;
  /** Longest answer in bytes that is read. */
  maxResponseBytes: number;
  /** Calls at most that wait for a connection. */
  maxQueued: number;
  /** How long a write may take until it is sent, in milliseconds: none may leave after its client was told to go and look. */
  sendTimeoutMs: number;
}

export interface Exchange {
  /** The endpoint's name. */
  endpoint: string;
  method: 'GET' | 'POST';
  path: string;
  body?: string;
  timeoutMs: number;
  /** Of a read: ends it when nobody waits any longer. */
  call?: Pick<SharedCall<unknown>, 'onAbandoned'>;
  /** Of a write: used when it leaves; revoked, it never does. */
  permit?: WritePermit;
}

/** Who is told what came of it: one of them, once. */
export interface ExchangeEnd {
  /** A whole answer, of whatever status. */
  answered(response: RawResponse): void;
  /** Everything else. */
  failed(error: TransportError): void;
}

export interface RawResponse {
  status: number;
  body: Buffer;
  /** Milliseconds from now before which the REST API doesn't want to be asked again. */
  retryAfterMs?: number | undefined;
}

/**
 * `overloaded`: it waited for a connection in vain, or more wait already than may. `not-sent`: no byte left for the REST API. `timeout`, `aborted`: we stopped waiting.
 * `too-large`: more than is read. `broken`: the connection ended before the answer did. All but the first two may have reached the REST API.
 */
export type TransportFailure = 'overloaded' | 'not-sent' | 'timeout' | 'aborted' | 'too-large' | 'broken';

/**
 * What a failure says of the endpoint: whether it did its work, as it did where only the answer was too long. Undefined: nothing, since it was
 * ours.
 */
export const HAS_ANSWERED: Readonly<Record<TransportFailure, boolean | undefined>> = {
  overloaded: undefined,
  aborted: undefined,
  'too-large': true,
  'not-sent': false,
  timeout: false,
  broken: false,
};

export class TransportError extends Error {
  override readonly name = 'TransportError';
  readonly failure: TransportFailure;
  /** Whether the request may have reached the REST API. */
  readonly sent: boolean;

  constructor(failure: TransportFailure, sent: boolean, cause?: unknown) {
    super(failure, { cause });
    this.failure = failure;
    this.sent = sent;
  }
}

const CONNECT_TIMEOUT_MS = 5_000;
/** One connection of so many is for writes. */
const WRITES_PART = 4;

export class Transport {
  readonly #reads: Lane;
  readonly #writes: Lane;
  readonly #prefix: string;
  readonly #options: TransportOptions;

  constructor(options: TransportOptions) {
    const { baseUrl, authorization, connections } = options;
    const forWrites = Math.max(1, Math.floor(connections / WRITES_PART));
    const headers = { accept: 'application/json', ...(authorization !== undefined && { authorization }) };
    // Own timers bound every call, to the millisecond and on the whole of it; undici's are coarse and a phase each.
    const shared = { headersTimeout: 0, bodyTimeout: 0 };
    const forReads = Math.max(1, connections - forWrites);
    this.#reads = {
      connections: new Connections(forReads),
      pool: new Pool(baseUrl.origin, { ...shared, connections: forReads, connect: { timeout: CONNECT_TIMEOUT_MS } }),
      headers,
    };
    const connect = settledConnector(CONNECT_TIMEOUT_MS);
    this.#writes = {
      connections: new Connections(forWrites),
      pool: new Pool(baseUrl.origin, { ...shared, connections: forWrites, connect }),
      headers: { ...headers, 'content-type': 'application/json' },
    };
    this.#prefix = baseUrl.pathname.replace(/\/+$/, '');
    this.#options = options;
  }

  exchange(exchange: Exchange, end: ExchangeEnd): void {
    const lane = exchange.method === 'POST' ? this.#writes : this.#reads;
    if (lane.connections.waiting >= this.#options.maxQueued) {
      end.failed(new TransportError('overloaded', false));
      return;
    }
    lane.connections.take(new Call(exchange, this.#prefix, lane, this.#options, end));
  }

  /** The connections that reads share. */
  get reads(): Connections {
    return this.#reads.connections;
  }

  async close(): Promise<void> {
    await Promise.all([this.#reads.pool.destroy(), this.#writes.pool.destroy()]);
  }
}

/** Reads' or writes'. */
interface Lane {
  readonly connections: Connections;
  readonly pool: Pool;
  readonly headers: Record<string, string>;
}

/** One exchange, from its turn to its end. */
class Call implements Turn, Dispatcher.DispatchHandler {
  readonly endpoint: string;
  readonly #exchange: Exchange;
  readonly #prefix: string;
  readonly #lane: Lane;
  readonly #options: TransportOptions;
  readonly #end: ExchangeEnd;
  readonly #body: Body;
  #timer: NodeJS.Timeout;
  #hasTurn = false;
  #controller: Dispatcher.DispatchController | undefined;
  #status = 0;
  #retryAfterMs: number | undefined;
  #settled = false;

  constructor(exchange: Exchange, prefix: string, lane: Lane, options: TransportOptions, end: ExchangeEnd) {
    const { endpoint, call, permit, timeoutMs } = exchange;
    this.endpoint = endpoint;
    this.#exchange = exchange;
    this.#prefix = prefix;
    this.#lane = lane;
    this.#options = options;
    this.#end = end;
    this.#body = new Body(options.maxResponseBytes);
    if (call) call.onAbandoned = () => this.#stop('aborted');
    if (permit) permit.onRevoked = () => this.#stop('aborted');
    this.#timer = this.#isWrite
      ? setTimeout(() => this.#stop('not-sent'), Math.min(options.sendTimeoutMs, timeoutMs))
      : setTimeout(() => this.#stop('timeout'), timeoutMs);
  }

  begin(): void {
    this.#hasTurn = true;
    const { method, path, body = null } = this.#exchange;
    const { pool, headers } = this.#lane;
    // A write gets a connection of its own: on a kept one that the other side is just closing, nobody could tell whether it arrived.
    pool.dispatch({ method, path: this.#prefix + path, headers, body, reset: this.#isWrite }, this);
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    // Nobody waits any longer: it is never sent, and the connection is the next one's. (Aborting would close the connection.)
    if (this.#settled || this.#exchange.permit?.use() === false) throw new Error('nobody waits');
    this.#controller = controller;
    if (!this.#isWrite) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#stop('timeout'), this.#exchange.timeoutMs);
  }

  onResponseStart(
    _controller: Dispatcher.DispatchController,
    status: number,
    headers: NodeJS.Dict<string | string[]>,
  ): void {
    if (status < 200) return;
    this.#status = status;
    if (status >= 400) this.#retryAfterMs = parseRetryAfter(headers['retry-after']);
    if (Number(headers['content-length']) > this.#options.maxResponseBytes) this.#stop('too-large');
  }

  onResponseData(_controller: Dispatcher.DispatchController, chunk: Buffer): void {
    if (!this.#body.add(chunk)) this.#stop('too-large');
  }

  onResponseEnd(): void {
    if (!this.#settle()) return;
    this.#end.answered({ status: this.#status, body: this.#body.bytes, retryAfterMs: this.#retryAfterMs });
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    if (!this.#settle()) return;
    const isPlain = this.#options.baseUrl.protocol === 'http:';
    const sent = this.#controller !== undefined && !(isPlain && couldNotWrite(error));
    this.#end.failed(new TransportError(sent ? 'broken' : 'not-sent', sent, error));
  }

  get #isWrite(): boolean {
    return this.#exchange.method === 'POST';
  }

  #stop(failure: TransportFailure): void {
    const hadTurn = this.#hasTurn;
    if (!this.#settle()) return;
    // What waits for our own connections says nothing of the REST API.
    const isOurs = !hadTurn && failure !== 'aborted';
    const error = new TransportError(isOurs ? 'overloaded' : failure, this.#controller !== undefined);
    this.#controller?.abort(error);
    this.#end.failed(error);
  }

  #settle(): boolean {
    if (this.#settled) return false;
    this.#settled = true;
    clearTimeout(this.#timer);
    const { call, permit } = this.#exchange;
    if (call) call.onAbandoned = undefined;
    if (permit) permit.onRevoked = undefined;
    if (this.#hasTurn) this.#lane.connections.giveBack(this);
    else this.#lane.connections.leave(this);
    return true;
  }
}

/**
 * A request is handed to the system in one piece: where that failed, it did not leave whole. With TLS the error may be about a record of the
 * protocol's own that came after it.
 */
const couldNotWrite = (error: Error): boolean => 'syscall' in error && error.syscall === 'write';

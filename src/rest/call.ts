/** One HTTP exchange, from its turn to its end, on undici's `dispatch`: no stream, and no promise. */
import type { Dispatcher } from 'undici';
import { Body } from './body.js';
import type { Connections, Turn } from './connections.js';
import { decodeBody, TooLargeError } from './content-encoding.js';
import type { Exchange, ExchangeEnd, RawResponse } from './exchange.js';
import type { WatchedOptions } from './pools.js';
import { parseRetryAfter } from './retry.js';
import { TransportError, type TransportFailure } from './transport-error.js';

/** What the calls of reads, or of writes, have in common. */
export interface Lane {
  readonly connections: Connections;
  readonly pool: Dispatcher;
  /** Makes a connection of its own for each call. */
  readonly fresh: Dispatcher;
  readonly origin: string;
  /** Put before every path. */
  readonly prefix: string;
  readonly headers: Record<string, string>;
  readonly maxResponseBytes: number;
  /** How long a write may take until it is sent, in milliseconds. */
  readonly sendTimeoutMs: number;
}

/** Errors of a connection that was ended, or broke. */
const ENDED_CODES: ReadonlySet<string | undefined> = new Set(['UND_ERR_SOCKET', 'ECONNRESET', 'EPIPE']);

export class Call implements Turn, Dispatcher.DispatchHandler {
  readonly endpoint: string;
  isOnKeptConnection = false;
  readonly #exchange: Exchange;
  readonly #lane: Lane;
  readonly #end: ExchangeEnd;
  readonly #body: Body;
  #timer: NodeJS.Timeout;
  #hasTurn = false;
  #isRepeated = false;
  #controller: Dispatcher.DispatchController | undefined;
  #status = 0;
  #encoding: string | undefined;
  #retryAfterMs: number | undefined;
  #settled = false;

  constructor(exchange: Exchange, lane: Lane, end: ExchangeEnd) {
    const { endpoint, call, permit, timeoutMs } = exchange;
    this.endpoint = endpoint;
    this.#exchange = exchange;
    this.#lane = lane;
    this.#end = end;
    this.#body = new Body(lane.maxResponseBytes);
    if (call) call.onAbandoned = () => this.#stop('aborted');
    if (permit) permit.onRevoked = () => this.#stop('aborted');
    this.#timer = this.#isWrite
      ? setTimeout(() => this.#stop('not-sent'), Math.min(lane.sendTimeoutMs, timeoutMs))
      : setTimeout(() => this.#stop('timeout'), timeoutMs);
  }

  begin(): void {
    this.#hasTurn = true;
    // A write gets a connection of its own: on a kept one that the other side is just closing, nobody could tell whether it arrived.
    this.#dispatch(this.#isWrite);
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
    const encoding = headers['content-encoding'];
    if (encoding !== undefined) this.#encoding = String(encoding);
    if (Number(headers['content-length']) > this.#lane.maxResponseBytes) this.#stop('too-large');
  }

  onResponseData(_controller: Dispatcher.DispatchController, chunk: Buffer): void {
    if (!this.#body.add(chunk)) this.#stop('too-large');
  }

  onResponseEnd(): void {
    if (!this.#settle()) return;
    const response = { status: this.#status, body: this.#body.bytes, retryAfterMs: this.#retryAfterMs };
    if (this.#encoding === undefined) this.#end.answered(response);
    else this.#answerDecoded(response, this.#encoding);
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    if (!this.#settled && this.#foundConnectionEnded(error)) {
      this.#isRepeated = true;
      this.#controller = undefined;
      this.#end.repeated?.();
      this.#dispatch(true);
      return;
    }
    if (!this.#settle()) return;
    const isPlain = this.#lane.origin.startsWith('http:');
    const sent = this.#controller !== undefined && !(isPlain && couldNotWrite(error));
    this.#end.failed(new TransportError(sent ? 'broken' : 'not-sent', sent, error));
  }

  #dispatch(isAlone: boolean): void {
    const { method, path, body = null } = this.#exchange;
    const { pool, fresh, origin, headers, prefix } = this.#lane;
    const dispatcher = isAlone ? fresh : pool;
    const options: WatchedOptions = {
      origin,
      method,
      path: prefix + path,
      headers,
      body,
      reset: isAlone,
      watcher: this,
    };
    dispatcher.dispatch(options, this);
  }

  /**
   * The other side had ended a kept connection before it saw this read on it, as a replaced instance does (RFC 9112, 9.3.1). That says nothing
   * of how the REST API is, so it costs none of the retry budget.
   */
  #foundConnectionEnded(error: Error): boolean {
    const { code } = error as NodeJS.ErrnoException;
    return (
      this.isOnKeptConnection && !this.#isWrite && !this.#isRepeated && this.#status === 0 && ENDED_CODES.has(code)
    );
  }

  #answerDecoded(response: RawResponse, encoding: string): void {
    decodeBody(response.body, encoding, this.#lane.maxResponseBytes).then(
      (body) => this.#end.answered({ ...response, body }),
      (error: unknown) => {
        const failure = error instanceof TooLargeError ? 'too-large' : 'broken';
        this.#end.failed(new TransportError(failure, true, error));
      },
    );
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

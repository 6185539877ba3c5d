/** One HTTP call on undici's `dispatch`, from the queue for a connection to its end, without streams or promises. */
import type { Dispatcher } from 'undici';
import type { Metrics } from '../../observability/metrics.js';
import { causeCodeOf } from '../advice.js';
import type { Endpoint } from '../contract/endpoints.js';
import { parseRetryAfter } from '../reading/retry.js';
import type { Connections, QueuedCall } from './connection-limiter.js';
import { decodeBody, TooLargeError } from './content-encoding.js';
import type { KeptClients, UpstreamClient } from './pools.js';
import { ResponseBody } from './response-body.js';
import { TransportError, type TransportFailure } from './transport-error.js';

export interface CallRequest {
  readonly endpoint: Endpoint;
  readonly path: string;
  readonly body?: string;
}

/** The settings that all reads, or all writes, share. */
export interface Lane {
  readonly connections: Connections<Call>;
  /** Kept connections. Undefined for writes, which keep none. */
  readonly kept: KeptClients | undefined;
  /** Creates a connection for each call. */
  readonly fresh: Dispatcher;
  readonly origin: string;
  /** Prefix of every path. */
  readonly prefix: string;
  /** Of every call, as name, value, name, value: undici would list the names of an object again for each call, which is slow. */
  headers: readonly string[];
  readonly maxResponseBytes: number;
  readonly metrics: Metrics;
}

/** Headers of one call. */
export interface CallHeaders {
  readonly requestId: string;
  readonly traceparent: string | undefined;
}

export interface RawResponse {
  status: number;
  body: Buffer;
  /** Time from now until which the REST API asks not to be called, in milliseconds. */
  retryAfterMs?: number | undefined;
}

/** Callbacks of a call: `answered` or `failed`, once. */
export interface CallListener {
  /** Called right before the first byte is written. @returns whether the call may leave. If false, it never does. */
  mayLeave(): boolean;
  /** Called when a read is sent again at once, because its kept connection had ended. */
  repeated(): void;
  /** Called with the headers of a response. */
  responded?(headers: NodeJS.Dict<string | string[]>): void;
  /** Called with a complete response of any status. */
  answered(response: RawResponse): void;
  failed(error: TransportError): void;
}

/** Error codes of a connection that ended or broke. */
const ENDED_CODES: ReadonlySet<string | undefined> = new Set(['UND_ERR_SOCKET', 'ECONNRESET', 'EPIPE']);

export class Call implements QueuedCall<Call>, Dispatcher.DispatchHandler {
  previous: Call | undefined;
  next: Call | undefined;
  readonly #request: CallRequest;
  readonly #lane: Lane;
  readonly #listener: CallListener;
  #hasConnection = false;
  /** Whether the call has a new connection of its own. */
  #isAlone = false;
  #client: UpstreamClient | undefined;
  /** {@link UpstreamClient.connected} at the time of dispatch. */
  #connected = 0;
  #controller: Dispatcher.DispatchController | undefined;
  #status = 0;
  #encoding: string | undefined;
  #retryAfterMs: number | undefined;
  #body: ResponseBody | undefined;
  #isSettled = false;
  readonly #headers: CallHeaders;
  #dispatchedAt = 0;

  constructor(request: CallRequest, lane: Lane, listener: CallListener, headers: CallHeaders) {
    this.#headers = headers;
    this.#request = request;
    this.#lane = lane;
    this.#listener = listener;
  }

  get endpoint(): string {
    return this.#request.endpoint.name;
  }

  begin(): void {
    this.#hasConnection = true;
    const { kept, fresh } = this.#lane;
    if (!kept) {
      // A write never uses a kept connection: if the upstream API is closing it, the gateway cannot tell whether the write arrived.
      this.#isAlone = true;
      this.#dispatch(fresh);
      return;
    }
    this.#client = kept.acquire();
    this.#connected = this.#client.connected;
    this.#dispatch(this.#client.dispatcher);
  }

  /** Ends the call unless it has ended. A call that has left may have been carried out. */
  stop(failure: TransportFailure): void {
    if (this.#isSettled) return;
    this.#isSettled = true;
    // A call that never got a connection says nothing about the upstream API's health.
    const isOurs = !this.#hasConnection && failure !== 'aborted';
    const error = new TransportError(isOurs ? 'overloaded' : failure, this.#controller !== undefined);
    if (!this.#hasConnection) this.#lane.connections.leave(this);
    else this.#observe(failure);
    // The connection stays taken until undici reports that it has ended the call.
    this.#controller?.abort(error);
    this.#listener.failed(error);
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    // The call is never sent, and its connection serves the next one. Aborting would close the connection.
    if (this.#isSettled || !this.#listener.mayLeave()) throw new Error('the client is gone');
    this.#controller = controller;
  }

  onResponseStart(
    _controller: Dispatcher.DispatchController,
    status: number,
    headers: NodeJS.Dict<string | string[]>,
  ): void {
    if (status < 200) return;
    this.#status = status;
    this.#listener.responded?.(headers);
    if (status >= 400) this.#retryAfterMs = parseRetryAfter(headers['retry-after']);
    const encoding = headers['content-encoding'];
    if (encoding !== undefined) this.#encoding = String(encoding);
    if (Number(headers['content-length']) > this.#lane.maxResponseBytes) this.stop('too-large');
  }

  onResponseData(_controller: Dispatcher.DispatchController, chunk: Buffer): void {
    this.#body ??= new ResponseBody(this.#lane.maxResponseBytes);
    if (!this.#body.add(chunk)) this.stop('too-large');
  }

  onResponseEnd(): void {
    this.#release();
    if (this.#isSettled) return;
    this.#isSettled = true;
    this.#observe(this.#status >= 400 ? String(this.#status) : '');
    const response = {
      status: this.#status,
      body: this.#body?.bytes ?? Buffer.alloc(0),
      retryAfterMs: this.#retryAfterMs,
    };
    // A call that waited long for its connection is freed by a full collection only, and so is what it holds until then.
    this.#controller = undefined;
    this.#body = undefined;
    if (this.#encoding === undefined) this.#listener.answered(response);
    else this.#answerDecoded(response, this.#encoding);
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    if (!this.#isSettled && this.#foundConnectionEnded(error)) {
      this.#repeat();
      return;
    }
    this.#release();
    if (this.#isSettled) return;
    this.#isSettled = true;
    const isPlain = this.#lane.origin.startsWith('http:');
    const sent = this.#controller !== undefined && !(isPlain && couldNotWrite(error));
    const failure = sent ? 'broken' : 'not-sent';
    this.#observe(causeCodeOf(error) ?? failure);
    this.#listener.failed(new TransportError(failure, sent, error));
  }

  #dispatch(dispatcher: Dispatcher): void {
    const { endpoint, path, body = null } = this.#request;
    const { origin, headers, prefix } = this.#lane;
    const { method } = endpoint;
    const { requestId, traceparent } = this.#headers;
    const own = [...headers, 'x-request-id', requestId];
    if (traceparent !== undefined) own.push('traceparent', traceparent);
    this.#dispatchedAt = performance.now();
    dispatcher.dispatch({ origin, method, path: prefix + path, headers: own, body, reset: this.#isAlone }, this);
  }

  /** @param errorType The status of a rejection, else the code of the cause or the kind of failure; empty for a success. */
  #observe(errorType: string): void {
    const { method, path } = this.#request.endpoint;
    const seconds = (performance.now() - this.#dispatchedAt) / 1_000;
    const status = this.#status === 0 ? '' : String(this.#status);
    this.#lane.metrics.observe('restCall', seconds, path, method, status, errorType);
  }

  /**
   * Sends a read again on a new connection. The upstream had ended the kept one before it saw the read, as a replaced instance does (RFC 9112, 9.3.1).
   * That says nothing about the REST API's health, so it spends none of the retry budget.
   */
  #foundConnectionEnded(error: Error): boolean {
    const isOnKept = this.#client !== undefined && this.#connected > 0 && this.#client.connected === this.#connected;
    return isOnKept && this.#status === 0 && ENDED_CODES.has((error as NodeJS.ErrnoException).code);
  }

  #repeat(): void {
    this.#releaseClient();
    this.#isAlone = true;
    this.#controller = undefined;
    this.#listener.repeated();
    this.#dispatch(this.#lane.fresh);
  }

  #answerDecoded(response: RawResponse, encoding: string): void {
    decodeBody(response.body, encoding, this.#lane.maxResponseBytes).then(
      (body) => this.#listener.answered({ ...response, body }),
      (error: unknown) => {
        const failure = error instanceof TooLargeError ? 'too-large' : 'broken';
        this.#listener.failed(new TransportError(failure, true, error));
      },
    );
  }

  /** Releases the connection, once. */
  #release(): void {
    if (!this.#hasConnection) return;
    this.#hasConnection = false;
    this.#releaseClient();
    this.#lane.connections.giveBack(this);
  }

  #releaseClient(): void {
    if (this.#client) this.#lane.kept?.release(this.#client);
    this.#client = undefined;
  }
}

/**
 * A request is written in one piece, so if that failed, it did not leave completely. With TLS, the error can concern a later record of the
 * protocol.
 */
const couldNotWrite = (error: Error): boolean => 'syscall' in error && error.syscall === 'write';

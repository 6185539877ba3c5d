/** One HTTP exchange with the REST API, on undici's `dispatch`: no stream, no promise but the one that is awaited. */
import type { Dispatcher } from 'undici';
import { Connections } from './connections.js';
import { parseRetryAfter } from './retry.js';
import type { SharedCall } from './shared-reads.js';

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
}

export interface Exchange {
  /** The endpoint's name. */
  endpoint: string;
  method: 'GET' | 'POST';
  path: string;
  body?: string;
  timeoutMs: number;
  /** Ends it when nobody waits any longer. */
  call?: SharedCall;
}

export interface RawResponse {
  status: number;
  body: Buffer;
  /** Milliseconds from now before which the REST API doesn't want to be asked again. */
  retryAfterMs?: number | undefined;
}

/**
 * `overloaded`: more calls wait already than may. `not-sent`: no byte left for the REST API. `timeout`, `aborted`: we stopped waiting.
 * `too-large`: more than is read. `broken`: the connection ended before the answer did. All but the first two may have reached the REST API.
 */
export type TransportFailure = 'overloaded' | 'not-sent' | 'timeout' | 'aborted' | 'too-large' | 'broken';

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

export class Transport {
  readonly #connections: Connections;
  readonly #prefix: string;
  readonly #readHeaders: Record<string, string>;
  readonly #writeHeaders: Record<string, string>;
  readonly #options: TransportOptions;
  #open = 0;

  constructor(options: TransportOptions) {
    this.#connections = new Connections(options.baseUrl.origin, options.connections);
    this.#prefix = options.baseUrl.pathname.replace(/\/+$/, '');
    this.#readHeaders = { accept: 'application/json' };
    if (options.authorization !== undefined) this.#readHeaders.authorization = options.authorization;
    this.#writeHeaders = { ...this.#readHeaders, 'content-type': 'application/json' };
    this.#options = options;
  }

  /** @throws {TransportError} for everything but a whole answer, of whatever status. */
  exchange(exchange: Exchange): Promise<RawResponse> {
    if (this.#open >= this.#options.connections + this.#options.maxQueued) {
      return Promise.reject(new TransportError('overloaded', false));
    }
    const { endpoint, method, path, body = null } = exchange;
    const isWrite = method === 'POST';
    const share = this.#connections.take(endpoint, isWrite);
    this.#open += 1;
    return new Promise<RawResponse>((resolve, reject) => {
      const onEnd = (): void => {
        this.#open -= 1;
        this.#connections.giveBack(endpoint, share);
      };
      const handler = new ResponseHandler(exchange, this.#options, { resolve, reject, onEnd });
      const headers = isWrite ? this.#writeHeaders : this.#readHeaders;
      // A write gets a connection of its own: on a kept one that the other side is just closing, nobody could tell whether it arrived.
      share.pool.dispatch({ method, path: this.#prefix + path, headers, body, reset: isWrite }, handler);
    });
  }

  async close(): Promise<void> {
    await this.#connections.close();
  }
}

/** One of the first two is called, and the third with it. */
interface Outcome {
  resolve: (response: RawResponse) => void;
  reject: (error: TransportError) => void;
  onEnd: () => void;
}

class ResponseHandler implements Dispatcher.DispatchHandler {
  readonly #chunks: Buffer[] = [];
  readonly #timer: NodeJS.Timeout;
  readonly #call: SharedCall | undefined;
  readonly #maxBytes: number;
  readonly #isPlain: boolean;
  readonly #outcome: Outcome;
  #controller: Dispatcher.DispatchController | undefined;
  #status = 0;
  #retryAfterMs: number | undefined;
  #bytes = 0;
  #settled = false;

  constructor(exchange: Exchange, { maxResponseBytes, baseUrl }: TransportOptions, outcome: Outcome) {
    this.#maxBytes = maxResponseBytes;
    this.#isPlain = baseUrl.protocol === 'http:';
    this.#outcome = outcome;
    this.#call = exchange.call;
    if (this.#call) this.#call.onAbandoned = () => this.#stop('aborted');
    this.#timer = setTimeout(() => this.#stop('timeout'), exchange.timeoutMs);
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    // Nobody waits any longer: what stood in the queue until now is never sent.
    if (this.#settled) controller.abort(new Error('nobody waits'));
    else this.#controller = controller;
  }

  onResponseStart(
    _controller: Dispatcher.DispatchController,
    status: number,
    headers: NodeJS.Dict<string | string[]>,
  ): void {
    if (status < 200) return;
    this.#status = status;
    if (status >= 400) this.#retryAfterMs = parseRetryAfter(headers['retry-after']);
    if (Number(headers['content-length']) > this.#maxBytes) this.#stop('too-large');
  }

  onResponseData(_controller: Dispatcher.DispatchController, chunk: Buffer): void {
    this.#bytes += chunk.length;
    if (this.#bytes > this.#maxBytes) this.#stop('too-large');
    else this.#chunks.push(chunk);
  }

  onResponseEnd(): void {
    if (!this.#settle()) return;
    const [only] = this.#chunks;
    const body = this.#chunks.length === 1 && only ? only : Buffer.concat(this.#chunks);
    this.#outcome.resolve({ status: this.#status, body, retryAfterMs: this.#retryAfterMs });
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    if (!this.#settle()) return;
    const sent = this.#controller !== undefined && !(this.#isPlain && couldNotWrite(error));
    this.#outcome.reject(new TransportError(sent ? 'broken' : 'not-sent', sent, error));
  }

  #stop(failure: TransportFailure): void {
    if (!this.#settle()) return;
    const sent = this.#controller !== undefined;
    const error = new TransportError(failure, sent);
    this.#controller?.abort(error);
    this.#outcome.reject(error);
  }

  #settle(): boolean {
    if (this.#settled) return false;
    this.#settled = true;
    clearTimeout(this.#timer);
    if (this.#call) this.#call.onAbandoned = undefined;
    this.#outcome.onEnd();
    return true;
  }
}

/**
 * A request is handed to the system in one piece: where that failed, it did not leave whole. With TLS the error may be about a record of the
 * protocol's own that came after it.
 */
const couldNotWrite = (error: Error): boolean => 'syscall' in error && error.syscall === 'write';

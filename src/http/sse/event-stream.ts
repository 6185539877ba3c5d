/** A response as a stream of server-sent events. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { FormattedExecutionResult } from 'graphql';
import type { Logger } from 'pino';
import type { ResultSink } from '../../graphql/operation/subscribe.js';

const HEADERS = {
  'content-type': 'text/event-stream; charset=utf-8',
  // Compressing proxies would buffer events.
  'cache-control': 'no-store, no-transform',
  // Buffering proxies would hold every event back.
  'x-accel-buffering': 'no',
};

/** Writes events as fast as the peer reads. Until then, a subscription buffers only the latest state. */
export class EventStream implements ResultSink {
  /** The socket. A response that waits behind another on its connection has none yet. */
  readonly #socket: Socket;
  readonly #response: ServerResponse;
  readonly #log: Logger;
  readonly #requestId: string;
  #hasBeatenSinceEnd = false;

  /** @param requestId For the log. */
  constructor({ socket }: IncomingMessage, response: ServerResponse, requestId: string, log: Logger) {
    this.#requestId = requestId;
    this.#socket = socket;
    this.#response = response;
    this.#log = log;
    response.on('error', (error) => log.debug({ component: 'sse', err: error }, 'event stream failed'));
  }

  /** @param headers Additional headers, for example of CORS. */
  begin(headers: NodeJS.Dict<string | number | string[]>): void {
    this.#response.writeHead(200, { ...headers, ...HEADERS });
    this.#response.flushHeaders();
  }

  async next(result: FormattedExecutionResult): Promise<void> {
    const response = this.#response;
    if (response.writableEnded || response.destroyed) return;
    const text = JSON.stringify(result);
    if (response.write(`event: next\ndata: ${text}\n\n`)) return;
    await new Promise<void>((resolve) => {
      const go = () => {
        response.off('drain', go).off('close', go);
        resolve();
      };
      response.on('drain', go).on('close', go);
    });
  }

  complete(): void {
    if (!this.#response.writableEnded) this.#response.end('event: complete\ndata:\n\n');
  }

  fail(error: unknown): void {
    this.#log.error({ component: 'sse', err: error, requestId: this.#requestId }, 'subscription failed unexpectedly');
    this.destroy();
  }

  /** Sends a heartbeat, so that no proxy drops the connection. @returns whether the peer has read the previous one. */
  beat(): boolean {
    if (!this.#response.headersSent) return true;
    if (this.#response.writableEnded) return this.#beatAfterEnd();
    if (this.#response.writableNeedDrain) return false;
    this.#response.write(':\n\n');
    return true;
  }

  /** Ends the stream without `complete`, after which clients reconnect. */
  end(): void {
    this.#response.end();
  }

  destroy(): void {
    this.#socket.destroy();
  }

  /** Whether the stream has ended. It has until the next heartbeat to leave. */
  #beatAfterEnd(): boolean {
    const isInTime = !this.#hasBeatenSinceEnd;
    this.#hasBeatenSinceEnd = true;
    return isInTime;
  }
}

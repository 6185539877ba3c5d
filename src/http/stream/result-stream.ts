/** A response as a stream of a subscription's results. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { FormattedExecutionResult } from 'graphql';
import type { Logger } from 'pino';
import type { ResultSink } from '../../graphql/operation/subscribe.js';
import type { StreamFormat } from './stream-format.js';

const HEADERS = {
  // Compressing proxies would buffer results.
  'cache-control': 'no-store, no-transform',
  // Buffering proxies would hold every result back.
  'x-accel-buffering': 'no',
};

/** Writes results as fast as the peer reads. Until then, a subscription buffers only the latest state. */
export class ResultStream implements ResultSink {
  /** The socket. A response that waits behind another on its connection has none yet. */
  readonly #socket: Socket;
  readonly #response: ServerResponse;
  readonly #format: StreamFormat;
  readonly #log: Logger;
  readonly #requestId: string;
  #isOver = false;
  #hasBeatenSinceEnd = false;

  /** @param requestId For the log. */
  constructor(
    { socket }: IncomingMessage,
    response: ServerResponse,
    { format, requestId, log }: { format: StreamFormat; requestId: string; log: Logger },
  ) {
    this.#requestId = requestId;
    this.#socket = socket;
    this.#response = response;
    this.#format = format;
    this.#log = log;
    response.on('error', (error) => log.debug({ component: format.transport, err: error }, 'stream failed'));
  }

  /** @param headers Additional headers, for example of CORS. */
  begin(headers: NodeJS.Dict<string | number | string[]>): void {
    const { contentType, opening } = this.#format;
    this.#response.writeHead(200, { ...headers, ...HEADERS, 'content-type': contentType });
    if (opening === '') this.#response.flushHeaders();
    else this.#response.write(opening);
  }

  async next(result: FormattedExecutionResult): Promise<void> {
    const response = this.#response;
    if (this.#isOver || response.destroyed) return;
    if (response.write(this.#format.next(result))) return;
    await new Promise<void>((resolve) => {
      const go = () => {
        response.off('drain', go).off('close', go);
        resolve();
      };
      response.on('drain', go).on('close', go);
    });
  }

  complete(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#response.end(this.#format.completion);
  }

  fail(error: unknown): void {
    const { transport: component } = this.#format;
    this.#log.error({ component, err: error, requestId: this.#requestId }, 'subscription failed unexpectedly');
    this.destroy();
  }

  /** Sends a heartbeat, so that no proxy drops the connection. @returns whether the peer has read the previous one. */
  beat(): boolean {
    if (!this.#response.headersSent) return true;
    if (this.#isOver) return this.#beatAfterEnd();
    if (this.#response.writableNeedDrain) return false;
    this.#response.write(this.#format.heartbeat);
    return true;
  }

  /**
   * Ends the stream without completion, after which clients reconnect. The response is cut off after what was written has left: routers and proxies take
   * one that ends as it should for complete.
   */
  end(): void {
    this.#isOver = true;
    // A response that waits for its turn must not cut off those before it.
    if (this.#response.socket) this.#socket.destroySoon();
    else this.#response.end();
  }

  destroy(): void {
    this.#socket.destroy();
  }

  /** @returns whether it may take longer to leave: until the next heartbeat. */
  #beatAfterEnd(): boolean {
    const isInTime = !this.#hasBeatenSinceEnd;
    this.#hasBeatenSinceEnd = true;
    return isInTime;
  }
}

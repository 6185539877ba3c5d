/** One answer as a stream of server-sent events. */
import type { ServerResponse } from 'node:http';
import type { ExecutionResult } from 'graphql';
import type { EventResults } from '../graphql/subscribe.js';

const HEADERS = {
  'content-type': 'text/event-stream; charset=utf-8',
  'cache-control': 'no-store',
  // Proxies that collect an answer before they pass it on would hold every event back.
  'x-accel-buffering': 'no',
};

/** Writes events as the peer takes them in: until then a subscription keeps only the newest state. */
export class EventStream {
  readonly #response: ServerResponse;

  constructor(response: ServerResponse) {
    this.#response = response;
  }

  /** @param headers Besides its own, such as CORS'. */
  begin(headers: NodeJS.Dict<string | number | string[]>): void {
    this.#response.writeHead(200, { ...headers, ...HEADERS });
    this.#response.flushHeaders();
  }

  /** Every result, then `complete`; resolves when that is out, or the stream has ended before. */
  async send(events: EventResults, format: (result: ExecutionResult) => object): Promise<void> {
    this.#response.once('close', () => void events.return());
    for await (const result of events) {
      await this.next(format(result));
      if (this.#response.writableEnded || this.#response.destroyed) return;
    }
    this.complete();
  }

  async next(result: object): Promise<void> {
    if (this.#response.writableEnded || this.#response.destroyed) return;
    if (this.#response.write(`event: next\ndata: ${JSON.stringify(result)}\n\n`)) return;
    await new Promise<void>((resolve) => {
      this.#response.once('drain', resolve);
      this.#response.once('close', resolve);
    });
  }

  complete(): void {
    if (!this.#response.writableEnded) this.#response.end('event: complete\ndata:\n\n');
  }

  /** A comment, so that nobody between takes the connection for dead. @returns whether the peer took in the one before. */
  beat(): boolean {
    if (!this.#response.headersSent) return true;
    if (this.#response.writableNeedDrain) return false;
    this.#response.write(':\n\n');
    return true;
  }

  /** Ends it without `complete`, which clients answer by coming back. */
  end(): void {
    this.#response.end();
  }

  destroy(): void {
    this.#response.destroy();
  }
}

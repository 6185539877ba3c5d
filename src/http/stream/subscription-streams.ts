/** The subscriptions that are streamed over HTTP: their number, heartbeat, life time and end. */
import type { Duplex } from 'node:stream';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import type { Session, Viewer } from '../../auth/viewer.js';
import { atTime } from '../../common/at-time.js';
import { GatewayError } from '../../common/gateway-error.js';
import { spread } from '../../common/spread.js';
import type { PreparedOperation } from '../../graphql/admission/preparer.js';
import type { OperationRunner } from '../../graphql/operation/operation-runner.js';
import { subscribe } from '../../graphql/operation/subscribe.js';
import type { SubscriptionCounts } from '../../live/subscription-counts.js';
import type { OperationRecord, Transport } from '../../observability/operation-record.js';
import { RETRY_AFTER, refuseGraphQL } from '../graphql/graphql-refusal.js';
import { onceClosed, type PendingAnswers } from '../malformed/pending-answers.js';
import { isForeignPage } from './foreign-page.js';
import { ResultStream } from './result-stream.js';
import type { StreamFormat } from './stream-format.js';

export interface StreamOptions {
  runner: OperationRunner;
  counts: SubscriptionCounts;
  /** `MAX_SOCKETS`, since a stream costs as much as a socket. */
  maxStreams: number;
  answers: PendingAnswers;
  log: Logger;
}

const HEARTBEAT_MS = 12_000;

export class SubscriptionStreams {
  readonly #options: StreamOptions;
  readonly #streams = new Set<ResultStream>();
  readonly #sockets = new WeakSet<Duplex>();
  readonly #heartbeat: NodeJS.Timeout;
  #draining: { stop(): void } | undefined;

  constructor(options: StreamOptions) {
    this.#options = options;
    this.#heartbeat = setInterval(() => {
      for (const stream of this.#streams) if (!stream.beat()) stream.destroy();
    }, HEARTBEAT_MS);
  }

  /** Whether a stream is on the connection, behind which no request can be answered. */
  isOn(socket: Duplex): boolean {
    return this.#sockets.has(socket);
  }

  /**
   * Streams a subscription until its end, or that of its token.
   *
   * @param record Of the request.
   * @returns the reply if it is a rejection. Otherwise the response belongs to the stream.
   * @throws {GatewayError} `LIMIT_EXCEEDED`
   */
  async open(
    request: FastifyRequest,
    reply: FastifyReply,
    { operation, record, format }: { operation: PreparedOperation; record: OperationRecord; format: StreamFormat },
  ): Promise<FastifyReply | undefined> {
    const { answers, counts, maxStreams, runner, log } = this.#options;
    const { viewer, expiresAt } = request.getDecorator<Session>('session');
    if (isForeignPage(request, reply)) {
      record.discard();
      const { message } = new GatewayError('FORBIDDEN');
      return refuseGraphQL(request, reply, 403, 'FORBIDDEN', message, 'origin');
    }
    if (this.#streams.size >= maxStreams) {
      record.discard();
      reply.header('retry-after', RETRY_AFTER);
      const message = `Too many event streams: the limit is ${maxStreams} (MAX_SOCKETS).`;
      return refuseGraphQL(request, reply, 503, 'LIMIT_EXCEEDED', message);
    }
    const { raw } = reply;
    const { socket } = request.raw;
    const release = takePlace(counts, viewer, format.transport, record);
    // A request behind a stream would never be answered.
    if ([...answers.on(socket)].at(-1) !== raw) socket.destroy();
    const stream = new ResultStream(request.raw, raw, { format, requestId: request.id, log });
    this.#streams.add(stream);
    this.#sockets.add(socket);
    const context = runner.createContext(viewer, record);
    onceClosed(raw, () => {
      this.#streams.delete(stream);
      this.#sockets.delete(socket);
      record.end('cancelled', context.operation.calls);
      context.operation.leave();
    });
    const subscribed = await subscribe(runner, operation, context, release);
    reply.hijack();
    if (raw.destroyed) {
      if (subscribed.ok) subscribed.subscription.stop();
      return undefined;
    }
    stream.begin(reply.getHeaders());
    if (!subscribed.ok) {
      await stream.next({ data: null, errors: subscribed.errors });
      stream.complete();
      return undefined;
    }
    const { subscription } = subscribed;
    const cancel = atTime(expiresAt, () => stream.end());
    onceClosed(raw, () => {
      cancel();
      subscription.stop();
    });
    subscription.start(stream);
    return undefined;
  }

  /** Ends every stream without completion, after which clients reconnect: one after another over this time, in milliseconds. */
  drain(milliseconds: number): void {
    this.#draining = spread([...this.#streams], milliseconds, (stream) => stream.end());
  }

  /** As {@link drain}, at once. */
  close(): void {
    clearInterval(this.#heartbeat);
    this.#draining?.stop();
    for (const stream of this.#streams) stream.end();
  }
}

/** @returns the release of the place. @throws {GatewayError} `LIMIT_EXCEEDED`, after the end of the record. */
function takePlace(
  counts: SubscriptionCounts,
  viewer: Viewer,
  transport: Transport,
  record: OperationRecord,
): () => void {
  try {
    return counts.take(viewer, transport);
  } catch (error) {
    record.discard();
    throw error;
  }
}

/** `POST /graphql/stream`: subscriptions as server-sent events (graphql-sse, distinct connections mode). */
import type { FastifyInstance } from 'fastify';
import { OperationTypeNode } from 'graphql';
import Type from 'typebox';
import { Compile } from 'typebox/compile';
import type { Session, Viewer } from '../../auth/viewer.js';
import { atTime } from '../../common/at-time.js';
import { GatewayError } from '../../common/gateway-error.js';
import { spread } from '../../common/spread.js';
import type { Preparer } from '../../graphql/admission/preparer.js';
import { rejectionOf } from '../../graphql/operation/operation-runner.js';
import { subscribe } from '../../graphql/operation/subscribe.js';
import type { SubscriptionCounts } from '../../live/subscription-counts.js';
import type { OperationRecord } from '../../observability/operation-record.js';
import { type GraphQLHttpOptions, graphQLRoute, recordOptionsOf } from '../graphql/graphql-http.js';
import { RETRY_AFTER, refuseGraphQL } from '../graphql/graphql-refusal.js';
import { onceClosed } from '../malformed/pending-answers.js';
import { EventStream } from './event-stream.js';

export interface GraphQLStreamOptions extends Omit<GraphQLHttpOptions, 'apollo'> {
  preparer: Preparer;
  counts: SubscriptionCounts;
  /** `MAX_SOCKETS`, since a stream costs as much as a socket. */
  maxStreams: number;
}

export interface GraphQLStreams {
  /** Ends every stream without `complete`, after which clients reconnect: one after another over this time, in milliseconds. */
  drain(milliseconds: number): void;
  /** As {@link drain}, at once. */
  close(): void;
}

export const STREAM_PATH = '/graphql/stream';
const HEARTBEAT_MS = 12_000;

const isRequest = Compile(
  Type.Object({
    query: Type.Optional(Type.Union([Type.String(), Type.Null()])),
    operationName: Type.Optional(Type.Union([Type.String(), Type.Null()])),
    variables: Type.Optional(Type.Union([Type.Record(Type.String(), Type.Unknown()), Type.Null()])),
  }),
);

export function registerGraphQLStream(app: FastifyInstance, options: GraphQLStreamOptions): GraphQLStreams {
  const { preparer, authenticator, counts, maxStreams, runner, log } = options;
  const streams = new Set<EventStream>();
  let draining: { stop(): void } | undefined;
  const heartbeat = setInterval(() => {
    for (const stream of streams) if (!stream.beat()) stream.destroy();
  }, HEARTBEAT_MS);

  app.post(STREAM_PATH, {
    ...graphQLRoute(options),
    handler: async (request, reply) => {
      const { viewer, expiresAt } = request.getDecorator<Session>('session');
      if (viewer.kind === 'anonymous' && authenticator.isRequired) throw new GatewayError('UNAUTHENTICATED');
      if (streams.size >= maxStreams) {
        reply.header('retry-after', RETRY_AFTER);
        return refuseGraphQL(
          request,
          reply,
          503,
          'LIMIT_EXCEEDED',
          `Too many event streams: the limit is ${maxStreams} (MAX_SOCKETS).`,
        );
      }
      if (!isRequest.Check(request.body)) {
        return refuseGraphQL(request, reply, 400, 'BAD_REQUEST', 'The body must be a JSON object with a query.');
      }
      const record = runner.begin(recordOptionsOf(request, 'sse'));
      const prepared = preparer.prepare(request.body);
      if (!prepared.ok) return reply.code(prepared.status).send({ errors: rejectionOf(prepared.errors, record) });
      if (prepared.operation.type !== OperationTypeNode.SUBSCRIPTION) {
        record.discard();
        return refuseGraphQL(request, reply, 400, 'BAD_REQUEST', 'This route serves subscriptions only.');
      }

      const stream = new EventStream(request.raw, reply.raw, request.id, log);
      const release = takePlace(counts, viewer, record);
      streams.add(stream);
      const context = runner.createContext(viewer, record);
      onceClosed(reply.raw, () => {
        streams.delete(stream);
        record.end('cancelled', context.operation.calls);
        context.operation.leave();
      });
      const subscribed = await subscribe(runner, prepared.operation, context, release);
      reply.hijack();
      if (reply.raw.destroyed) {
        if (subscribed.ok) subscribed.subscription.stop();
        return;
      }
      stream.begin(reply.getHeaders());
      if (!subscribed.ok) {
        await stream.next({ data: null, errors: subscribed.errors });
        stream.complete();
        return;
      }
      const { subscription } = subscribed;
      const cancel = atTime(expiresAt, () => stream.end());
      onceClosed(reply.raw, () => {
        cancel();
        subscription.stop();
      });
      subscription.start(stream);
    },
  });

  return {
    drain: (milliseconds) => {
      draining = spread([...streams], milliseconds, (stream) => stream.end());
    },
    close: () => {
      clearInterval(heartbeat);
      draining?.stop();
      for (const stream of streams) stream.end();
    },
  };
}

/** @returns the release of the place. @throws {GatewayError} `LIMIT_EXCEEDED`, after the end of the record. */
function takePlace(counts: SubscriptionCounts, viewer: Viewer, record: OperationRecord): () => void {
  try {
    return counts.take(viewer, 'sse');
  } catch (error) {
    record.discard();
    throw error;
  }
}

/** `POST` and `GET /graphql`. */
import type { ApolloServer } from '@apollo/server';
import { fastifyApolloHandler } from '@as-integrations/fastify';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { type FormattedExecutionResult, OperationTypeNode } from 'graphql';
import type { Logger } from 'pino';
import type { Authenticator } from '../../auth/authenticator.js';
import { ANONYMOUS, type Session, type Viewer } from '../../auth/viewer.js';
import type { Prepared, Preparer } from '../../graphql/admission/preparer.js';
import type { Context, RateLeft } from '../../graphql/operation/context.js';
import { type OperationRunner, rejectionOf } from '../../graphql/operation/operation-runner.js';
import type { OperationRecord, RecordOptions, Transport } from '../../observability/operation-record.js';
import type { PageAnswer } from '../explorer/explorer-routes.js';
import { onceClosed } from '../malformed/pending-answers.js';
import type { RateLimiter } from '../rate-limiter.js';
import type { ClientAddress } from '../request/client-address.js';
import { checkBody } from '../request/request-body.js';
import { SANDBOX_POLICY } from '../response-headers.js';
import type { SubscriptionStreams } from '../stream/subscription-streams.js';
import { errorHandler, refuseGraphQL } from './graphql-refusal.js';
import { answerPlainRequest, plainRequestOf } from './plain-request.js';
import { ResponseTypes } from './response-type.js';
import { malformedMessage, streamRequestOf } from './stream-request.js';

declare module 'fastify' {
  interface FastifyRequest {
    rateLeft: RateLeft | undefined;
  }
}

export interface GraphQLHttpOptions {
  apollo: ApolloServer<Context>;
  preparer: Preparer;
  /** Undefined if a browser gets no explorer of this gateway. */
  answerPage?: PageAnswer | undefined;
  authenticator: Authenticator;
  runner: OperationRunner;
  rates: RateLimiter;
  streams: SubscriptionStreams;
  addressOf: ClientAddress;
  /** Maximum length of a body, in bytes. */
  maxBodyBytes: number;
  log: Logger;
}

export function registerGraphQL(app: FastifyInstance, options: GraphQLHttpOptions): void {
  const { apollo, preparer, runner, streams, answerPage } = options;
  const types = new ResponseTypes();
  const route = graphQLRoute(options);
  const contextOf = (request: FastifyRequest, reply: FastifyReply, record: OperationRecord): Context => {
    const { rateLeft } = request;
    const context = runner.createContext(request.getDecorator<Session>('session').viewer, record, { rateLeft });
    endWith(reply, context);
    return context;
  };
  const viaApollo = fastifyApolloHandler(apollo, {
    context: async (request, reply) => contextOf(request, reply, request.getDecorator<OperationRecord>('record')),
  });
  app.route({
    method: ['GET', 'POST'],
    url: '/graphql',
    ...route,
    // A page is opened without a token.
    onRequest: async (request, reply) => {
      if (answerPage?.(request, reply)) return reply;
      await route.onRequest(request);
    },
    async handler(request, reply) {
      const record = runner.begin(recordOptionsOf(request, 'http'));
      const { type, stream } = types.of(request.headers.accept);
      const plain = type === undefined ? undefined : plainRequestOf(request);
      const asked = plain ?? (stream && streamRequestOf(request));
      const prepared = asked && preparer.prepare(asked);
      if (stream && prepared?.ok && prepared.operation.type === OperationTypeNode.SUBSCRIPTION) {
        record.streamOver(stream.transport);
        return streams.open(request, reply, { operation: prepared.operation, record, format: stream });
      }
      if (plain && prepared && type !== undefined) {
        const createContext = () => contextOf(request, reply, record);
        return answerPlainRequest(prepared, reply, { type, runner, record, createContext });
      }
      // Apollo Server cannot answer a client that accepts a stream alone.
      if (stream && type === undefined) return refuseStream(request, reply, prepared, record);
      request.setDecorator('record', record);
      const answer = await viaApollo.call(this, request, reply);
      const isPage = String(reply.getHeader('content-type')).startsWith('text/html');
      if (!isPage) return record.isOver ? answer : completed(String(answer), record);
      record.discard();
      reply.header('content-security-policy', SANDBOX_POLICY);
      return answer;
    },
  });
}

/** Rejects a request that accepts a stream alone, and cannot get one. */
function refuseStream(
  request: FastifyRequest,
  reply: FastifyReply,
  prepared: Prepared | undefined,
  record: OperationRecord,
): FastifyReply {
  if (prepared && !prepared.ok)
    return reply.code(prepared.status).send({ errors: rejectionOf(prepared.errors, record) });
  record.discard();
  return prepared
    ? refuseGraphQL(request, reply, 406, 'BAD_REQUEST', 'Only subscriptions are streamed. Accept application/json too.')
    : refuseGraphQL(request, reply, 400, 'BAD_REQUEST', malformedMessage(request));
}

/** The options that all GraphQL routes share: authentication, rate limit, body and form of rejections. */
export function graphQLRoute({
  authenticator,
  rates,
  addressOf,
  maxBodyBytes,
  log,
}: Omit<GraphQLHttpOptions, 'apollo' | 'preparer' | 'runner' | 'answerPage' | 'streams'>) {
  return {
    bodyLimit: maxBodyBytes,
    // Before the body is read, so that rejected requests cost little.
    onRequest: async (request: FastifyRequest): Promise<void> => {
      const address = rates.isOn ? addressOf(request.raw) : '';
      let viewer: Viewer = ANONYMOUS;
      try {
        const session = await authenticator.authenticate(request.headers.authorization);
        request.setDecorator('session', session);
        viewer = session.viewer;
      } finally {
        // Invalid tokens count too, which limits guessing.
        if (rates.isOn) request.rateLeft = await rates.count(viewer, address);
      }
      checkBody(request.raw, maxBodyBytes);
    },
    errorHandler: errorHandler(log),
  };
}

/** @returns the options of a request's record. */
export const recordOptionsOf = ({ id, span }: FastifyRequest, transport: Transport): RecordOptions => ({
  requestId: id,
  transport,
  parent: span ?? undefined,
});

/** Completes a rejection by Apollo Server, which formats errors without their request. */
function completed(answer: string, record: OperationRecord): string {
  const { errors = [], ...others } = JSON.parse(answer) as FormattedExecutionResult;
  for (const { extensions } of errors) {
    record.failed(String(extensions?.code));
    // The log has an unexpected error under the id that it came with.
    if (extensions && extensions.code !== 'INTERNAL_SERVER_ERROR') extensions.requestId = record.requestId;
  }
  record.end('rejected');
  return `${JSON.stringify({ errors, ...others })}\n`;
}

/** Ends the operation with its response, or when the client disconnects. */
function endWith({ raw }: FastifyReply, { operation, record }: Context): void {
  onceClosed(raw, () => {
    // Nothing for a record that has ended with its result.
    record.end(raw.writableFinished ? 'error' : 'cancelled', operation.calls);
    if (!raw.writableFinished) operation.leave();
    operation.end();
  });
}

/** `POST` and `GET /graphql/stream`: subscriptions as server-sent events. `/graphql` streams them too, to clients that accept it. */
import type { FastifyInstance, FastifyReply } from 'fastify';
import { OperationTypeNode } from 'graphql';
import type { Session } from '../../auth/viewer.js';
import { GatewayError } from '../../common/gateway-error.js';
import { rejectionOf } from '../../graphql/operation/operation-runner.js';
import { type GraphQLHttpOptions, graphQLRoute, recordOptionsOf } from '../graphql/graphql-http.js';
import { refuseGraphQL } from '../graphql/graphql-refusal.js';
import { malformedMessage, streamRequestOf } from '../graphql/stream-request.js';
import { EVENT_STREAM } from './stream-format.js';

export const STREAM_PATH = '/graphql/stream';

export function registerGraphQLStream(app: FastifyInstance, options: Omit<GraphQLHttpOptions, 'apollo'>): void {
  const { authenticator, preparer, runner, streams } = options;

  app.route({
    method: ['GET', 'POST'],
    url: STREAM_PATH,
    ...graphQLRoute(options),
    handler: async (request, reply) => {
      const { viewer } = request.getDecorator<Session>('session');
      if (viewer.kind === 'anonymous' && authenticator.isRequired) throw new GatewayError('UNAUTHENTICATED');
      const refuse = (message: string): FastifyReply => refuseGraphQL(request, reply, 400, 'BAD_REQUEST', message);
      const asked = streamRequestOf(request);
      if (!asked) return refuse(malformedMessage(request));
      const record = runner.begin(recordOptionsOf(request, EVENT_STREAM.transport));
      const prepared = preparer.prepare(asked);
      if (!prepared.ok) return reply.code(prepared.status).send({ errors: rejectionOf(prepared.errors, record) });
      const { operation } = prepared;
      if (operation.type !== OperationTypeNode.SUBSCRIPTION) {
        record.discard();
        return refuse('This route serves subscriptions only.');
      }
      return streams.open(request, reply, { operation, record, format: EVENT_STREAM });
    },
  });
}

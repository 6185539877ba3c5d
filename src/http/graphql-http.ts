/** `POST` and `GET /graphql`. */
import type { ApolloServer } from '@apollo/server';
import { fastifyApolloHandler } from '@as-integrations/fastify';
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import type { Authenticator } from '../auth/authenticator.js';
import type { Session, Viewer } from '../auth/viewer.js';
import { type ErrorCode, GatewayError } from '../errors.js';
import type { Context } from '../graphql/context.js';
import { refuseGraphQL } from './graphql-refusal.js';

export interface GraphQLHttpOptions {
  apollo: ApolloServer<Context>;
  authenticator: Authenticator;
  /** Makes one operation's context. */
  createContext: (viewer: Viewer) => Context;
  log: Logger;
}

/** The longest body that is read, in bytes. */
const BODY_LIMIT = 100 * 1024;

export function registerGraphQL(app: FastifyInstance, options: GraphQLHttpOptions): void {
  const { apollo, createContext } = options;
  app.route({
    method: ['GET', 'POST'],
    url: '/graphql',
    ...graphQLRoute(options),
    handler: fastifyApolloHandler(apollo, {
      context: async (request, reply) => {
        const context = createContext(request.getDecorator<Session>('session').viewer);
        endWith(reply, context);
        return context;
      },
    }),
  });
}

/** What all routes of GraphQL have in common: who asks, how long the body may be, and the words of a refusal. */
export function graphQLRoute({ authenticator, log }: Pick<GraphQLHttpOptions, 'authenticator' | 'log'>) {
  return {
    bodyLimit: BODY_LIMIT,
    // Before the body is read: one who may not ask is not listened to.
    onRequest: async (request: FastifyRequest): Promise<void> => {
      request.setDecorator('session', await authenticator.authenticate(request.headers.authorization));
    },
    errorHandler: (error: FastifyError | GatewayError, request: FastifyRequest, reply: FastifyReply): FastifyReply => {
      if (error instanceof GatewayError) return refuse(request, reply, error);
      const status = error.statusCode ?? 500;
      if (status < 500) return refuseGraphQL(request, reply, status, 'BAD_REQUEST', error.message);
      log.error({ err: error }, 'a request failed unexpectedly');
      return refuseGraphQL(request, reply, status, 'INTERNAL_SERVER_ERROR', 'Internal server error');
    },
  };
}

/** A status for what is refused before GraphQL. */
const STATUSES: Partial<Record<ErrorCode, number>> = { UNAUTHENTICATED: 401, LIMIT_EXCEEDED: 429 };

function refuse(request: FastifyRequest, reply: FastifyReply, { code, message }: GatewayError): FastifyReply {
  const status = STATUSES[code] ?? 503;
  if (status === 401) reply.header('www-authenticate', 'Bearer error="invalid_token"');
  else reply.header('retry-after', '5');
  return refuseGraphQL(request, reply, status, code, message);
}

/** The operation ends with its answer, or when the client goes away before it. */
function endWith({ raw }: FastifyReply, { operation }: Context): void {
  raw.once('close', () => {
    if (!raw.writableFinished) operation.leave();
    operation.end();
  });
}

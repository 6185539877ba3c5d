/** `POST` and `GET /graphql`. */
import type { ApolloServer } from '@apollo/server';
import { fastifyApolloHandler } from '@as-integrations/fastify';
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import type { Authenticator } from '../auth/authenticator.js';
import { NOBODY, type Session, type Viewer } from '../auth/viewer.js';
import { GatewayError } from '../errors.js';
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
  const { apollo, authenticator, createContext, log } = options;
  const sessions = new WeakMap<FastifyRequest, Session>();

  app.route({
    method: ['GET', 'POST'],
    url: '/graphql',
    bodyLimit: BODY_LIMIT,
    // Before the body is read: one who may not ask is not listened to.
    onRequest: async (request) => {
      sessions.set(request, await authenticator.authenticate(request.headers.authorization));
    },
    handler: fastifyApolloHandler(apollo, {
      context: async (request, reply) => {
        const context = createContext(sessions.get(request)?.viewer ?? NOBODY);
        endWith(reply, context);
        return context;
      },
    }),
    errorHandler: (error: FastifyError | GatewayError, request, reply) => {
      if (error instanceof GatewayError) return refuse(request, reply, error);
      const status = error.statusCode ?? 500;
      if (status < 500) return refuseGraphQL(request, reply, status, 'BAD_REQUEST', error.message);
      log.error({ err: error }, 'a request failed unexpectedly');
      return refuseGraphQL(request, reply, status, 'INTERNAL_SERVER_ERROR', 'Internal server error');
    },
  });
}

/** Who asks could not be told. */
function refuse(request: FastifyRequest, reply: FastifyReply, { code, message }: GatewayError): FastifyReply {
  if (code !== 'UNAUTHENTICATED') return refuseGraphQL(request, reply.header('retry-after', '5'), 503, code, message);
  return refuseGraphQL(request, reply.header('www-authenticate', 'Bearer error="invalid_token"'), 401, code, message);
}

/** The operation ends with its answer, or when the client goes away before it. */
function endWith({ raw }: FastifyReply, { operation }: Context): void {
  raw.once('close', () => {
    if (!raw.writableFinished) operation.leave();
    operation.end();
  });
}

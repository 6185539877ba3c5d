/** `POST` and `GET /graphql`. */
import type { ApolloServer } from '@apollo/server';
import { fastifyApolloHandler } from '@as-integrations/fastify';
import type { FastifyError, FastifyInstance, FastifyReply } from 'fastify';
import type { Logger } from 'pino';
import type { Context } from '../graphql/context.js';

export interface GraphQLHttpOptions {
  apollo: ApolloServer<Context>;
  /** Makes one operation's context. */
  createContext: () => Context;
  log: Logger;
}

/** The longest body that is read, in bytes. */
const BODY_LIMIT = 100 * 1024;

export function registerGraphQL(app: FastifyInstance, { apollo, createContext, log }: GraphQLHttpOptions): void {
  app.route({
    method: ['GET', 'POST'],
    url: '/graphql',
    bodyLimit: BODY_LIMIT,
    handler: fastifyApolloHandler(apollo, {
      context: async (_request, reply) => {
        const context = createContext();
        endWith(reply, context);
        return context;
      },
    }),
    errorHandler: (error: FastifyError, _request, reply) => {
      const status = error.statusCode ?? 500;
      if (status >= 500) log.error({ err: error }, 'a request failed unexpectedly');
      const message = status >= 500 ? 'Internal server error' : error.message;
      const code = status >= 500 ? 'INTERNAL_SERVER_ERROR' : 'BAD_REQUEST';
      return reply.code(status).send({ errors: [{ message, extensions: { code } }] });
    },
  });
}

/** The operation ends with its answer, or when the client goes away before it. */
function endWith({ raw }: FastifyReply, { operation }: Context): void {
  raw.once('close', () => {
    if (!raw.writableFinished) operation.leave();
    operation.end();
  });
}

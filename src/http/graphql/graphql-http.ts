/** `POST` and `GET /graphql`. */
import type { ApolloServer } from '@apollo/server';
import { fastifyApolloHandler } from '@as-integrations/fastify';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import type { Authenticator } from '../../auth/authenticator.js';
import { ANONYMOUS, type Session, type Viewer } from '../../auth/viewer.js';
import type { Preparer } from '../../graphql/admission/preparer.js';
import type { Context } from '../../graphql/operation/context.js';
import type { OperationRunner } from '../../graphql/operation/operation-runner.js';
import type { ClientAddress } from '../client-address.js';
import { onceClosed } from '../malformed/pending-answers.js';
import type { RateLimiter } from '../rate-limiter.js';
import { checkBody } from '../request-body.js';
import { SANDBOX_POLICY } from '../response-headers.js';
import { errorHandler } from './graphql-refusal.js';
import { answerPlainRequest, plainRequestOf } from './plain-request.js';

export interface GraphQLHttpOptions {
  apollo: ApolloServer<Context>;
  preparer: Preparer;
  authenticator: Authenticator;
  runner: OperationRunner;
  rates: RateLimiter;
  addressOf: ClientAddress;
  /** Maximum length of a body, in bytes. */
  maxBodyBytes: number;
  log: Logger;
}

export function registerGraphQL(app: FastifyInstance, options: GraphQLHttpOptions): void {
  const { apollo, log, preparer, runner } = options;
  const contextOf = (request: FastifyRequest, reply: FastifyReply): Context => {
    const context = runner.createContext(request.getDecorator<Session>('session').viewer);
    endWith(reply, context);
    return context;
  };
  const viaApollo = fastifyApolloHandler(apollo, { context: async (request, reply) => contextOf(request, reply) });
  app.route({
    method: ['GET', 'POST'],
    url: '/graphql',
    ...graphQLRoute(options),
    async handler(request, reply) {
      const plain = plainRequestOf(request);
      if (plain) {
        return answerPlainRequest(plain, reply, {
          preparer,
          runner,
          log,
          createContext: () => contextOf(request, reply),
        });
      }
      const answer = await viaApollo.call(this, request, reply);
      const isPage = String(reply.getHeader('content-type')).startsWith('text/html');
      if (isPage) reply.header('content-security-policy', SANDBOX_POLICY);
      return answer;
    },
  });
}

/** The options that all GraphQL routes share: authentication, rate limit, body and form of rejections. */
export function graphQLRoute({
  authenticator,
  rates,
  addressOf,
  maxBodyBytes,
  log,
}: Omit<GraphQLHttpOptions, 'apollo' | 'preparer' | 'runner'>) {
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
        if (rates.isOn) await rates.count(viewer, address);
      }
      checkBody(request.raw, maxBodyBytes);
    },
    errorHandler: errorHandler(log),
  };
}

/** Ends the operation with its response, or when the client disconnects. */
function endWith({ raw }: FastifyReply, { operation }: Context): void {
  onceClosed(raw, () => {
    if (!raw.writableFinished) operation.leave();
    operation.end();
  });
}

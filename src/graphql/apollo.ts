/** Apollo Server, which runs the operations that come by HTTP. */
import { ApolloServer, type ApolloServerPlugin } from '@apollo/server';
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginLandingPageDisabled,
  ApolloServerPluginSchemaReportingDisabled,
  ApolloServerPluginUsageReportingDisabled,
} from '@apollo/server/plugin/disabled';
import { ApolloServerPluginLandingPageLocalDefault } from '@apollo/server/plugin/landingPage/default';
import { GraphQLError, type GraphQLSchema } from 'graphql';
import type { Logger } from 'pino';
import { checkArguments } from './check-arguments.js';
import { byPlace, toClientError } from './client-error.js';
import type { Context } from './context.js';
import { costOf } from './run.js';

export interface ApolloOptions {
  schema: GraphQLSchema;
  introspection: boolean;
  /** Whether a browser's `GET` gets Apollo Sandbox. */
  sandbox: boolean;
  log: Logger;
}

export function createApolloServer({ schema, introspection, sandbox, log }: ApolloOptions): ApolloServer<Context> {
  return new ApolloServer<Context>({
    schema,
    introspection,
    includeStacktraceInErrorResponses: false,
    hideSchemaDetailsFromClientErrors: !introspection,
    stopOnTerminationSignals: false,
    formatError: (formatted, error) => toClientError(formatted, error, log),
    logger: log,
    plugins: [
      ApolloServerPluginCacheControlDisabled(),
      ApolloServerPluginSchemaReportingDisabled(),
      ApolloServerPluginUsageReportingDisabled(),
      sandbox
        ? ApolloServerPluginLandingPageLocalDefault({ embed: { runTelemetry: false }, footer: false })
        : ApolloServerPluginLandingPageDisabled(),
      refuseBeforeExecution(schema),
    ],
  });
}

function refuseBeforeExecution(schema: GraphQLSchema): ApolloServerPlugin<Context> {
  return {
    requestDidStart: async () => ({
      willSendResponse: async ({ response: { body }, contextValue }) => {
        if (body.kind !== 'single') return;
        const { singleResult: result } = body;
        if (result.errors) result.errors = [...result.errors].sort(byPlace);
        const extensions = 'data' in result && costOf(contextValue);
        if (extensions) result.extensions = { ...result.extensions, ...extensions };
      },
      didResolveOperation: async ({ document, operation, request }) => {
        if (!operation) return;
        if (operation.operation === 'subscription') {
          throw new GraphQLError('Subscriptions are served over WebSocket, at this same address.', {
            extensions: { code: 'BAD_REQUEST', http: { status: 400 } },
          });
        }
        const [error] = checkArguments(schema, document, operation, request.variables ?? {});
        if (!error) return;
        throw new GraphQLError(error.message, {
          nodes: error.nodes ?? null,
          originalError: error.originalError ?? null,
          extensions: { code: 'BAD_USER_INPUT', http: { status: 400 } },
        });
      },
    }),
  };
}

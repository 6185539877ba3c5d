/** Apollo Server, which runs the operations that come by HTTP. */
import { ApolloServer, type ApolloServerPlugin } from '@apollo/server';
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginLandingPageDisabled,
  ApolloServerPluginSchemaReportingDisabled,
  ApolloServerPluginUsageReportingDisabled,
} from '@apollo/server/plugin/disabled';
import { ApolloServerPluginLandingPageLocalDefault } from '@apollo/server/plugin/landingPage/default';
import type { GraphQLSchema } from 'graphql';
import type { Logger } from 'pino';
import { guardedBy } from './apollo-pipeline.js';
import { byPlace, toClientError } from './client-error.js';
import type { Context } from './context.js';
import type { Preparer } from './prepare.js';
import { costOf } from './run.js';

export interface ApolloOptions {
  schema: GraphQLSchema;
  preparer: Preparer;
  /** Whether a browser's `GET` gets Apollo Sandbox. */
  sandbox: boolean;
  log: Logger;
}

export function createApolloServer({ schema, preparer, sandbox, log }: ApolloOptions): ApolloServer<Context> {
  return new ApolloServer<Context>({
    schema,
    // The preparer parses, validates and remembers; without a store Apollo Server leaves that to it.
    documentStore: null,
    // The preparer knows whether the schema may be asked for.
    introspection: true,
    // Automatic ones are kept in Apollo Server's own bounded cache, but not beside trusted documents.
    ...(preparer.isClosed && { persistedQueries: false as const }),
    includeStacktraceInErrorResponses: false,
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
      guardedBy(preparer, log),
      finishAnswer,
    ],
  });
}

/** Errors in the order of their places, and what the answer cost. */
const finishAnswer: ApolloServerPlugin<Context> = {
  requestDidStart: async () => ({
    willSendResponse: async ({ response: { body }, contextValue }) => {
      if (body.kind !== 'single') return;
      const { singleResult: result } = body;
      if (result.errors) result.errors = [...result.errors].sort(byPlace);
      const extensions = 'data' in result && costOf(contextValue);
      if (extensions) result.extensions = { ...result.extensions, ...extensions };
    },
  }),
};

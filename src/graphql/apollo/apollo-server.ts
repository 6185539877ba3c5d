/** Apollo Server, which runs the operations that come by HTTP. */
import { randomUUID } from 'node:crypto';
import { ApolloServer } from '@apollo/server';
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginInlineTraceDisabled,
  ApolloServerPluginLandingPageDisabled,
  ApolloServerPluginSchemaReportingDisabled,
  ApolloServerPluginUsageReportingDisabled,
} from '@apollo/server/plugin/disabled';
import { ApolloServerPluginLandingPageLocalDefault } from '@apollo/server/plugin/landingPage/default';
import type { GraphQLSchema } from 'graphql';
import type { Logger } from 'pino';
import type { Preparer } from '../admission/preparer.js';
import { toClientError } from '../operation/client-error.js';
import type { Context } from '../operation/context.js';
import type { OperationRunner } from '../operation/operation-runner.js';
import { createPipelinePlugin } from './apollo-pipeline.js';

export interface ApolloOptions {
  schema: GraphQLSchema;
  preparer: Preparer;
  runner: OperationRunner;
  /** Whether a browser's `GET` gets Apollo Sandbox. */
  sandbox: boolean;
  log: Logger;
}

export function createApolloServer({ schema, preparer, runner, sandbox, log }: ApolloOptions): ApolloServer<Context> {
  // Apollo Server does not tell for which request it formats an error: the route adds its id, and counts the error.
  const scope = { log, failed: () => {} };
  return new ApolloServer<Context>({
    schema,
    // The preparer parses, validates and remembers; without a store Apollo Server leaves that to it.
    documentStore: null,
    // The preparer decides about introspection.
    introspection: true,
    // Automatic ones are kept in Apollo Server's own bounded cache, but not beside trusted documents.
    ...(preparer.knowsIds && { persistedQueries: false as const }),
    includeStacktraceInErrorResponses: false,
    stopOnTerminationSignals: false,
    formatError: (formatted, error) => toClientError(formatted, error, { ...scope, requestId: randomUUID() }),
    logger: log,
    plugins: [
      ApolloServerPluginCacheControlDisabled(),
      ApolloServerPluginInlineTraceDisabled(),
      ApolloServerPluginSchemaReportingDisabled(),
      ApolloServerPluginUsageReportingDisabled(),
      sandbox
        ? ApolloServerPluginLandingPageLocalDefault({ embed: { runTelemetry: false }, footer: false })
        : ApolloServerPluginLandingPageDisabled(),
      createPipelinePlugin(preparer, runner),
    ],
  });
}

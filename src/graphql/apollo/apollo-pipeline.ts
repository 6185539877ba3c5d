/** The gateway's own way to execution, within Apollo Server's. */
import { createHash } from 'node:crypto';
import { type ApolloServerPlugin, type GraphQLRequest, type GraphQLResponse, HeaderMap } from '@apollo/server';
import { type DocumentNode, type FormattedExecutionResult, Kind, OperationTypeNode } from 'graphql';
import type { ValidatedDocument } from '../admission/documents.js';
import { type Preparer, toQueryOrMutation } from '../admission/preparer.js';
import { Refused, refused } from '../admission/request-rejected.js';
import type { RequestIds } from '../admission/trusted-documents.js';
import type { Context } from '../operation/context.js';
import { type OperationRunner, rejectionOf } from '../operation/operation-runner.js';

/** Has no operation, so that nothing is found to be run. */
const NO_DOCUMENT: DocumentNode = { kind: Kind.DOCUMENT, definitions: [] };
/** The text that Apollo Server gets instead of one that it must not parse. */
const NO_TEXT = '#';

/**
 * Replaces Apollo Server's parsing, validation and execution, by hooks in the order in which they run. A `document` that is set when the source is
 * resolved, without a document store, makes Apollo Server skip parsing and validation.
 */
export function createPipelinePlugin(preparer: Preparer, runner: OperationRunner): ApolloServerPlugin<Context> {
  return {
    requestDidStart: async ({ request }) => {
      // A form or a template sends the parameter without a value. A body says null for that.
      if (request.http?.method === 'GET' && request.operationName === '') delete request.operationName;
      let app: string | undefined;
      let refusal = refusalOf(() => {
        app = resolveText(request, preparer);
      });
      if (refusal) takeTextOf(request);
      let known: ValidatedDocument | undefined;
      return {
        didResolveSource: async (requestContext) => {
          refusal ??= refusalOf(() => {
            known = preparer.document(requestContext.source);
          });
          Object.assign(requestContext, { document: known?.document ?? NO_DOCUMENT });
          // Neither a rejected document nor a subscription is stored as a persisted query: Apollo Server would answer its hash, and not stream it.
          if (refusal || (known && hasSubscription(known.document)))
            requestContext.metrics.persistedQueryRegister = false;
        },
        parsingDidStart: async () => {
          throw new Error('Apollo Server was about to parse by itself, without limits');
        },
        responseForOperation: async ({ contextValue }) => {
          const { record } = contextValue;
          if (refusal) return responseOf({ errors: rejectionOf(refusal.errors, record) }, refusal.status);
          if (!known) return null;
          const prepared = toQueryOrMutation(preparer.prepareKnown(known, request, app));
          if (!prepared.ok) return responseOf({ errors: rejectionOf(prepared.errors, record) }, prepared.status);
          return responseOf(await runner.run(prepared.operation, contextValue));
        },
      };
    },
  };
}

const hasSubscription = ({ definitions }: DocumentNode): boolean =>
  definitions.some((each) => 'operation' in each && each.operation === OperationTypeNode.SUBSCRIPTION);

function refusalOf(step: () => void): Refused | undefined {
  try {
    step();
    return undefined;
  } catch (error) {
    if (error instanceof Refused) return error;
    throw error;
  }
}

/** Finds the text of a trusted document's id. Apollo Server handles automatic persisted queries. @returns the application that the document is of. */
function resolveText(request: GraphQLRequest, preparer: Preparer): string | undefined {
  if (preparer.knowsIds) {
    const { text, app } = preparer.admit({ ...idsOf(request), query: request.query });
    request.query = text;
    delete request.extensions;
    return app;
  }
  const persisted: unknown = request.extensions?.persistedQuery;
  if (persisted) checkPersisted(persisted, request.query);
  return undefined;
}

function takeTextOf(request: GraphQLRequest): void {
  request.query = NO_TEXT;
  delete request.extensions;
}

function idsOf({ http, extensions }: GraphQLRequest): RequestIds {
  const sent = http?.method === 'GET' ? Object.fromEntries(new URLSearchParams(http.search)) : http?.body;
  return { ...(sent as object | undefined), extensions };
}

/** Apollo Server would answer these as faults of its own. */
function checkPersisted(persisted: unknown, query: string | undefined): void {
  const { version, sha256Hash } = persisted as Record<string, unknown>;
  if (version !== 1 || typeof sha256Hash !== 'string') {
    throw refused('BAD_REQUEST', 'A persisted query must have version 1 and a sha256Hash.');
  }
  if (query && createHash('sha256').update(query).digest('hex') !== sha256Hash) {
    throw refused('BAD_REQUEST', 'The sha256Hash does not match the query.');
  }
}

/** @param status Of a refusal; else Apollo Server's own. */
function responseOf(result: FormattedExecutionResult, status?: number): GraphQLResponse {
  return {
    http: { headers: new HeaderMap(), ...(status !== undefined && { status }) },
    body: { kind: 'single', singleResult: result },
  } as GraphQLResponse;
}

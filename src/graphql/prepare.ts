/** From a request's text to what can be executed, for the transports that Apollo Server doesn't serve. */
import {
  type DocumentNode,
  type ExecutionArgs,
  GraphQLError,
  type GraphQLSchema,
  getOperationAST,
  getVariableValues,
  NoSchemaIntrospectionCustomRule,
  type OperationTypeNode,
  parse,
  specifiedRules,
  validate,
} from 'graphql';
import { LRUCache } from 'lru-cache';
import { checkArguments, hasCheckedArguments } from './check-arguments.js';

export interface GraphQLRequest {
  query: string;
  operationName?: string | null | undefined;
  variables?: Record<string, unknown> | null | undefined;
}

export type Prepared =
  | { ok: true; type: OperationTypeNode; args: ExecutionArgs }
  | { ok: false; errors: readonly GraphQLError[] };

interface KnownDocument {
  document: DocumentNode;
  /** Whether its arguments must be checked for each request. */
  isChecked: boolean;
}

/** Documents that are remembered at most, and how long one may be, in characters. */
const MAX_DOCUMENTS = 1_000;
const MAX_REMEMBERED_LENGTH = 20_000;

/**
 * Parses, validates and checks requests, with the codes that Apollo Server gives for the same faults over HTTP. A good document is kept: many
 * subscriptions to the same one share it.
 */
export class Preparer {
  readonly #schema: GraphQLSchema;
  readonly #introspection: boolean;
  readonly #documents = new LRUCache<string, KnownDocument>({ max: MAX_DOCUMENTS });

  constructor(schema: GraphQLSchema, introspection: boolean) {
    this.#schema = schema;
    this.#introspection = introspection;
  }

  prepare({ query, operationName, variables }: GraphQLRequest): Prepared {
    const known = this.#documents.get(query);
    if (known) return toArgs(this.#schema, known, operationName, variables);

    const document = parseOrError(query);
    if (document instanceof GraphQLError) return refuse('GRAPHQL_PARSE_FAILED', [document]);
    const rules = this.#introspection ? specifiedRules : [...specifiedRules, NoSchemaIntrospectionCustomRule];
    const errors = validate(this.#schema, document, rules, { hideSuggestions: !this.#introspection });
    if (errors.length > 0) return refuse('GRAPHQL_VALIDATION_FAILED', errors);
    const valid = { document, isChecked: hasCheckedArguments(document) };
    if (query.length <= MAX_REMEMBERED_LENGTH) this.#documents.set(query, valid);
    return toArgs(this.#schema, valid, operationName, variables);
  }
}

function toArgs(
  schema: GraphQLSchema,
  { document, isChecked }: KnownDocument,
  operationName: GraphQLRequest['operationName'],
  variables: GraphQLRequest['variables'],
): Prepared {
  const operation = getOperationAST(document, operationName);
  if (!operation)
    return refuse('OPERATION_RESOLUTION_FAILURE', [new GraphQLError('Which operation is meant is not clear.')]);

  const { errors: badVariables } = getVariableValues(schema, operation.variableDefinitions ?? [], variables ?? {});
  if (badVariables) return refuse('BAD_USER_INPUT', badVariables);

  const badArguments = isChecked ? checkArguments(schema, document, operation, variables ?? {}) : [];
  if (badArguments.length > 0) return refuse('BAD_USER_INPUT', badArguments);

  const args = { schema, document, operationName: operationName ?? null, variableValues: variables ?? {} };
  return { ok: true, type: operation.operation, args };
}

function parseOrError(query: string) {
  try {
    return parse(query);
  } catch (error) {
    // A document that is nested too deeply for the parser is no better than one that is no GraphQL.
    return error instanceof GraphQLError ? error : new GraphQLError('Syntax Error: the document is nested too deeply.');
  }
}

const refuse = (code: string, errors: readonly GraphQLError[]): Prepared => ({
  ok: false,
  errors: errors.map(
    (error) =>
      new GraphQLError(error.message, {
        nodes: error.nodes ?? null,
        source: error.source ?? null,
        positions: error.positions ?? null,
        extensions: { code },
      }),
  ),
});

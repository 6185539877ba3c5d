/** Executes operations as graphql-js does, only cheaper: what a document says is worked out once, not for each operation and each value. */
import {
  assertValidSchema,
  createSourceEventStream,
  type DocumentNode,
  type ExecutionResult,
  execute,
  type GraphQLError,
  type GraphQLSchema,
  getVariableValues,
  type OperationDefinitionNode,
} from 'graphql';
import { executeOperation } from './execute-operation.js';
import { OperationPlan } from './operation-plan.js';

export interface Execution {
  /** A valid one. */
  document: DocumentNode;
  operationName: string | null;
  /** The operation's, as {@link OperationPlan.of} makes it, where the caller keeps it; else it is made for this execution. */
  plan?: OperationPlan | null;
  /** As the client sent them, or coerced. */
  variables: Readonly<Record<string, unknown>>;
  /** Whether graphql-js has coerced them already. Where it executes itself it does so again, which changes nothing in this schema's inputs. */
  areCoerced?: boolean;
  /** A subscription's event; otherwise undefined. */
  rootValue?: unknown;
  contextValue: unknown;
}

/** As graphql-js's `execute` has it. */
const MAX_VARIABLE_ERRORS = 50;

export class Executor {
  readonly #schema: GraphQLSchema;

  /** @throws {Error} where the schema is not valid. Its resolvers must not be replaced afterwards. */
  constructor(schema: GraphQLSchema) {
    assertValidSchema(schema);
    this.#schema = schema;
  }

  /**
   * Executes a query, a mutation, or a subscription's event.
   *
   * @returns what graphql-js's `execute` does: a promise only where a resolver made one, which never rejects.
   */
  execute({
    document,
    operationName,
    plan = OperationPlan.of(this.#schema, document, operationName),
    variables,
    areCoerced = false,
    rootValue,
    contextValue,
  }: Execution): ExecutionResult | Promise<ExecutionResult> {
    const schema = this.#schema;
    if (!plan) return execute({ schema, document, operationName, variableValues: variables, rootValue, contextValue });

    const { operation, fragments } = plan;
    const { coerced, errors } = areCoerced ? { coerced: variables } : this.#coerce(operation, variables);
    if (!coerced) return { errors: errors ?? [] };

    return executeOperation(plan, {
      schema,
      fragments,
      operation,
      rootValue,
      contextValue,
      variableValues: coerced as Record<string, unknown>,
      errors: [],
      argumentsOf: new Map(),
    });
  }

  #coerce(
    { variableDefinitions = [] }: OperationDefinitionNode,
    variables: Execution['variables'],
  ): { coerced?: Execution['variables']; errors?: readonly GraphQLError[] } {
    return getVariableValues(this.#schema, variableDefinitions, variables, { maxErrors: MAX_VARIABLE_ERRORS });
  }

  /**
   * Begins a subscription: by graphql-js itself, since that happens once where events come often.
   *
   * @returns what the field's `subscribe` gave, or why there is none.
   */
  subscribe({
    document,
    operationName,
    variables,
    contextValue,
  }: Execution): Promise<AsyncIterable<unknown> | ExecutionResult> {
    return createSourceEventStream({
      schema: this.#schema,
      document,
      operationName,
      variableValues: variables,
      contextValue,
    });
  }
}

/** Executes operations as graphql-js does, only cheaper: what a document says is worked out once, not for each operation and each value. */
import {
  assertValidSchema,
  createSourceEventStream,
  type DocumentNode,
  type ExecutionResult,
  execute,
  type GraphQLError,
  type GraphQLSchema,
  getOperationAST,
  getVariableValues,
  type OperationDefinitionNode,
} from 'graphql';
import { executeOperation } from './execution/execute-operation.js';
import { OperationPlan } from './execution/operation-plan.js';

export interface Execution {
  /** A valid one. Its plan is found again by its identity. */
  document: DocumentNode;
  operationName: string | null;
  /** As the client sent them, or coerced. */
  variables: Readonly<Record<string, unknown>>;
  /** Whether graphql-js has coerced them already. Where it executes itself it does so again, which changes nothing in this schema's inputs. */
  areCoerced?: boolean;
  /** A subscription's event; otherwise undefined. */
  rootValue?: unknown;
  contextValue: unknown;
}

/** What is planned of one document. */
interface DocumentPlans {
  /** By operation's name; null where an operation can't be planned. */
  operations: Map<string | null, OperationPlan | null>;
  fieldCount: number;
}

/** In fields. What is larger is planned again each time, so that a small document can't fill the memory with its plans. */
const MAX_KEPT_FIELDS = 1_000;
/** As graphql-js's `execute` has it. */
const MAX_VARIABLE_ERRORS = 50;

export class Executor {
  readonly #schema: GraphQLSchema;
  /** Kept for as long as somebody keeps the document (`documents.ts` does, in bounds of its own). */
  readonly #documents = new WeakMap<DocumentNode, DocumentPlans>();

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
    variables,
    areCoerced = false,
    rootValue,
    contextValue,
  }: Execution): ExecutionResult | Promise<ExecutionResult> {
    const schema = this.#schema;
    const plan = this.#planOf(document, operationName);
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

  #planOf(document: DocumentNode, operationName: string | null): OperationPlan | null {
    const plans = this.#plansOf(document);
    const known = plans.operations.get(operationName);
    if (known !== undefined) return known;
    const plan = OperationPlan.of(this.#schema, document, operationName, (fields) => {
      plans.fieldCount += fields;
      if (plans.fieldCount > MAX_KEPT_FIELDS) this.#documents.delete(document);
    });
    // A name that the document doesn't have comes from the client: it is not remembered.
    if (plan || getOperationAST(document, operationName)) plans.operations.set(operationName, plan);
    return plan;
  }

  #plansOf(document: DocumentNode): DocumentPlans {
    const known = this.#documents.get(document);
    if (known) return known;
    const plans: DocumentPlans = { operations: new Map(), fieldCount: 0 };
    this.#documents.set(document, plans);
    return plans;
  }
}

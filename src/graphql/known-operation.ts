/** One operation of a valid document: what is found out about it once, and what is checked for each request. */
import {
  type ArgumentNode,
  type DocumentNode,
  type GraphQLSchema,
  getVariableValues,
  type OperationDefinitionNode,
} from 'graphql';
import { GatewayError } from '../errors.js';
import type { ReadCost } from '../rest/operation.js';
import { checkArguments, findCheckedArguments } from './check-arguments.js';
import { findRestReads } from './find-rest-reads.js';
import type { EmbeddedVariable } from './limits/check-literals.js';
import { checkJson, checkVariables } from './limits/check-values.js';
import type { Limits } from './limits/limits.js';
import { MAX_ERRORS, Refused, refusedWith } from './refused.js';
import { costOfReads, type Read } from './rest-reads.js';

export interface OperationOptions {
  schema: GraphQLSchema;
  /** Whether the schema may be asked for; where it may not, no error suggests a name. */
  introspection: boolean;
  limits: Readonly<Limits>;
  /** `MAX_REST_CALLS` */
  maxRestCalls: number;
  /** `UPSTREAM_MAX_PAGE_SIZE` */
  upstreamMaxPageSize: number;
}

type Values = Readonly<Record<string, unknown>>;

/** What has been checked. */
export interface Checked {
  /** Coerced: those that the operation has variables for, and no others. */
  variables: Values;
  cost: ReadCost;
}

export class KnownOperation {
  readonly node: OperationDefinitionNode;
  readonly #options: OperationOptions;
  readonly #embedded: readonly EmbeddedVariable[];
  readonly #checkedArguments: readonly ArgumentNode[];
  readonly #reads: readonly Read[];

  constructor(
    document: DocumentNode,
    node: OperationDefinitionNode,
    embedded: readonly EmbeddedVariable[],
    options: OperationOptions,
  ) {
    this.node = node;
    this.#options = options;
    this.#embedded = embedded;
    this.#checkedArguments = findCheckedArguments(document, node);
    this.#reads = findRestReads(options.schema, document, node, options.upstreamMaxPageSize);
  }

  /**
   * Checks all that hangs on the variables.
   *
   * @throws {Refused} `LIMIT_EXCEEDED`, `BAD_USER_INPUT`
   */
  check(values: Values): Checked {
    const { introspection, limits, maxRestCalls, schema } = this.#options;
    refuseWhere(() => checkVariables(schema, this.node, values, limits));
    const { errors, coerced } = getVariableValues(schema, this.node.variableDefinitions ?? [], values, {
      maxErrors: MAX_ERRORS,
      hideSuggestions: !introspection,
    });
    if (errors) throw refusedWith('BAD_USER_INPUT', errors);
    // Coerced, since a default is a value too.
    refuseWhere(() => {
      for (const { name, depth } of this.#embedded) checkJson(coerced[name], limits, depth);
    });

    const badArguments = checkArguments(this.#checkedArguments, coerced);
    if (badArguments.length > 0) throw refusedWith('BAD_USER_INPUT', badArguments.slice(0, MAX_ERRORS));

    const cost = costOfReads(this.#reads, coerced);
    if (cost.calls <= maxRestCalls) return { variables: coerced, cost };
    throw new Refused([
      new GatewayError(
        'LIMIT_EXCEEDED',
        `This can cost ${cost.calls} calls of the wallet service; it may be ${maxRestCalls} at most (MAX_REST_CALLS).`,
      ),
    ]);
  }
}

function refuseWhere(check: () => void): void {
  try {
    check();
  } catch (error) {
    throw error instanceof GatewayError ? new Refused([error]) : error;
  }
}

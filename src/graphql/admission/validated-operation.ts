/** One operation of a valid document: analyzed once, with checks of its variables for each request. */
import {
  type ArgumentNode,
  type DocumentNode,
  type GraphQLSchema,
  getVariableValues,
  type OperationDefinitionNode,
} from 'graphql';
import { GatewayError } from '../../common/gateway-error.js';
import { OperationPlan } from '../execution/operation-plan.js';
import { checkArguments, findArguments, findCheckedArguments } from '../schema/check-arguments.js';
import { findRestReads } from './cost/find-rest-reads.js';
import { countCalls, type Read } from './cost/rest-reads.js';
import { checkEntities, isEntityList } from './limits/check-entities.js';
import type { EmbeddedVariable } from './limits/check-literals.js';
import { checkJson, checkVariables } from './limits/check-values.js';
import type { Limits } from './limits/limits.js';
import { MAX_ERRORS, Refused, refusedWith } from './request-rejected.js';

export interface OperationOptions {
  schema: GraphQLSchema;
  /** Whether introspection is on. If not, errors suggest no names. */
  introspection: boolean;
  limits: Readonly<Limits>;
  /** `MAX_REST_CALLS` */
  maxRestCalls: number;
  /** `UPSTREAM_MAX_PAGE_SIZE` */
  upstreamMaxPageSize: number;
}

type Values = Readonly<Record<string, unknown>>;

/** The parts of an operation that the checks need. */
interface Findings {
  readonly checkedArguments: readonly ArgumentNode[];
  readonly entityLists: readonly ArgumentNode[];
  readonly reads: readonly Read[];
}

/** The document of an operation, and the cache that finds it again after an eviction. */
export interface OperationSource {
  readonly text: string;
  /** SHA-256 of the text in hexadecimal, as persisted queries have it. */
  readonly hash: string;
  readonly document: DocumentNode;
  /** What is kept for the document, in planned fields. */
  readonly size: number;
  readonly documents: { getAgain(text: string): { operation(name: string | null): ValidatedOperation } };
  /** Reports that more is kept for the document. @param fields The growth, in planned fields. */
  grow(fields: number): void;
}

/** Only its document holds it. The document can be evicted, so a subscription finds the operation again (operation/lasting-operation.ts). */
export class ValidatedOperation {
  readonly source: OperationSource;
  readonly node: OperationDefinitionNode;
  readonly #options: OperationOptions;
  readonly #embedded: readonly EmbeddedVariable[];
  #findings: Findings | undefined;
  #plan: OperationPlan | null | undefined;

  constructor(
    source: OperationSource,
    node: OperationDefinitionNode,
    embedded: readonly EmbeddedVariable[],
    options: OperationOptions,
  ) {
    this.source = source;
    this.node = node;
    this.#options = options;
    this.#embedded = embedded;
  }

  get name(): string | null {
    return this.node.name?.value ?? null;
  }

  /** The plan, as {@link OperationPlan.of}. Created on first use, and kept as long as the document. */
  get plan(): OperationPlan | null {
    if (this.#plan === undefined) {
      const onGrowth = (fields: number) => this.source.grow(fields);
      this.#plan = OperationPlan.of(this.#options.schema, this.source.document, this.name, onGrowth);
    }
    return this.#plan;
  }

  /**
   * Runs the checks that depend on variables.
   *
   * @returns the coerced variables of the operation, and no others.
   * @throws {Refused} `LIMIT_EXCEEDED`, `BAD_USER_INPUT`
   */
  check(values: Values): Values {
    const { introspection, limits, maxRestCalls, schema } = this.#options;
    refuseWhere(() => checkVariables(schema, this.node, values, limits));
    const { errors, coerced } = getVariableValues(schema, this.node.variableDefinitions ?? [], values, {
      maxErrors: MAX_ERRORS,
      hideSuggestions: !introspection,
    });
    if (errors) throw refusedWith('BAD_USER_INPUT', errors);
    // Checked after coercion, since defaults are values too.
    refuseWhere(() => {
      for (const { name, depth } of this.#embedded) checkJson(coerced[name], limits, depth);
    });

    const { checkedArguments, entityLists, reads } = this.#found();
    refuseWhere(() => checkEntities(entityLists, coerced, limits));
    const badArguments = checkArguments(checkedArguments, coerced);
    if (badArguments.length > 0) throw refusedWith('BAD_USER_INPUT', badArguments.slice(0, MAX_ERRORS));

    const calls = countCalls(reads, coerced);
    if (calls <= maxRestCalls) return coerced;
    throw new Refused([
      new GatewayError(
        'LIMIT_EXCEEDED',
        `The operation can cost ${calls} calls to the wallet service: the limit is ${maxRestCalls} (MAX_REST_CALLS).`,
      ),
    ]);
  }

  /** The most REST calls that it can cost. @param variables As {@link check} returned them. */
  restCalls(variables: Values): { requested: number; limit: number } {
    return { requested: countCalls(this.#found().reads, variables), limit: this.#options.maxRestCalls };
  }

  #found(): Findings {
    if (this.#findings) return this.#findings;
    const { document } = this.source;
    const findings = {
      checkedArguments: findCheckedArguments(document, this.node),
      entityLists: findArguments(document, this.node, isEntityList),
      reads: findRestReads(this.#options.schema, document, this.node, this.#options.upstreamMaxPageSize),
    };
    this.#findings = findings;
    this.source.grow(findings.checkedArguments.length + findings.entityLists.length + findings.reads.length);
    return findings;
  }
}

function refuseWhere(check: () => void): void {
  try {
    check();
  } catch (error) {
    throw error instanceof GatewayError ? new Refused([error]) : error;
  }
}

/** Runs operations that have been prepared, whichever transport they came by. */
import type { ExecutionResult, FormattedExecutionResult, GraphQLError, GraphQLFormattedError } from 'graphql';
import type { Viewer } from '../../auth/viewer.js';
import {
  OperationRecord,
  type RecordOptions,
  type Reporting,
  type Transport,
} from '../../observability/operation-record.js';
import type { PreparedOperation } from '../admission/preparer.js';
import type { Executor } from '../execution/executor.js';
import { toClientErrors, toClientResult } from './client-error.js';
import type { Context, ContextFactory, ContextOptions, RateLeft } from './context.js';

export interface OperationRunnerOptions {
  executor: Executor;
  contexts: ContextFactory;
  /** Whether results contain `extensions.restCalls`. Off in production, where the numbers would tell what the gateway remembers. */
  reportsCalls: boolean;
  /** `COST_EXTENSION` */
  reportsCost: boolean;
  reporting: Reporting;
}

/** The end of a subscription, for the access log. */
export interface EndedSubscription {
  requestId: string;
  transport: Transport;
  reason: string;
  durationMs: number;
  deliveries: number;
}

/** The `extensions` of a result, for developers of queries. */
interface CostExtensions {
  cost?: {
    /** The most REST calls that the operation can cost with its variables, which `MAX_REST_CALLS` bounds. */
    requested: number;
    made: number;
    /** `MAX_REST_CALLS` */
    limit: number;
  };
  rateLimit?: RateLeft;
  restCalls?: {
    made: number;
    /** Calls saved by reading each resource once, and several with one call. */
    savedByBatching: number;
    /** Calls of other operations that this one joined. */
    shared: number;
  };
}

export class OperationRunner {
  readonly #options: OperationRunnerOptions;

  constructor(options: OperationRunnerOptions) {
    this.#options = options;
  }

  /** Begins the record of a request, which may turn out to hold no operation that can run. */
  begin(options: RecordOptions): OperationRecord {
    return new OperationRecord(this.#options.reporting, options);
  }

  /** Reports that a subscription has delivered a change. @param receivedAt Time of the webhook, by `performance.now()`. */
  delivered(receivedAt: number): void {
    this.#options.reporting.metrics.observe('delivery', (performance.now() - receivedAt) / 1_000);
  }

  subscriptionEnded({ durationMs, ...fields }: EndedSubscription): void {
    const { log, logsRequests } = this.#options.reporting;
    if (!logsRequests) return;
    log.info({ component: 'access', ...fields, durationMs: Math.round(durationMs) }, 'subscription ended');
  }

  /** As {@link ContextFactory.create}. */
  createContext(viewer: Viewer, record: OperationRecord, options?: ContextOptions): Context {
    return this.#options.contexts.create(viewer, record, options);
  }

  /**
   * Executes a query, a mutation or one event of a subscription, and ends its record.
   *
   * @param event The event of a subscription.
   * @returns the result as the client sees it.
   */
  async run(prepared: PreparedOperation, context: Context, event?: unknown): Promise<FormattedExecutionResult> {
    const { record, operation } = context;
    this.#identify(prepared, context);
    const result = toClientResult(await this.#execute(prepared, context, event), record);
    record.endWith(result, operation.calls);
    return result;
  }

  async #execute(prepared: PreparedOperation, context: Context, event: unknown): Promise<ExecutionResult> {
    const { operation, variables } = prepared;
    const result = await this.#options.executor.execute({
      document: operation.source.document,
      operationName: operation.name,
      plan: operation.plan,
      variables,
      areCoerced: true,
      contextValue: context,
      rootValue: event,
    });
    const { partialErrors } = context;
    const whole =
      partialErrors.length > 0 ? { ...result, errors: [...(result.errors ?? []), ...partialErrors] } : result;
    const { reportsCalls, reportsCost } = this.#options;
    if (!reportsCalls && !reportsCost) return whole;
    const reported: CostExtensions = {
      ...(reportsCost && { cost: costOf(prepared, context) }),
      ...(reportsCost && context.rateLeft && { rateLimit: context.rateLeft }),
      ...(reportsCalls && { restCalls: restCallsOf(context) }),
    };
    return { ...whole, extensions: { ...whole.extensions, ...reported } };
  }

  /** @returns what the field's `subscribe` returned, or the errors that prevented it. */
  openSource(prepared: PreparedOperation, context: Context): Promise<unknown> {
    const { operation, variables } = prepared;
    this.#identify(prepared, context);
    return this.#options.executor.subscribe({
      document: operation.source.document,
      operationName: operation.name,
      variables,
      contextValue: context,
    });
  }

  #identify({ type, operation, app, isUntrusted }: PreparedOperation, { record, viewer }: Context): void {
    record.identify({ type, name: operation.name, hash: operation.source.hash, app, isUntrusted }, viewer.kind);
  }
}

/** Ends the record of a request that is refused before it runs. @returns the errors as the client sees them. */
export function rejectionOf(errors: readonly GraphQLError[], record: OperationRecord): GraphQLFormattedError[] {
  const shown = toClientErrors(errors, record);
  record.end('rejected');
  return shown;
}

function costOf({ operation, variables }: PreparedOperation, context: Context): NonNullable<CostExtensions['cost']> {
  const { requested, limit } = operation.restCalls(variables);
  return { requested, made: context.operation.calls.made, limit };
}

function restCallsOf({ operation: { calls } }: Context): NonNullable<CostExtensions['restCalls']> {
  const { asked, made, shared } = calls;
  return { made, savedByBatching: Math.max(0, asked - made - shared), shared };
}

/** Runs operations that have been prepared, whichever transport they came by. */
import type { ExecutionResult } from 'graphql';
import type { Viewer } from '../../auth/viewer.js';
import type { PreparedOperation } from '../admission/preparer.js';
import type { Executor } from '../execution/executor.js';
import type { Context, ContextFactory } from './context.js';

export interface OperationRunnerOptions {
  executor: Executor;
  contexts: ContextFactory;
  /** Whether results contain `extensions.restCalls`. Off in production, where the numbers would tell what the gateway remembers. */
  reportsCalls: boolean;
}

/** The `extensions` of a result, for developers of queries. */
interface Cost {
  restCalls: {
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

  /** As {@link ContextFactory.create}. */
  createContext(viewer: Viewer, freshSince?: number): Context {
    return this.#options.contexts.create(viewer, freshSince);
  }

  /**
   * Executes a query, a mutation or one event of a subscription.
   *
   * @param event The event of a subscription.
   */
  async run(prepared: PreparedOperation, context: Context, event?: unknown): Promise<ExecutionResult> {
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
    if (!this.#options.reportsCalls) return whole;
    return { ...whole, extensions: { ...whole.extensions, ...costOf(context) } };
  }

  /** @returns what the field's `subscribe` returned, or the errors that prevented it. */
  openSource({ operation, variables }: PreparedOperation, context: Context): Promise<unknown> {
    return this.#options.executor.subscribe({
      document: operation.source.document,
      operationName: operation.name,
      variables,
      contextValue: context,
    });
  }
}

function costOf({ operation: { calls } }: Context): Cost {
  const { asked, made, shared } = calls;
  return { restCalls: { made, savedByBatching: Math.max(0, asked - made - shared), shared } };
}

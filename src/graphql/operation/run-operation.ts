/** Executes what has been prepared. */
import type { ExecutionResult } from 'graphql';
import type { PreparedOperation } from '../admission/preparer.js';
import type { Context } from './context.js';

/** @param rootValue A subscription's event. */
export async function run(
  prepared: PreparedOperation,
  context: Context,
  rootValue?: unknown,
): Promise<ExecutionResult> {
  const { operation: known, variables } = prepared;
  const result = await context.executor.execute({
    document: known.source.document,
    operationName: known.name,
    plan: known.plan,
    variables,
    areCoerced: true,
    contextValue: context,
    rootValue,
  });
  const { partialErrors } = context;
  const whole = partialErrors.length > 0 ? { ...result, errors: [...(result.errors ?? []), ...partialErrors] } : result;
  const extensions = costOf(context);
  return extensions ? { ...whole, extensions: { ...whole.extensions, ...extensions } } : whole;
}

/** An answer's `extensions`, for people who write queries: how many REST calls it cost, and how many it would have cost. */
interface Cost {
  restCalls: {
    made: number;
    /** By reading each thing once, and many at once, however often it is asked for. */
    savedByBatching: number;
    /** Made by another operation, which asked for the same at the same time. */
    shared: number;
  };
}

/** Nothing in production: it tells what the gateway remembers. */
function costOf({ reportsCalls, operation: { calls } }: Context): Cost | undefined {
  if (!reportsCalls) return undefined;
  const { asked, made, shared } = calls;
  return { restCalls: { made, savedByBatching: Math.max(0, asked - made - shared), shared } };
}

/** What leaves of an error: one place for HTTP and WebSocket. */
import { randomUUID } from 'node:crypto';
import {
  type ExecutionResult,
  type FormattedExecutionResult,
  GraphQLError,
  type GraphQLFormattedError,
  Kind,
} from 'graphql';
import type { Logger } from 'pino';
import { GatewayError } from '../../common/gateway-error.js';

const INTERNAL = { message: 'Internal server error', code: 'INTERNAL_SERVER_ERROR' };

/** What GraphQL and Apollo Server say of a request that can't be carried out: its sender's own fault, in words made of the request alone. */
const REQUEST_CODES: ReadonlySet<string> = new Set([
  'BAD_REQUEST',
  'BAD_USER_INPUT',
  'GRAPHQL_PARSE_FAILED',
  'GRAPHQL_VALIDATION_FAILED',
  'OPERATION_RESOLUTION_FAILURE',
  'PERSISTED_QUERY_NOT_FOUND',
  'PERSISTED_QUERY_NOT_SUPPORTED',
  'PERSISTED_QUERY_HASH_MISMATCH',
]);

/**
 * An error as the client may see it: our own with their code; what is wrong with the request itself as GraphQL says it; everything
 * else masked, and written to the log.
 *
 * @param formatted What GraphQL or Apollo Server made of it, which names its place.
 */
export function toClientError(formatted: GraphQLFormattedError, error: unknown, log: Logger): GraphQLFormattedError {
  const cause = originOf(error);
  if (cause instanceof GatewayError) return at(formatted, cause.message, cause.code);

  if (formatted.path !== undefined && isCoercionError(cause)) return at(formatted, cause.message, 'BAD_USER_INPUT');

  const code = formatted.extensions?.code;
  const isAboutRequest = formatted.path === undefined && typeof code === 'string' && REQUEST_CODES.has(code);
  if (isAboutRequest) return at(formatted, formatted.message, code);

  const { message, extensions } = masked(cause, log, 'an operation failed unexpectedly', formatted.path);
  return { ...at(formatted, message, extensions.code), extensions };
}

/**
 * What a client is told of a failure that nobody foresaw. The id is in the log's line too: whoever reports it finds what happened.
 *
 * @param path Where in the answer it happened.
 */
export function masked(cause: unknown, log: Logger, what: string, path?: GraphQLFormattedError['path']) {
  const requestId = randomUUID();
  log.error({ err: cause, requestId, ...(path && { path }) }, what);
  return { message: INTERNAL.message, extensions: { code: INTERNAL.code, requestId } };
}

/** As {@link toClientError}, for errors that GraphQL gave us directly. */
export function toClientErrors(errors: readonly GraphQLError[], log: Logger): GraphQLFormattedError[] {
  return errors.map((error) => toClientError(error.toJSON(), error, log)).sort(byPlace);
}

/** What leaves of a result: its errors as {@link toClientErrors}. */
export function toClientResult({ data, errors, extensions }: ExecutionResult, log: Logger): FormattedExecutionResult {
  return {
    // A request that was never executed has none.
    ...(data !== undefined && { data }),
    ...(errors && { errors: toClientErrors(errors, log) }),
    ...(extensions && { extensions }),
  };
}

/**
 * Errors stand as their fields do in the document, not as they happened: which of two fields failed first may tell what is somebody else's
 * from what isn't there.
 */
function byPlace(one: GraphQLFormattedError, other: GraphQLFormattedError): number {
  const [first, second] = [one.locations?.[0], other.locations?.[0]];
  const lines = (first?.line ?? 0) - (second?.line ?? 0);
  if (lines !== 0) return lines;
  const columns = (first?.column ?? 0) - (second?.column ?? 0);
  return columns === 0 ? comparePaths(one.path ?? [], other.path ?? []) : columns;
}

function comparePaths(one: readonly (string | number)[], other: readonly (string | number)[]): number {
  for (const [index, step] of one.entries()) {
    const against = other[index];
    if (typeof step === 'number' && typeof against === 'number' && step !== against) return step - against;
  }
  return 0;
}

/** An argument that execution found wrong: GraphQL points at the argument's value, where for a resolver's fault it points at the field. */
function isCoercionError(error: unknown): error is GraphQLError {
  return error instanceof GraphQLError && error.nodes?.[0] !== undefined && error.nodes[0].kind !== Kind.FIELD;
}

function at({ locations, path }: GraphQLFormattedError, message: string, code: string): GraphQLFormattedError {
  return { message, ...(locations && { locations }), ...(path && { path }), extensions: { code } };
}

/** The error that was thrown, below the wrappers that tell its place. */
function originOf(error: unknown): unknown {
  if (error instanceof GatewayError) return error;
  return error instanceof GraphQLError && error.originalError ? originOf(error.originalError) : error;
}

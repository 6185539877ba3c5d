/** Errors as clients see them, for all transports. */
import {
  type ExecutionResult,
  type FormattedExecutionResult,
  GraphQLError,
  type GraphQLFormattedError,
  Kind,
} from 'graphql';
import type { Logger } from 'pino';
import { GatewayError } from '../../common/gateway-error.js';

/** The request for which errors are formatted: its id is in each of them, and it counts them. */
export interface ErrorScope {
  readonly requestId: string;
  readonly log: Logger;
  failed(code: string): void;
}

const INTERNAL = { message: 'Internal server error', code: 'INTERNAL_SERVER_ERROR' };

/** Codes of graphql-js and Apollo Server for faulty requests, whose messages contain nothing but the request. */
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
 * Maps an error for clients: the gateway's own errors and errors of the request are kept; all others are masked and logged.
 *
 * @param formatted The error as graphql-js or Apollo Server formats it, with its path.
 */
export function toClientError(
  formatted: GraphQLFormattedError,
  error: unknown,
  scope: ErrorScope,
): GraphQLFormattedError {
  const cause = originOf(error);
  if (cause instanceof GatewayError) return at(formatted, cause.message, cause.code, scope);

  if (formatted.path !== undefined && isCoercionError(cause))
    return at(formatted, cause.message, 'BAD_USER_INPUT', scope);

  const code = formatted.extensions?.code;
  const isAboutRequest = formatted.path === undefined && typeof code === 'string' && REQUEST_CODES.has(code);
  if (isAboutRequest) return at(formatted, formatted.message, code, scope);

  const { message, code: internal } = masked(cause, scope, 'operation failed unexpectedly', formatted.path);
  return at(formatted, message, internal, scope);
}

/**
 * Masks an unexpected error, and logs it with the request's id, so that a report leads to the cause.
 *
 * @param path The path of the error in the answer.
 */
export function masked(
  cause: unknown,
  { log, requestId }: Omit<ErrorScope, 'failed'>,
  what: string,
  path?: GraphQLFormattedError['path'],
) {
  log.error({ component: 'graphql', err: cause, requestId, ...(path && { path }) }, what);
  return INTERNAL;
}

/** As {@link toClientError}, for errors that GraphQL gave us directly. */
export function toClientErrors(errors: readonly GraphQLError[], scope: ErrorScope): GraphQLFormattedError[] {
  return errors.map((error) => toClientError(error.toJSON(), error, scope)).sort(byPlace);
}

/** Maps a result for clients, with its errors as {@link toClientErrors}. */
export function toClientResult(
  { data, errors, extensions }: ExecutionResult,
  scope: ErrorScope,
): FormattedExecutionResult {
  return {
    // A request that was never executed has none.
    ...(data !== undefined && { data }),
    ...(errors && { errors: toClientErrors(errors, scope) }),
    ...(extensions && { extensions }),
  };
}

/**
 * Sorts errors by their fields' order in the document, since the order in time could distinguish foreign resources from missing ones.
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

function at(
  { locations, path }: GraphQLFormattedError,
  message: string,
  code: string,
  scope: ErrorScope,
): GraphQLFormattedError {
  scope.failed(code);
  const { requestId } = scope;
  return { message, ...(locations && { locations }), ...(path && { path }), extensions: { code, requestId } };
}

/** The original error, without the wrappers that locate it. */
function originOf(error: unknown): unknown {
  if (error instanceof GatewayError) return error;
  return error instanceof GraphQLError && error.originalError ? originOf(error.originalError) : error;
}

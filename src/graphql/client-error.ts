/** What leaves of an error: one place for HTTP and WebSocket. */
import { GraphQLError, type GraphQLFormattedError, Kind } from 'graphql';
import type { Logger } from 'pino';
import { GatewayError } from '../errors.js';

const INTERNAL = { message: 'Internal server error', code: 'INTERNAL_SERVER_ERROR' };

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
  const isAboutRequest = formatted.path === undefined && typeof code === 'string' && code !== INTERNAL.code;
  if (isAboutRequest) return at(formatted, formatted.message, code);

  log.error({ err: cause, path: formatted.path }, 'an operation failed unexpectedly');
  return at(formatted, INTERNAL.message, INTERNAL.code);
}

/** As {@link toClientError}, for errors that GraphQL gave us directly. */
export function toClientErrors(errors: readonly GraphQLError[], log: Logger): GraphQLFormattedError[] {
  return errors.map((error) => toClientError(error.toJSON(), error, log));
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

/** Errors that the end user cannot correct, as clients see them. */
import { GraphQLError } from 'graphql';

/** The gateway's own values of `extensions.code`, each with its default message. */
const MESSAGES = {
  UPSTREAM_UNAVAILABLE: 'The wallet service is unavailable. No changes were made. Try again later.',
  UPSTREAM_TIMEOUT: 'The wallet service did not respond in time. Try again later.',
  UPSTREAM_BAD_RESPONSE: 'The wallet service returned an invalid response.',
  OUTCOME_UNKNOWN:
    'The outcome is unknown: the request may have been carried out. Check for its result before you try again.',
  STORE_UNAVAILABLE: 'The store of the gateway is unavailable. No changes were made. Try again later.',
  UNAUTHENTICATED: 'Authentication is required. Sign in and try again.',
  FORBIDDEN: 'You do not have permission to do this.',
  NOT_FOUND: 'Not found, or you do not have access.',
  BAD_USER_INPUT: 'The input is not valid.',
  LIMIT_EXCEEDED: 'The operation exceeds a limit.',
  OVERLOADED: 'The gateway is overloaded. No changes were made. Try again later.',
  SHUTTING_DOWN: 'The gateway is shutting down. No changes were made. Try again.',
  AUTH_UNAVAILABLE: 'Sign-in is unavailable. No changes were made. Try again later.',
  RATE_LIMITED: 'Too many requests. Try again later.',
} as const;

export type ErrorCode = keyof typeof MESSAGES;

/** An error with a message for clients. Any other error is masked before it reaches a client. */
export class GatewayError extends GraphQLError {
  override readonly name = 'GatewayError';
  readonly code: ErrorCode;

  constructor(code: ErrorCode, message: string = MESSAGES[code], options: { cause?: unknown } = {}) {
    super(message, { extensions: { code } });
    this.code = code;
    if (options.cause !== undefined) this.cause = options.cause;
  }
}

export const badUserInput = (message: string): GatewayError => new GatewayError('BAD_USER_INPUT', message);

/** Converts a thrown value to an `Error`, as DataLoader requires for the error of one key. */
export const toError = (error: unknown): Error => (error instanceof Error ? error : new Error(String(error)));

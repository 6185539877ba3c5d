/** What a client is told when something fails that the person in front of it can't mend. */
import { GraphQLError } from 'graphql';

/** The codes of `extensions.code` that the gateway gives itself, each with what it says when nothing better is known. */
const MESSAGES = {
  UPSTREAM_UNAVAILABLE: 'The wallet service is not available. Nothing was done; please try again.',
  UPSTREAM_TIMEOUT: 'The wallet service did not answer in time.',
  UPSTREAM_BAD_RESPONSE: 'The wallet service gave an answer that could not be understood.',
  OUTCOME_UNKNOWN:
    'It is not known whether this was carried out. Check for the result before you try again: it may have happened.',
  STORE_UNAVAILABLE: 'The gateway’s store is not available. Nothing was done; please try again.',
  UNAUTHENTICATED: 'Please sign in.',
  FORBIDDEN: 'You may not do this.',
  NOT_FOUND: 'There is no such thing, or it is not yours.',
  BAD_USER_INPUT: 'The input is not valid.',
  LIMIT_EXCEEDED: 'This operation is too large.',
  RATE_LIMITED: 'Too many requests. Please wait a moment.',
} as const;

export type ErrorCode = keyof typeof MESSAGES;

/** An error whose message is meant for the client. Anything else that is thrown is masked on its way out. */
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

/** Whatever was thrown, as DataLoader has it: a key's own error. */
export const toError = (error: unknown): Error => (error instanceof Error ? error : new Error(String(error)));

/** The rejection of a request before its execution. */
import { GraphQLError } from 'graphql';
import { shortened } from '../../common/text.js';

/** Thrown by any check between a request's text and its execution. */
export class Refused extends Error {
  override readonly name = 'Refused';
  readonly errors: readonly GraphQLError[];
  /** Status over HTTP. */
  readonly status: number;

  constructor(errors: readonly GraphQLError[], status = 400) {
    super('refused');
    this.errors = errors;
    this.status = status;
  }
}

/** Maximum number of errors in a rejection. */
export const MAX_ERRORS = 5;
/** Maximum length of a message, which can quote the request. */
const MAX_MESSAGE_LENGTH = 500;

/** @returns a rejection with errors of graphql-js and their locations. */
export function refusedWith(code: string, errors: readonly GraphQLError[]): Refused {
  return new Refused(
    errors.map(
      ({ message, nodes, source, positions }) =>
        new GraphQLError(shortened(message, MAX_MESSAGE_LENGTH), {
          nodes: nodes ?? null,
          source: source ?? null,
          positions: positions ?? null,
          extensions: { code },
        }),
    ),
  );
}

export const refused = (code: string, message: string, status?: number): Refused =>
  new Refused([new GraphQLError(message, { extensions: { code } })], status);

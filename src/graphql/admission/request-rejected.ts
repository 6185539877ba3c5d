/** A request that is not executed. */
import { GraphQLError } from 'graphql';
import { shortened } from '../../common/text.js';

/** Thrown on the way from a request's text to its execution, by whatever finds that it can't be executed. */
export class Refused extends Error {
  override readonly name = 'Refused';
  readonly errors: readonly GraphQLError[];
  /** Over HTTP. */
  readonly status: number;

  constructor(errors: readonly GraphQLError[], status = 400) {
    super('refused');
    this.errors = errors;
    this.status = status;
  }
}

/** What a client is told of one request's faults, at most. */
export const MAX_ERRORS = 5;
/** A message repeats what the client sent, which may be long. */
const MAX_MESSAGE_LENGTH = 500;

/** @returns a refusal by errors that GraphQL gave, at their places. */
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

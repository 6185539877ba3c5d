/** A request that may be for a subscription: in the body of a `POST`, or in the address of a `GET` (GraphQL over HTTP, "GET"). */
import type { FastifyRequest } from 'fastify';
import Type from 'typebox';
import { Compile } from 'typebox/compile';
import { isObject } from '../../common/is-object.js';
import type { GraphQLRequest } from '../../graphql/admission/preparer.js';

const isRequest = Compile(
  Type.Object({
    query: Type.Optional(Type.Union([Type.String(), Type.Null()])),
    operationName: Type.Optional(Type.Union([Type.String(), Type.Null()])),
    variables: Type.Optional(Type.Union([Type.Record(Type.String(), Type.Unknown()), Type.Null()])),
  }),
);

/** @returns the message for a malformed one. */
export const malformedMessage = ({ method }: FastifyRequest): string =>
  method === 'GET'
    ? 'The address must have a query, and variables as a JSON object.'
    : 'The body must be a JSON object with a query.';

/** @returns undefined if it is malformed. */
export function streamRequestOf({ method, body, query }: FastifyRequest): GraphQLRequest | undefined {
  const request = method === 'GET' ? requestIn(query) : body;
  return isRequest.Check(request) ? request : undefined;
}

/** @param parameters Of an address. A repeated one is a list. */
function requestIn(parameters: unknown): unknown {
  if (!isObject(parameters)) return undefined;
  const { operationName, variables, extensions, ...others } = parameters;
  try {
    return {
      // The text, or an id in one of the members for it.
      ...others,
      // A form or a template sends a parameter without a value.
      ...(operationName !== undefined && operationName !== '' && { operationName }),
      ...(variables !== undefined && variables !== '' && { variables: JSON.parse(String(variables)) }),
      ...(extensions !== undefined && extensions !== '' && { extensions: JSON.parse(String(extensions)) }),
    };
  } catch {
    return undefined;
  }
}

/** A GraphQL request in the address of a `GET` (GraphQL over HTTP, "GET"). */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { isObject } from '../../common/is-object.js';

export interface QueryRequest {
  query?: string;
  operationName?: string | undefined;
  variables?: Record<string, unknown>;
  extensions?: Record<string, unknown>;
}

/** @returns undefined if a parameter is repeated or malformed. */
export function requestInQuery({ query: parameters }: FastifyRequest): QueryRequest | undefined {
  if (!isObject(parameters)) return undefined;
  if (!Object.values(parameters).every((value) => typeof value === 'string')) return undefined;
  const { query, operationName, variables, extensions } = parameters as Record<string, string>;
  try {
    return {
      ...(query !== undefined && { query }),
      // A form or a template sends a parameter without a value.
      ...(operationName !== '' && { operationName }),
      ...(variables && { variables: objectIn(variables) }),
      ...(extensions && { extensions: objectIn(extensions) }),
    };
  } catch {
    return undefined;
  }
}

function objectIn(text: string): Record<string, unknown> {
  const value: unknown = JSON.parse(text);
  if (!isObject(value)) throw new SyntaxError('not an object');
  return value;
}

/** Whether the request is a `GET` of a web page that may not read the response. It needed no preflight, so that any page can send it. */
export const isForeignPage = ({ method, headers }: FastifyRequest, reply: FastifyReply): boolean =>
  method === 'GET' && headers.origin !== undefined && reply.getHeader('access-control-allow-origin') === undefined;

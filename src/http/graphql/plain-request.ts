/**
 * The requests that nearly all clients send: a document and its variables as JSON by POST. Apollo Server answers the same to the byte, which a
 * test holds them to, but takes a third of what one balance costs for its own copies of headers and results. It serves all else: `GET`,
 * persisted queries, Apollo Sandbox, and what needs a closer look.
 */
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import { isObject } from '../../common/is-object.js';
import { type Preparer, toQueryOrMutation } from '../../graphql/admission/preparer.js';
import { toClientResult } from '../../graphql/operation/client-error.js';
import type { Context } from '../../graphql/operation/context.js';
import type { OperationRunner } from '../../graphql/operation/operation-runner.js';

const JSON_TYPE = 'application/json; charset=utf-8';
const GRAPHQL_RESPONSE_TYPE = 'application/graphql-response+json; charset=utf-8';

/** What `accept` says, as clients write it, and what it gets. Anything else is for Apollo Server to negotiate. */
const TYPES: ReadonlyMap<string | undefined, string> = new Map([
  [undefined, JSON_TYPE],
  ['*/*', JSON_TYPE],
  ['application/json', JSON_TYPE],
  ['application/json, text/plain, */*', JSON_TYPE],
  ['application/graphql-response+json', GRAPHQL_RESPONSE_TYPE],
  ['application/graphql-response+json, application/json', GRAPHQL_RESPONSE_TYPE],
  ['application/graphql-response+json,application/json;q=0.9', GRAPHQL_RESPONSE_TYPE],
  ['application/graphql-response+json, application/json;q=0.9', GRAPHQL_RESPONSE_TYPE],
]);

export interface PlainRequest {
  query: string;
  operationName?: string | null;
  variables?: Record<string, unknown> | null;
  /** Of the answer. */
  type: string;
}

/** @returns undefined where it is for Apollo Server. */
export function plainRequestOf({ method, headers, body }: FastifyRequest): PlainRequest | undefined {
  const type = TYPES.get(headers.accept);
  if (type === undefined || method !== 'POST' || !isObject(body)) return undefined;
  for (const member in body) if (!MEMBERS.has(member)) return undefined;
  const { query, operationName, variables, extensions } = body;
  if (typeof query !== 'string' || query === '') return undefined;
  if (operationName !== undefined && operationName !== null && typeof operationName !== 'string') return undefined;
  if (variables !== undefined && variables !== null && !isObject(variables)) return undefined;
  // Apollo Client says here which it is.
  if (extensions !== undefined && (!isObject(extensions) || 'persistedQuery' in extensions)) return undefined;
  return { query, type, operationName: operationName ?? null, variables: variables ?? null };
}

/** @param createContext Is only called for what will be executed. */
export async function answerPlainRequest(
  request: PlainRequest,
  reply: FastifyReply,
  {
    preparer,
    runner,
    createContext,
    log,
  }: { preparer: Preparer; runner: OperationRunner; createContext: () => Context; log: Logger },
): Promise<Buffer> {
  reply.header('content-type', request.type);
  const prepared = toQueryOrMutation(preparer.prepare(request));
  if (!prepared.ok) {
    reply.code(prepared.status);
    return toBytes(toClientResult({ errors: prepared.errors }, log));
  }
  return toBytes(toClientResult(await runner.run(prepared.operation, createContext()), log));
}

const MEMBERS: ReadonlySet<string> = new Set(['query', 'operationName', 'variables', 'extensions']);

const LINE_FEED = 0x0a;

/** In Apollo Server's order. As bytes, since Node would make one more copy of a text with what is before and after it. */
function toBytes({ errors, data, extensions }: ReturnType<typeof toClientResult>): Buffer {
  const text = JSON.stringify({ errors, data, extensions });
  const bytes = Buffer.allocUnsafe(Buffer.byteLength(text) + 1);
  bytes[bytes.write(text)] = LINE_FEED;
  return bytes;
}

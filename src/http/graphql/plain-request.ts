/**
 * Answers the requests that most clients send, a document and variables as JSON by POST, without Apollo Server. A test holds the answers to Apollo
 * Server's, to the byte. Apollo Server would cost a quarter of the CPU of one balance (docs/decisions/plain-posts.md). It serves all other requests: `GET`,
 * persisted queries, Apollo Sandbox.
 */
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { FormattedExecutionResult } from 'graphql';
import { isObject } from '../../common/is-object.js';
import { type Prepared, toQueryOrMutation } from '../../graphql/admission/preparer.js';
import type { Context } from '../../graphql/operation/context.js';
import { type OperationRunner, rejectionOf } from '../../graphql/operation/operation-runner.js';
import type { OperationRecord } from '../../observability/operation-record.js';

export interface PlainRequest {
  query: string;
  operationName?: string | null;
  variables?: Record<string, unknown> | null;
}

/** @returns undefined if Apollo Server must answer the request. */
export function plainRequestOf({ method, body }: FastifyRequest): PlainRequest | undefined {
  if (method !== 'POST' || !isObject(body)) return undefined;
  for (const member in body) if (!MEMBERS.has(member)) return undefined;
  const { query, operationName, variables, extensions } = body;
  if (typeof query !== 'string' || query === '') return undefined;
  if (operationName !== undefined && operationName !== null && typeof operationName !== 'string') return undefined;
  if (variables !== undefined && variables !== null && !isObject(variables)) return undefined;
  // Apollo Client sends its name and version here.
  if (extensions !== undefined && (!isObject(extensions) || 'persistedQuery' in extensions)) return undefined;
  return { query, operationName: operationName ?? null, variables: variables ?? null };
}

/** @param type Content type of the response. @param createContext Called only for an operation that will run. */
export async function answerPlainRequest(
  request: Prepared,
  reply: FastifyReply,
  {
    type,
    runner,
    record,
    createContext,
  }: { type: string; runner: OperationRunner; record: OperationRecord; createContext: () => Context },
): Promise<Buffer> {
  reply.header('content-type', type);
  const prepared = toQueryOrMutation(request);
  if (!prepared.ok) {
    reply.code(prepared.status);
    return toBytes({ errors: rejectionOf(prepared.errors, record) });
  }
  return toBytes(await runner.run(prepared.operation, createContext()));
}

const MEMBERS: ReadonlySet<string> = new Set(['query', 'operationName', 'variables', 'extensions']);

const LINE_FEED = 0x0a;

/** Serializes a result in Apollo Server's order, as bytes, since Node would copy a string once more. */
function toBytes({ errors, data, extensions }: FormattedExecutionResult): Buffer {
  const text = JSON.stringify({ errors, data, extensions });
  const bytes = Buffer.allocUnsafe(Buffer.byteLength(text) + 1);
  bytes[bytes.write(text)] = LINE_FEED;
  return bytes;
}

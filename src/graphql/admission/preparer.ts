/** Prepares requests for execution, the same way for all transports. */
import { type GraphQLError, OperationTypeNode } from 'graphql';
import { Documents, type ValidatedDocument } from './documents.js';
import { Refused, refused } from './request-rejected.js';
import { idOf, type RequestIds, type TrustedDocuments } from './trusted-documents.js';
import type { OperationOptions, ValidatedOperation } from './validated-operation.js';

/** A request as it came. */
export interface GraphQLRequest extends RequestIds {
  query?: string | null | undefined;
  operationName?: string | null | undefined;
  variables?: Record<string, unknown> | null | undefined;
}

/** An operation that can be executed. */
export interface PreparedOperation {
  type: OperationTypeNode;
  operation: ValidatedOperation;
  /** Coerced variables of the operation, and no others, since a subscription keeps them for its life. */
  variables: Readonly<Record<string, unknown>>;
}

export type Prepared =
  | { ok: true; operation: PreparedOperation }
  | { ok: false; errors: readonly GraphQLError[]; status: number };

/** Rejects subscriptions, which `POST` and `GET` do not serve. */
export function toQueryOrMutation(prepared: Prepared): Prepared {
  if (!prepared.ok || prepared.operation.type !== OperationTypeNode.SUBSCRIPTION) return prepared;
  const { errors, status } = refused(
    'BAD_REQUEST',
    'Subscriptions are served over WebSocket, at this same address, and as server-sent events at /graphql/stream.',
  );
  return { ok: false, errors, status };
}

export interface PreparerOptions extends OperationOptions {
  /** Undefined if every document can run. */
  trusted: TrustedDocuments | undefined;
}

/**
 * Checks trusted documents, the document's limits and validity, the variables' limits and coercion, arguments of lists, and the bound on REST calls:
 * cheap checks first, and all before the first call.
 */
export class Preparer {
  readonly #documents: Documents;
  #trusted: TrustedDocuments | undefined;

  constructor({ trusted, ...options }: PreparerOptions) {
    this.#documents = new Documents(options);
    this.#trusted = trusted;
  }

  /** Whether only trusted documents run. */
  get isClosed(): boolean {
    return this.#trusted !== undefined;
  }

  /** Lets other documents run from now on. */
  trust(trusted: TrustedDocuments | undefined): void {
    this.#trusted = trusted;
  }

  prepare(request: GraphQLRequest): Prepared {
    return orRefusal(() => this.#operation(this.document(this.textOf(request)), request));
  }

  /** As {@link prepare}, for a validated document. */
  prepareKnown(known: ValidatedDocument, request: Pick<GraphQLRequest, 'operationName' | 'variables'>): Prepared {
    return orRefusal(() => this.#operation(known, request));
  }

  /** @returns the text of the request. @throws {Refused} if it is not trusted or absent. */
  textOf(request: GraphQLRequest): string {
    const { query } = request;
    if (this.#trusted) return this.#trusted.textOf(request);
    if (query) return query;
    // Only Apollo Server supports automatic persisted queries, over HTTP.
    if (idOf(request) !== undefined) throw refused('PERSISTED_QUERY_NOT_SUPPORTED', 'PersistedQueryNotSupported');
    throw refused('BAD_REQUEST', 'The request must have a query.');
  }

  /** @throws {Refused} as {@link Documents.get}. */
  document(text: string): ValidatedDocument {
    return this.#documents.get(text);
  }

  /** @throws {Refused} as {@link ValidatedDocument.operation} and {@link ValidatedOperation.check}. */
  #operation(
    known: ValidatedDocument,
    { operationName, variables }: Pick<GraphQLRequest, 'operationName' | 'variables'>,
  ): PreparedOperation {
    const operation = known.operation(operationName);
    return { type: operation.node.operation, operation, variables: operation.check(variables ?? {}) };
  }
}

function orRefusal(prepare: () => PreparedOperation): Prepared {
  try {
    return { ok: true, operation: prepare() };
  } catch (error) {
    if (error instanceof Refused) return { ok: false, errors: error.errors, status: error.status };
    throw error;
  }
}

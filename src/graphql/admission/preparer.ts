/** Prepares requests for execution, the same way for all transports. */
import { type GraphQLError, OperationTypeNode } from 'graphql';
import { Documents, type ValidatedDocument } from './documents.js';
import { Refused, refused } from './request-rejected.js';
import { type AdmittedText, idOf, type RequestIds, type TrustedDocuments } from './trusted-documents.js';
import type { OperationOptions, ValidatedOperation } from './validated-operation.js';

/** A request as it came. */
export interface GraphQLRequest extends RequestIds {
  query?: string | null | undefined;
  operationName?: string | null | undefined;
  variables?: Record<string, unknown> | null | undefined;
}

/** The members of a request beside its document. */
type Choice = Pick<GraphQLRequest, 'operationName' | 'variables'>;

/** An operation that can be executed. */
export interface PreparedOperation {
  type: OperationTypeNode;
  operation: ValidatedOperation;
  /** Coerced variables of the operation, and no others, since a subscription keeps them for its life. */
  variables: Readonly<Record<string, unknown>>;
  /** Application whose manifest has the document. Undefined if it is not trusted. */
  app: string | undefined;
  /** Whether there are trusted documents, and it is none: only `TRUSTED_DOCUMENTS_MODE=log` lets it run. */
  isUntrusted: boolean;
}

export type Prepared =
  | { ok: true; operation: PreparedOperation }
  | { ok: false; errors: readonly GraphQLError[]; status: number };

/** Rejects a subscription of a client that accepts no stream. */
export function toQueryOrMutation(prepared: Prepared): Prepared {
  if (!prepared.ok || prepared.operation.type !== OperationTypeNode.SUBSCRIPTION) return prepared;
  const { errors, status } = refused(
    'BAD_REQUEST',
    'Subscriptions are served over WebSocket, at this same address, and as server-sent events at /graphql/stream, or here to clients that accept text/event-stream.',
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

  /** Whether documents are known by ids. */
  get knowsIds(): boolean {
    return this.#trusted !== undefined;
  }

  /** Lets other documents run from now on. */
  trust(trusted: TrustedDocuments | undefined): void {
    this.#trusted = trusted;
  }

  prepare(request: GraphQLRequest): Prepared {
    return orRefusal(() => {
      const { text, app } = this.admit(request);
      return this.#operation(this.document(text), request, app);
    });
  }

  /** As {@link prepare}, for a validated document. @param app As {@link admit} returned it. */
  prepareKnown(known: ValidatedDocument, request: Choice, app: string | undefined): Prepared {
    return orRefusal(() => this.#operation(known, request, app));
  }

  /** @returns the text that the request runs. @throws {Refused} if it is not trusted or absent. */
  admit(request: GraphQLRequest): AdmittedText {
    const { query } = request;
    if (this.#trusted) return this.#trusted.admit(request);
    if (query) return { text: query, app: undefined };
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
    { operationName, variables }: Choice,
    app: string | undefined,
  ): PreparedOperation {
    const operation = known.operation(operationName);
    const isUntrusted = this.#trusted !== undefined && app === undefined;
    const type = operation.node.operation;
    return { type, operation, variables: operation.check(variables ?? {}), app, isUntrusted };
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

/** One GraphQL operation as operators see it: a line of the access log, figures and a span, all under one request id. */
import type { Logger } from 'pino';
import type { Metrics } from './metrics.js';
import type { Span, Tracer } from './tracer.js';

export type Transport = 'http' | 'websocket' | 'sse' | 'multipart';

/**
 * `partial`: data with errors. `error`: no data. `rejected`: refused before it ran. `cancelled`: the client left before the result.
 */
export type Outcome = 'success' | 'partial' | 'error' | 'rejected' | 'cancelled';

/** The settings that all records share. */
export interface Reporting {
  readonly metrics: Metrics;
  readonly tracer: Tracer | undefined;
  readonly log: Logger;
  /** `LOG_REQUESTS` */
  readonly logsRequests: boolean;
}

/** The operation once its document is known. */
export interface Identity {
  readonly type: string;
  readonly name: string | null;
  /** SHA-256 of the document in hexadecimal. */
  readonly hash: string;
  /** Application whose manifest has the document. Undefined if it is not trusted: its name is then chosen by the client, and not reported. */
  readonly app: string | undefined;
  /** Whether its use is reported, since there are trusted documents and it is none. */
  readonly isUntrusted: boolean;
}

/** REST calls of the operation. */
export interface Calls {
  readonly asked: number;
  readonly made: number;
  readonly shared: number;
}

export interface RecordOptions {
  readonly requestId: string;
  readonly transport: Transport;
  /** The span above, or the `traceparent` that came with the request. */
  readonly parent?: Span | string | undefined;
  /** Whether this is an event of a subscription, which is no operation of its own for the access log. */
  readonly isDelivery?: boolean;
}

const NO_CALLS: Calls = { asked: 0, made: 0, shared: 0 };

export class OperationRecord {
  readonly requestId: string;
  readonly span: Span | undefined;
  readonly #reporting: Reporting;
  #transport: Transport;
  readonly #isDelivery: boolean;
  readonly #startedAt = performance.now();
  #identity: Identity | undefined;
  #viewer: string | undefined;
  #codes: string[] | undefined;
  #isOver = false;

  constructor(reporting: Reporting, { requestId, transport, parent, isDelivery = false }: RecordOptions) {
    this.requestId = requestId;
    this.#reporting = reporting;
    this.#transport = transport;
    this.#isDelivery = isDelivery;
    this.span = reporting.tracer?.start('graphql', { kind: parent instanceof Object ? 'internal' : 'server', parent });
  }

  get log(): Logger {
    return this.#reporting.log;
  }

  get transport(): Transport {
    return this.#transport;
  }

  /** Sets the transport, since the request turned out to be for a stream. */
  streamOver(transport: Transport): void {
    this.#transport = transport;
  }

  /** @param viewer Kind of the viewer. */
  identify(identity: Identity, viewer: string): void {
    this.#identity = identity;
    this.#viewer = viewer;
    this.span?.set({ 'graphql.operation.type': identity.type, 'graphql.document.hash': identity.hash });
  }

  /** Ends the record without a report, since the request holds no operation. */
  discard(): void {
    this.#isOver = true;
    this.span?.end();
  }

  /** Whether the record has ended. */
  get isOver(): boolean {
    return this.#isOver;
  }

  /** Counts an error that the client is sent. */
  failed(code: string): void {
    this.#reporting.metrics.count('errors', code);
    this.#codes ??= [];
    if (!this.#codes.includes(code)) this.#codes.push(code);
  }

  /** Ends the record, once. */
  end(outcome: Outcome, calls: Calls = NO_CALLS): void {
    if (this.#isOver) return;
    this.#isOver = true;
    const { metrics, logsRequests } = this.#reporting;
    const durationMs = performance.now() - this.#startedAt;
    const batched = Math.max(0, calls.asked - calls.made - calls.shared);
    if (batched > 0) metrics.count('callsSaved', 'batched', batched);
    if (calls.shared > 0) metrics.count('callsSaved', 'shared', calls.shared);
    if (outcome === 'rejected') metrics.count('refused', reasonOf(this.#codes?.[0]));
    this.span?.end(this.#codes?.[0]);
    if (this.#isDelivery) return;

    const { type = '', name, hash, app } = this.#identity ?? {};
    if (this.#identity?.isUntrusted) this.#notTrusted(this.#identity);
    const shownName = app !== undefined && name ? name : undefined;
    metrics.observe('operation', durationMs / 1_000, type, this.#transport, outcome, shownName ?? '', app ?? '');
    if (!logsRequests) return;
    this.#reporting.log.info(
      {
        component: 'access',
        requestId: this.requestId,
        transport: this.#transport,
        operationType: type,
        // Members that are undefined are not written. To spread them took longer than the rest of the line.
        operationHash: shownName === undefined ? hash : undefined,
        operationName: shownName,
        app,
        viewer: this.#viewer,
        outcome,
        // Flat, since pino takes a slower way for nested values.
        codes: this.#codes?.join(' '),
        durationMs: Math.round(durationMs * 10) / 10,
        callsMade: calls.made,
        callsBatched: batched,
        callsShared: calls.shared,
      },
      'operation ended',
    );
  }

  /** An operation that only `TRUSTED_DOCUMENTS_MODE=log` lets run. */
  #notTrusted({ name, hash, type }: Identity): void {
    this.#reporting.metrics.count('untrusted');
    this.#reporting.log.warn(
      {
        component: 'documents',
        requestId: this.requestId,
        operationType: type,
        operationName: name,
        operationHash: hash,
      },
      'document is not trusted',
    );
  }

  /** As {@link end}, with the outcome that a result shows. */
  endWith({ data, errors }: { data?: unknown; errors?: readonly unknown[] | undefined }, calls: Calls): void {
    const hasErrors = errors !== undefined && errors.length > 0;
    const failure = data === null || data === undefined ? 'error' : 'partial';
    this.end(hasErrors ? failure : 'success', calls);
  }
}

/** The label of a refusal with this error code. */
export const reasonOf = (code = 'internal_server_error'): string => code.toLowerCase();

/** The one door to the REST API. */
import type { Logger } from 'pino';
import type { AuditLog } from '../observability/audit-log.js';
import { type Metrics, NO_METRICS } from '../observability/metrics.js';
import type { Tracer } from '../observability/tracer.js';
import { CallLog } from './call-log.js';
import type { CallOrigin } from './caller.js';
import { type About, type Endpoint, endpoints, type Method } from './contract/endpoints.js';
import { pathOf, type ReadRequest, subjectOf } from './contract/path.js';
import { saysAbsent } from './decoding/absence.js';
import { type BodyOf, type DataOf, Decoder, type EntryOf, type Envelope, type ExtraOf } from './decoding/decode.js';
import { decodeEntries, type Entries } from './decoding/entries.js';
import type { LosslessNumber } from './decoding/exact-numbers.js';
import { countOf, nextCursor as nextCursorOf } from './decoding/member.js';
import type { WriteAnswer } from './decoding/write-answer.js';
import type { Reading } from './operation.js';
import { CircuitBreakers } from './reading/breaker.js';
import { InFlightReads } from './reading/in-flight-reads.js';
import { Reader } from './reading/reader.js';
import { RetryBudget } from './reading/retry.js';
import { BadMember, type RestError, UpstreamRejectedError } from './rest-errors.js';
import type { RawResponse } from './transport/call.js';
import type { WriteLimits } from './transport/send-write.js';
import type { Transport } from './transport/transport.js';
import type { WritePermit } from './transport/write-permit.js';
import { describeResponse, WriteClient } from './write-client.js';

export type { ReadRequest } from './contract/path.js';

export interface RestClientOptions {
  transport: Transport;
  /** Deadline of one read in milliseconds, retries included. */
  readTimeoutMs: number;
  writeLimits: WriteLimits;
  /** Page size that is requested from lists. */
  maxPageSize: number;
  log: Logger;
  metrics?: Metrics;
  /** Undefined if nothing is traced. */
  tracer?: Tracer | undefined;
  /** Undefined in commands, which write nothing. */
  audit?: AuditLog | undefined;
}

/** Maps contract data to domain data; throws {@link BadMember} for an invalid value. */
export type Decode<E extends Endpoint, T> = (data: DataOf<E>, members: ExtraOf<E>, requestId: string) => T;

/** An endpoint that returns no list. */
export type ItemEndpoint = Endpoint & { readonly list?: never };
export type ListEndpoint = Endpoint & Required<Pick<Endpoint, 'list'>>;

/** A page of a list. */
export interface ListPage<Item> extends Entries<Item> {
  /** Number of entries in the response, including those that cannot be read. */
  length: number;
  /** Cursor of the next page. Null at the end, and for numbered pages. */
  next: string | null;
  /** Undefined if the response has no total. */
  total: number | undefined;
}

/** The read whose response is decoded. */
interface DecodedRead<E extends Endpoint> {
  endpoint: E;
  subject: string;
  requestId: string;
}

interface RawPage {
  items?: readonly unknown[] | null;
  nextCursor?: string | number | null;
}

export class RestClient {
  readonly maxPageSize: number;
  readonly #decoder = new Decoder();
  readonly #breakers: CircuitBreakers;
  readonly #calls: CallLog;
  readonly #shared: Readonly<Record<About | 'nothing', InFlightReads>>;
  readonly #writer: WriteClient;

  constructor(options: RestClientOptions) {
    const { transport, readTimeoutMs, writeLimits, maxPageSize, log, metrics = NO_METRICS, tracer, audit } = options;
    this.maxPageSize = maxPageSize;
    this.#breakers = new CircuitBreakers(log);
    this.#calls = new CallLog(log, metrics);
    const budget = new RetryBudget();
    const [breakers, calls] = [this.#breakers, this.#calls];
    const reader = new Reader({ transport, timeoutMs: readTimeoutMs, breakers, budget, calls, metrics, tracer });
    this.#writer = new WriteClient({ transport, limits: writeLimits, breakers, calls, tracer, audit });
    metrics.gauge('breakerOpen', () =>
      endpoints.map(({ name }) => [name, this.#breakers.of(name).isOpen ? 1 : 0] as const),
    );
    metrics.declare('retries', namesOf('GET'));
    metrics.declare('writesUnknown', namesOf('POST'));
    const reads = (): InFlightReads => new InFlightReads((read) => reader.begin(read));
    this.#shared = { customerId: reads(), walletId: reads(), orderId: reads(), nothing: reads() };
  }

  /** The endpoints whose circuit breakers are open. */
  down(): { name: string; reason: string }[] {
    return this.#breakers.open().map((name) => ({ name, reason: 'circuit breaker open: most calls fail' }));
  }

  /**
   * Reads a resource, and shares the call with identical reads. Null if the resource does not exist: by a `"-1"` envelope with HTTP 404, or by
   * {@link saysAbsent}.
   *
   * @param decode Must return the same value for the same request, since all waiters share it.
   * @throws {RestError} `UPSTREAM_UNAVAILABLE`, `UPSTREAM_TIMEOUT` or `UPSTREAM_BAD_RESPONSE`; the last with a {@link UpstreamRejectedError} as its cause if
   *   the REST API rejects the request.
   */
  read<E extends ItemEndpoint, T>(
    endpoint: E,
    request: ReadRequest,
    reading: Reading,
    decode: Decode<E, T>,
  ): Promise<T | null> {
    return this.#read(endpoint, request, reading, decode);
  }

  #read<E extends Endpoint, T>(
    endpoint: E,
    request: ReadRequest,
    reading: Reading,
    decode: Decode<E, T>,
  ): Promise<T | null> {
    const path = pathOf(endpoint, request);
    const subject = subjectOf(endpoint, request);
    const shared = this.#shared[endpoint.about ?? 'nothing'];
    const take = (response: RawResponse, requestId: string): T | null =>
      this.#valueOf({ endpoint, subject, requestId }, response, decode);
    return shared.read({ endpoint, path, subject, take }, reading);
  }

  /**
   * As {@link read}, for a list. An entry that cannot be read is left out and named.
   *
   * @param decode Maps an entry to an item.
   * @param finish Maps a page to the value for all waiters.
   */
  readPage<E extends ListEndpoint, Item, Result = ListPage<Item>>(
    endpoint: E,
    request: ReadRequest,
    reading: Reading,
    decode: (entry: EntryOf<E>) => Item,
    finish: (page: ListPage<Item>) => Result,
  ): Promise<Result | null> {
    return this.#read(endpoint, request, reading, (data, { total }: { total?: LosslessNumber }, requestId: string) => {
      const page: RawPage | readonly unknown[] | null = data as RawPage | null;
      const entries = (Array.isArray(page) ? page : page?.items) ?? [];
      const { items, unreadable } = decodeEntries(entries, {
        whatIsWrong: this.#decoder.entryCheckOf(endpoint),
        idName: endpoint.list.id,
        decode,
        toError: (name, detail) =>
          this.#calls.failed({
            code: 'UPSTREAM_BAD_RESPONSE',
            endpoint,
            detail,
            requestId,
            message: leftOut(name),
          }),
      });
      return finish({
        items,
        unreadable,
        length: entries.length,
        next: nextCursorOf(page?.nextCursor),
        total: total === undefined ? undefined : countOf(total),
      });
    });
  }

  #valueOf<E extends Endpoint, T>(read: DecodedRead<E>, response: RawResponse, decode: Decode<E, T>): T | null {
    const { endpoint, subject, requestId } = read;
    const envelope = this.#decoder.decode(endpoint, response.body);
    if (envelope.kind === 'failure') {
      const { about } = endpoint;
      if (response.status === 404 || (about && saysAbsent(envelope.message, about, subject))) return null;
    }
    if (envelope.kind === 'success' && response.status < 300) return this.#decoded(read, envelope, decode);
    const isRefused = envelope.kind === 'failure' || (response.status >= 400 && response.status < 500);
    const cause = isRefused ? new UpstreamRejectedError(endpoint.name, 'the read was refused') : undefined;
    const { status } = response;
    const detail = describeResponse(response, envelope);
    throw this.#calls.failed({ code: 'UPSTREAM_BAD_RESPONSE', endpoint, detail, requestId, status, cause });
  }

  /**
   * Invalidates the reads of a resource: later callers join none in flight.
   *
   * @param id The resource; every resource of the kind if absent.
   */
  changed(about: About, id?: string): void {
    if (id === undefined) this.#shared[about].forgetAll();
    else this.#shared[about].forget(id);
  }

  /** Whether any read of the kind is in flight. */
  isReading(about: About): boolean {
    return this.#shared[about].isReading;
  }

  /** As {@link WriteClient.write}. */
  write<E extends Endpoint, T>(
    endpoint: E,
    body: BodyOf<E>,
    permit: WritePermit,
    decode: (answer: WriteAnswer) => T,
  ): Promise<T> {
    return this.#writer.write(endpoint, body, permit, decode);
  }

  /** The error for an answer to a write that contradicts known facts: the write was carried out, with an unknown outcome. */
  contradiction(endpoint: Endpoint, { requestId }: CallOrigin): RestError {
    const detail = 'the answer names a resource of another customer';
    return this.#calls.failed({ code: 'OUTCOME_UNKNOWN', endpoint, detail, requestId });
  }

  /** Writes the log lines that are due. */
  close(): void {
    this.#calls.close();
  }

  /** Resolves when no write is in flight. */
  writesSettled(): Promise<void> {
    return this.#writer.settled();
  }

  #decoded<E extends Endpoint, T>(
    { endpoint, requestId }: DecodedRead<E>,
    envelope: Extract<Envelope<E>, { kind: 'success' }>,
    decode: Decode<E, T>,
  ): T {
    try {
      return decode(envelope.data, envelope.members, requestId);
    } catch (error) {
      if (!(error instanceof BadMember)) throw error;
      throw this.#calls.failed({ code: 'UPSTREAM_BAD_RESPONSE', endpoint, detail: error.message, requestId });
    }
  }
}

const namesOf = (wanted: Method): string[] =>
  endpoints.filter(({ method }) => method === wanted).map(({ name }) => name);

const leftOut = (name: string): string =>
  `Entry ${name} of the list could not be read and is left out. The other entries are complete.`;

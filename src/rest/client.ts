/** The one door to the REST API. */
import type { Logger } from 'pino';
import { Breakers } from './breaker.js';
import { CallLog } from './call-log.js';
import { type BodyOf, type DataOf, Decoder, type Envelope, type ExtraOf } from './decode.js';
import type { About, Endpoint } from './endpoints.js';
import { BadMember, RestError, RestRefusal } from './errors.js';
import type { CallCounts, Reading } from './operation.js';
import { pathOf, type ReadRequest, subjectOf } from './path.js';
import { Reader } from './reader.js';
import { RetryBudget } from './retry.js';
import { SharedReads } from './shared-reads.js';
import { isOperatorsMatter, isUnanswered } from './statuses.js';
import { HAS_ANSWERED, type RawResponse, type Transport, TransportError } from './transport.js';
import { Turns } from './turns.js';

export type { ReadRequest } from './path.js';

export interface RestClientOptions {
  transport: Transport;
  /** Milliseconds that one read may take, its retries included. */
  readTimeoutMs: number;
  /** Milliseconds that one write may take. */
  writeTimeoutMs: number;
  /** Milliseconds that one operation has. */
  operationTimeoutMs: number;
  /** Entries that a page of a list is asked to hold. */
  maxPageSize: number;
  log: Logger;
}

/** From what the contract holds to what the gateway works with; throws {@link BadMember} where a value has no meaning. */
export type Decode<E extends Endpoint, T> = (data: DataOf<E>, members: ExtraOf<E>) => T;

const NOT_FOUND = /not found/i;

export class RestClient {
  readonly maxPageSize: number;
  readonly #transport: Transport;
  readonly #writeTimeoutMs: number;
  readonly #decoder = new Decoder();
  readonly #breakers: Breakers;
  readonly #calls: CallLog;
  readonly #reader: Reader;
  readonly #shared: Readonly<Record<About | 'nothing', SharedReads>> = {
    customerId: new SharedReads(),
    walletId: new SharedReads(),
    orderId: new SharedReads(),
    nothing: new SharedReads(),
  };
  readonly #turns: Turns;
  readonly #writes = new Set<Promise<unknown>>();

  constructor({ transport, readTimeoutMs, writeTimeoutMs, operationTimeoutMs, maxPageSize, log }: RestClientOptions) {
    this.maxPageSize = maxPageSize;
    this.#transport = transport;
    this.#turns = new Turns(transport.reads, operationTimeoutMs);
    this.#writeTimeoutMs = writeTimeoutMs;
    this.#breakers = new Breakers(log);
    this.#calls = new CallLog(log);
    const budget = new RetryBudget();
    this.#reader = new Reader({
      transport,
      timeoutMs: readTimeoutMs,
      breakers: this.#breakers,
      budget,
      calls: this.#calls,
    });
  }

  /** The endpoints that are taken for down. */
  down(): string[] {
    return this.#breakers.open();
  }

  /**
   * Reads, by one call with all who read the same at the time. Null where the REST API says that there is no such thing (`reading.md`: a `"-1"`
   * envelope with HTTP 404, or whose message says "not found").
   *
   * @param decode Must give the same for the same request, whoever asks: all who share the call get one value.
   * @throws {RestError} `UPSTREAM_UNAVAILABLE`, `UPSTREAM_TIMEOUT` or `UPSTREAM_BAD_RESPONSE`; the last with a {@link RestRefusal} as its cause where
   *   the REST API refuses the request.
   */
  read<E extends Endpoint, T>(
    endpoint: E,
    request: ReadRequest,
    reading: Reading,
    decode: Decode<E, T>,
  ): Promise<T | null> {
    const path = pathOf(endpoint, request);
    const subject = subjectOf(endpoint, request);
    const shared = this.#shared[endpoint.about ?? 'nothing'];
    const read = () =>
      shared.read<T | null>(subject, path, reading, (call) =>
        this.#reader.read(endpoint, path, call, (response) => this.#valueOf(endpoint, response, decode)),
      );
    // What is about nothing in particular is one call for all.
    if (!reading.waitsFor || endpoint.about === undefined || shared.isJoined(subject, path, reading)) return read();
    return this.#turns.take(reading, reading.waitsFor, path)?.then(read) ?? read();
  }

  #valueOf<E extends Endpoint, T>(endpoint: E, response: RawResponse, decode: Decode<E, T>): T | null {
    const envelope = this.#decoder.decode(endpoint, response.body);
    if (envelope.kind === 'failure' && (response.status === 404 || NOT_FOUND.test(envelope.message))) return null;
    if (envelope.kind === 'success' && response.status < 300) return this.#decoded(endpoint, envelope, decode);
    const isRefused = envelope.kind === 'failure' || (response.status >= 400 && response.status < 500);
    const cause = isRefused ? new RestRefusal(endpoint.name, 'the read was refused') : undefined;
    throw this.#calls.failed('UPSTREAM_BAD_RESPONSE', endpoint, describe(response, envelope), cause);
  }

  /**
   * It has changed, or may have: no read about it that is under way is joined by those who ask from now on.
   *
   * @param id Without it, any of them may have.
   */
  changed(about: About, id?: string): void {
    if (id === undefined) this.#shared[about].forgetAll();
    else this.#shared[about].forget(id);
  }

  /**
   * Writes once, on its own time: neither the operation's end nor the client's leaving stops it.
   *
   * @param calls Of the operation that asked for it.
   * @throws {RestRefusal} where the REST API said no: nothing was done.
   * @throws {RestError} `UPSTREAM_UNAVAILABLE` where nothing was sent, `OUTCOME_UNKNOWN` for all else but an envelope.
   */
  write<E extends Endpoint, T>(endpoint: E, body: BodyOf<E>, calls: CallCounts, decode: Decode<E, T>): Promise<T> {
    calls.asked += 1;
    calls.made += 1;
    const outcome = this.#write(endpoint, body, decode);
    const settled = outcome.catch(() => {}).finally(() => this.#writes.delete(settled));
    this.#writes.add(settled);
    return outcome;
  }

  /** Resolves when every write that is under way has come to its end. */
  async writesSettled(): Promise<void> {
    await Promise.all(this.#writes);
  }

  async #write<E extends Endpoint, T>(endpoint: E, body: BodyOf<E>, decode: Decode<E, T>): Promise<T> {
    const response = await this.#send(endpoint, JSON.stringify(body));
    try {
      return this.#outcomeOf(endpoint, response, decode);
    } catch (error) {
      if (error instanceof RestError || error instanceof RestRefusal) throw error;
      // What we didn't foresee happened to the answer, not to the write.
      throw this.#calls.failed('OUTCOME_UNKNOWN', endpoint, 'an answer that could not be dealt with', error);
    }
  }

  #outcomeOf<E extends Endpoint, T>(endpoint: E, response: RawResponse, decode: Decode<E, T>): T {
    if (response.status >= 500) throw this.#calls.failed('OUTCOME_UNKNOWN', endpoint, `HTTP ${response.status}`);
    const envelope = this.#decoder.decode(endpoint, response.body);
    if (envelope.kind === 'failure') {
      if (isOperatorsMatter(response.status)) {
        throw this.#calls.failed('UPSTREAM_UNAVAILABLE', endpoint, describe(response, envelope));
      }
      throw new RestRefusal(endpoint.name, envelope.message);
    }
    if (envelope.kind === 'unreadable' || response.status >= 300) {
      throw this.#calls.failed('OUTCOME_UNKNOWN', endpoint, describe(response, envelope));
    }
    return this.#decoded(endpoint, envelope, decode, 'OUTCOME_UNKNOWN');
  }

  async #send(endpoint: Endpoint, body: string): Promise<RawResponse> {
    const breaker = this.#breakers.of(endpoint.name);
    const admission = breaker.admit();
    if (admission === 'refused') throw this.#calls.refused(endpoint);
    const { name, method } = endpoint;
    try {
      const exchange = { endpoint: name, method, path: pathOf(endpoint, {}), timeoutMs: this.#writeTimeoutMs, body };
      const response = await new Promise<RawResponse>((answered, failed) =>
        this.#transport.exchange(exchange, { answered, failed }),
      );
      breaker.record(admission, !isUnanswered(response.status));
      return response;
    } catch (error) {
      if (!(error instanceof TransportError)) throw error;
      breaker.record(admission, HAS_ANSWERED[error.failure]);
      throw this.#calls.failed(error.sent ? 'OUTCOME_UNKNOWN' : 'UPSTREAM_UNAVAILABLE', endpoint, error.failure, error);
    }
  }

  #decoded<E extends Endpoint, T>(
    endpoint: E,
    envelope: Extract<Envelope<E>, { kind: 'success' }>,
    decode: Decode<E, T>,
    code: RestError['code'] = 'UPSTREAM_BAD_RESPONSE',
  ): T {
    try {
      return decode(envelope.data, envelope.members);
    } catch (error) {
      if (error instanceof BadMember) throw this.#calls.failed(code, endpoint, error.message);
      throw error;
    }
  }
}

const describe = (response: RawResponse, envelope: { kind: string; detail?: string }): string =>
  `HTTP ${response.status}, ${envelope.detail ?? envelope.kind}`;

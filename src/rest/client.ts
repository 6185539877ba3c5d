/** The one door to the REST API. */
import type { Logger } from 'pino';
import { CallLog } from './call-log.js';
import type { About, Endpoint } from './contract/endpoints.js';
import { pathOf, type ReadRequest, subjectOf } from './contract/path.js';
import { saysAbsent } from './decoding/absence.js';
import { type BodyOf, type DataOf, Decoder, type EntryOf, type Envelope, type ExtraOf } from './decoding/decode.js';
import { decodeEntries, type Entries } from './decoding/entries.js';
import type { LosslessNumber } from './decoding/exact-numbers.js';
import { countOf, nextCursor as nextCursorOf } from './decoding/member.js';
import { readEnvelope, WriteAnswer } from './decoding/write-answer.js';
import type { Reading } from './operation.js';
import { Breakers } from './reading/breaker.js';
import { SharedReads } from './reading/in-flight-reads.js';
import { type Parties, partiesOfWrite } from './reading/parties.js';
import { Reader } from './reading/reader.js';
import { RetryBudget } from './reading/retry.js';
import { isOperatorsMatter, isUnanswered } from './reading/statuses.js';
import { BadMember, RestError, RestRefusal } from './rest-errors.js';
import type { RawResponse } from './transport/call.js';
import { sendWrite, type WriteLimits } from './transport/send-write.js';
import type { Transport } from './transport/transport.js';
import { HAS_ANSWERED, TransportError } from './transport/transport-error.js';
import type { WritePermit } from './transport/write-permit.js';

export type { ReadRequest } from './contract/path.js';

export interface RestClientOptions {
  transport: Transport;
  /** Milliseconds that one read may take, its retries included. */
  readTimeoutMs: number;
  writeLimits: WriteLimits;
  /** Entries that a page of a list is asked to hold. */
  maxPageSize: number;
  log: Logger;
}

/** From what the contract holds to what the gateway works with; throws {@link BadMember} where a value has no meaning. */
export type Decode<E extends Endpoint, T> = (data: DataOf<E>, members: ExtraOf<E>) => T;

/** Of one thing, or of all at once. */
export type ItemEndpoint = Endpoint & { readonly list?: never };
export type ListEndpoint = Endpoint & Required<Pick<Endpoint, 'list'>>;

/** A page of a list. */
export interface ListPage<Item> extends Entries<Item> {
  /** Entries that came, those that can't be read too. */
  length: number;
  /** Where the next page begins; null at the end, and where pages have numbers. */
  next: string | null;
  /** Undefined where the answer doesn't say. */
  total: number | undefined;
}

interface RawPage {
  items?: readonly unknown[] | null;
  nextCursor?: string | number | null;
}

export class RestClient {
  readonly maxPageSize: number;
  readonly #transport: Transport;
  readonly #writeLimits: WriteLimits;
  readonly #decoder = new Decoder();
  readonly #breakers: Breakers;
  readonly #calls: CallLog;
  readonly #shared: Readonly<Record<About | 'nothing', SharedReads>>;
  readonly #writes = new Set<Promise<unknown>>();

  constructor({ transport, readTimeoutMs, writeLimits, maxPageSize, log }: RestClientOptions) {
    this.maxPageSize = maxPageSize;
    this.#transport = transport;
    this.#writeLimits = writeLimits;
    this.#breakers = new Breakers(log);
    this.#calls = new CallLog(log);
    const budget = new RetryBudget();
    const [breakers, calls] = [this.#breakers, this.#calls];
    const reader = new Reader({ transport, timeoutMs: readTimeoutMs, breakers, budget, calls });
    const reads = (): SharedReads => new SharedReads((read) => reader.begin(read));
    this.#shared = { customerId: reads(), walletId: reads(), orderId: reads(), nothing: reads() };
  }

  /** The endpoints that are taken for down. */
  down(): string[] {
    return this.#breakers.open();
  }

  /**
   * Reads, by one call with all who read the same at the time. Null where the REST API says that there is no such thing: by a `"-1"` envelope
   * with HTTP 404, or by {@link saysAbsent}.
   *
   * @param decode Must give the same for the same request, whoever asks: all who share the call get one value.
   * @throws {RestError} `UPSTREAM_UNAVAILABLE`, `UPSTREAM_TIMEOUT` or `UPSTREAM_BAD_RESPONSE`; the last with a {@link RestRefusal} as its cause where
   *   the REST API refuses the request.
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
    const take = (response: RawResponse): T | null => this.#valueOf(endpoint, subject, response, decode);
    return shared.read({ endpoint, path, subject, take }, reading);
  }

  /**
   * As {@link read}, of a list. An entry that can't be read is left out, and named.
   *
   * @param decode Makes an item of an entry.
   * @param finish Makes of a page what all who wait get.
   */
  readPage<E extends ListEndpoint, Item, Result = ListPage<Item>>(
    endpoint: E,
    request: ReadRequest,
    reading: Reading,
    decode: (entry: EntryOf<E>) => Item,
    finish: (page: ListPage<Item>) => Result,
  ): Promise<Result | null> {
    return this.#read(endpoint, request, reading, (data, { total }: { total?: LosslessNumber }) => {
      const page: RawPage | readonly unknown[] | null = data as RawPage | null;
      const entries = (Array.isArray(page) ? page : page?.items) ?? [];
      const { items, unreadable } = decodeEntries(entries, {
        whatIsWrong: this.#decoder.entryCheckOf(endpoint),
        idName: endpoint.list.id,
        decode,
        toError: (name, detail) =>
          this.#calls.failed('UPSTREAM_BAD_RESPONSE', endpoint, detail, undefined, leftOut(name)),
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

  #valueOf<E extends Endpoint, T>(endpoint: E, subject: string, response: RawResponse, decode: Decode<E, T>): T | null {
    const envelope = this.#decoder.decode(endpoint, response.body);
    if (envelope.kind === 'failure') {
      const { about } = endpoint;
      if (response.status === 404 || (about && saysAbsent(envelope.message, about, subject))) return null;
    }
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

  /** Whether any read about such a thing is under way. */
  isReading(about: About): boolean {
    return this.#shared[about].isReading;
  }

  /**
   * Writes once, on its own time: once it has left, neither the operation's end nor the client's leaving stops it.
   *
   * @param permit Says whether it may still leave.
   * @param decode What is made of the answer to a write that was carried out.
   * @throws {RestRefusal} where the REST API said no: nothing was done.
   * @throws {RestError} `UPSTREAM_UNAVAILABLE` where nothing was sent, `OUTCOME_UNKNOWN` for all else but an envelope.
   */
  write<E extends Endpoint, T>(
    endpoint: E,
    body: BodyOf<E>,
    permit: WritePermit,
    decode: (answer: WriteAnswer) => T,
  ): Promise<T> {
    permit.calls.asked += 1;
    permit.calls.made += 1;
    const parties = partiesOfWrite(body, permit.calls.viewer);
    const outcome = this.#write(endpoint, JSON.stringify(body), { permit, parties }, decode);
    const settled = outcome.catch(() => {}).finally(() => this.#writes.delete(settled));
    this.#writes.add(settled);
    return outcome;
  }

  /** What a write answered can't be: it was carried out, but nobody can say with what outcome. */
  contradiction(endpoint: Endpoint): RestError {
    return this.#calls.failed('OUTCOME_UNKNOWN', endpoint, 'the answer names what is known as another’s');
  }

  /** Resolves when every write that is under way has come to its end. */
  async writesSettled(): Promise<void> {
    await Promise.all(this.#writes);
  }

  async #write<T>(
    endpoint: Endpoint,
    body: string,
    write: { permit: WritePermit; parties: Parties },
    decode: (answer: WriteAnswer) => T,
  ): Promise<T> {
    const response = await this.#send(endpoint, body, write);
    try {
      return this.#outcomeOf(endpoint, response, decode);
    } catch (error) {
      if (error instanceof RestError || error instanceof RestRefusal) throw error;
      // What we didn't foresee happened to the answer, not to the write.
      throw this.#calls.failed('OUTCOME_UNKNOWN', endpoint, 'an answer that could not be dealt with', error);
    }
  }

  #outcomeOf<T>(endpoint: Endpoint, response: RawResponse, decode: (answer: WriteAnswer) => T): T {
    if (response.status >= 500) throw this.#calls.failed('OUTCOME_UNKNOWN', endpoint, `HTTP ${response.status}`);
    const envelope = readEnvelope(response.body);
    if (envelope.kind === 'failure') {
      if (isOperatorsMatter(response.status)) {
        throw this.#calls.failed('UPSTREAM_UNAVAILABLE', endpoint, describe(response, envelope));
      }
      throw new RestRefusal(endpoint.name, envelope.message);
    }
    if (envelope.kind === 'unreadable' || response.status >= 300) {
      throw this.#calls.failed('OUTCOME_UNKNOWN', endpoint, describe(response, envelope));
    }
    const toError = ({ message, member }: BadMember): RestError =>
      this.#calls.failed('UPSTREAM_BAD_RESPONSE', endpoint, message, undefined, unreadable(member));
    try {
      return decode(new WriteAnswer(envelope.data, toError));
    } catch (error) {
      if (error instanceof BadMember) throw this.#calls.failed('OUTCOME_UNKNOWN', endpoint, error.message);
      throw error;
    }
  }

  async #send(
    endpoint: Endpoint,
    body: string,
    { permit, parties }: { permit: WritePermit; parties: Parties },
  ): Promise<RawResponse> {
    const breaker = this.#breakers.of(endpoint.name);
    const admission = breaker.admit(parties);
    if (admission === 'refused') throw this.#calls.refused(endpoint);
    try {
      if (permit.isRevoked) throw new TransportError('aborted', false);
      const request = { endpoint, path: pathOf(endpoint, {}), body };
      const response = await sendWrite(this.#transport, request, permit, this.#writeLimits);
      breaker.record(admission, !isUnanswered(response.status), parties);
      return response;
    } catch (error) {
      if (!(error instanceof TransportError)) throw error;
      breaker.record(admission, HAS_ANSWERED[error.failure], parties);
      throw this.#calls.failed(error.sent ? 'OUTCOME_UNKNOWN' : 'UPSTREAM_UNAVAILABLE', endpoint, error.failure, error);
    }
  }

  #decoded<E extends Endpoint, T>(
    endpoint: E,
    envelope: Extract<Envelope<E>, { kind: 'success' }>,
    decode: Decode<E, T>,
  ): T {
    try {
      return decode(envelope.data, envelope.members);
    } catch (error) {
      if (error instanceof BadMember) throw this.#calls.failed('UPSTREAM_BAD_RESPONSE', endpoint, error.message);
      throw error;
    }
  }
}

const describe = (response: RawResponse, envelope: { kind: string; detail?: string }): string =>
  `HTTP ${response.status}, ${envelope.detail ?? envelope.kind}`;

const unreadable = (member: string): string =>
  `This was carried out, but "${member}" of the wallet service’s answer could not be read.`;

const leftOut = (name: string): string =>
  `Entry ${name} of this list could not be read, and is left out. The other entries are complete.`;

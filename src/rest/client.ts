/** The one door to the REST API. */
import type { Logger } from 'pino';
import { ID_PATTERN } from './contract.js';
import { type BodyOf, type DataOf, Decoder, type Envelope, type ExtraOf } from './decode.js';
import type { Endpoint } from './endpoints.js';
import { BadMember, RestError, RestRefusal } from './errors.js';
import type { Reading } from './operation.js';
import { type RawResponse, type Transport, TransportError } from './transport.js';

export interface RestClientOptions {
  transport: Transport;
  /** Milliseconds that one read may take. */
  readTimeoutMs: number;
  /** Milliseconds that one write may take. */
  writeTimeoutMs: number;
  log: Logger;
}

export interface ReadRequest {
  params?: Record<string, string>;
  query?: Record<string, string | number | null | undefined>;
}

/** From what the contract holds to what the gateway works with; throws {@link BadMember} where a value has no meaning. */
export type Decode<E extends Endpoint, T> = (data: DataOf<E>, members: ExtraOf<E>) => T;

const ID = new RegExp(ID_PATTERN);
const NOT_FOUND = /not found/i;

export class RestClient {
  readonly #options: RestClientOptions;
  readonly #decoder = new Decoder();
  readonly #writes = new Set<Promise<unknown>>();

  constructor(options: RestClientOptions) {
    this.#options = options;
  }

  /**
   * Reads once. Null where the REST API says that there is no such thing (`reading.md`: a `"-1"` envelope with HTTP 404, or
   * whose message says "not found").
   *
   * @throws {RestError} `UPSTREAM_UNAVAILABLE`, `UPSTREAM_TIMEOUT` or `UPSTREAM_BAD_RESPONSE`.
   */
  async read<E extends Endpoint, T>(
    endpoint: E,
    request: ReadRequest,
    operation: Reading,
    decode: Decode<E, T>,
  ): Promise<T | null> {
    const response = await this.#send(endpoint, request, operation.signal);
    if (response.status >= 500 || isOperatorsMatter(response.status)) {
      throw this.#failed('UPSTREAM_UNAVAILABLE', endpoint, `HTTP ${response.status}`);
    }
    const envelope = this.#decoder.decode(endpoint, response.text);
    if (envelope.kind === 'failure' && (response.status === 404 || NOT_FOUND.test(envelope.message))) return null;
    if (envelope.kind === 'success' && response.status < 300) return this.#decoded(endpoint, envelope, decode);
    throw this.#failed('UPSTREAM_BAD_RESPONSE', endpoint, describe(response, envelope));
  }

  /**
   * Writes once, on its own time: neither the operation's end nor the client's leaving stops it.
   *
   * @throws {RestRefusal} where the REST API said no: nothing was done.
   * @throws {RestError} `UPSTREAM_UNAVAILABLE` where nothing was sent, `OUTCOME_UNKNOWN` for all else but an envelope.
   */
  write<E extends Endpoint, T>(endpoint: E, body: BodyOf<E>, decode: Decode<E, T>): Promise<T> {
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
    const response = await this.#send(endpoint, {}, undefined, JSON.stringify(body));
    if (response.status >= 500) throw this.#failed('OUTCOME_UNKNOWN', endpoint, `HTTP ${response.status}`);

    const envelope = this.#decoder.decode(endpoint, response.text);
    if (envelope.kind === 'failure') {
      if (isOperatorsMatter(response.status)) {
        throw this.#failed('UPSTREAM_UNAVAILABLE', endpoint, describe(response, envelope));
      }
      throw new RestRefusal(endpoint.name, envelope.message);
    }
    if (envelope.kind === 'unreadable' || response.status >= 300) {
      throw this.#failed('OUTCOME_UNKNOWN', endpoint, describe(response, envelope));
    }
    return this.#decoded(endpoint, envelope, decode, 'OUTCOME_UNKNOWN');
  }

  async #send(
    endpoint: Endpoint,
    request: ReadRequest,
    signal: AbortSignal | undefined,
    body?: string,
  ): Promise<RawResponse> {
    const { transport, readTimeoutMs, writeTimeoutMs } = this.#options;
    const isWrite = endpoint.method === 'POST';
    try {
      return await transport.exchange({
        method: endpoint.method,
        path: pathOf(endpoint, request),
        timeoutMs: isWrite ? writeTimeoutMs : readTimeoutMs,
        ...(body === undefined ? {} : { body }),
        ...(signal === undefined ? {} : { signal }),
      });
    } catch (error) {
      if (!(error instanceof TransportError)) throw error;
      if (isWrite)
        throw this.#failed(error.sent ? 'OUTCOME_UNKNOWN' : 'UPSTREAM_UNAVAILABLE', endpoint, error.failure, error);
      throw this.#failed(readFailureCode(error), endpoint, error.failure, error);
    }
  }

  #decoded<E extends Endpoint, T>(
    endpoint: E,
    envelope: Extract<Envelope<E>, { kind: 'success' }>,
    decode: Decode<E, T>,
    code: 'UPSTREAM_BAD_RESPONSE' | 'OUTCOME_UNKNOWN' = 'UPSTREAM_BAD_RESPONSE',
  ): T {
    try {
      return decode(envelope.data, envelope.members);
    } catch (error) {
      if (error instanceof BadMember) throw this.#failed(code, endpoint, error.message);
      throw error;
    }
  }

  #failed(code: RestError['code'], endpoint: Endpoint, detail: string, cause?: unknown): RestError {
    if (detail !== 'aborted') this.#options.log.warn({ endpoint: endpoint.name, code, detail }, 'REST call failed');
    return new RestError(code, endpoint.name, detail, { cause });
  }
}

function readFailureCode({ failure }: TransportError): RestError['code'] {
  if (failure === 'timeout' || failure === 'aborted') return 'UPSTREAM_TIMEOUT';
  return failure === 'too-large' ? 'UPSTREAM_BAD_RESPONSE' : 'UPSTREAM_UNAVAILABLE';
}

/** No credentials, or too many calls: a refusal, but none that the person in front of the client could mend. */
const isOperatorsMatter = (status: number): boolean =>
  status === 401 || status === 403 || status === 407 || status === 429;

const describe = (response: RawResponse, envelope: { kind: string; detail?: string }): string =>
  `HTTP ${response.status}, ${envelope.detail ?? envelope.kind}`;

/** Ids are checked where they enter the gateway; here nothing may leave that is not one. */
function pathOf(endpoint: Endpoint, { params = {}, query = {} }: ReadRequest): string {
  const path = endpoint.path.replace(/\{(\w+)\}/g, (_, name: string) => {
    const id = params[name];
    if (id === undefined || !ID.test(id)) throw new TypeError(`${endpoint.name}: ${name} is no id`);
    return encodeURIComponent(id);
  });
  const search = Object.entries(query)
    .filter(([, value]) => value !== null && value !== undefined && value !== '')
    .map(([name, value]) => `${name}=${encodeURIComponent(String(value))}`);
  return search.length === 0 ? path : `${path}?${search.join('&')}`;
}

/** Writes to the REST API. */
import type { AuditLog, WriteOutcome } from '../observability/audit-log.js';
import type { Span, Tracer } from '../observability/tracer.js';
import type { CallFailure, CallLog } from './call-log.js';
import { startCallSpan } from './call-span.js';
import { isId } from './contract/contract.js';
import type { Endpoint } from './contract/endpoints.js';
import { pathOf } from './contract/path.js';
import type { BodyOf } from './decoding/decode.js';
import { readEnvelope, WriteAnswer } from './decoding/write-answer.js';
import type { CircuitBreakers } from './reading/breaker.js';
import { type Parties, partiesOfWrite } from './reading/parties.js';
import { isCredentialOrQuotaError, isUpstreamFailure } from './reading/statuses.js';
import { BadMember, RestError, UpstreamRejectedError } from './rest-errors.js';
import type { RawResponse } from './transport/call.js';
import { sendWrite, type WriteLimits } from './transport/send-write.js';
import type { Transport } from './transport/transport.js';
import { HAS_ANSWERED, TransportError } from './transport/transport-error.js';
import type { WritePermit } from './transport/write-permit.js';

interface WriteClientOptions {
  transport: Transport;
  limits: WriteLimits;
  breakers: CircuitBreakers;
  calls: CallLog;
  tracer: Tracer | undefined;
  audit: AuditLog | undefined;
}

/** A write in flight. */
interface Write {
  permit: WritePermit;
  parties: Parties;
  span: Span | undefined;
  readonly ids: Readonly<Record<string, string>>;
  /** The id that the response gave, by its name. */
  created?: Readonly<Record<string, string>>;
}

export class WriteClient {
  readonly #transport: Transport;
  readonly #limits: WriteLimits;
  readonly #breakers: CircuitBreakers;
  readonly #calls: CallLog;
  readonly #tracer: Tracer | undefined;
  readonly #audit: AuditLog | undefined;
  readonly #writes = new Set<Promise<unknown>>();

  constructor({ transport, limits, breakers, calls, tracer, audit }: WriteClientOptions) {
    this.#transport = transport;
    this.#limits = limits;
    this.#breakers = breakers;
    this.#calls = calls;
    this.#tracer = tracer;
    this.#audit = audit;
  }

  /**
   * Sends a write once, with a deadline of its own. After it has left, neither the operation's end nor a disconnected client stops it.
   *
   * @param permit Tells whether the write may still leave.
   * @param decode Maps the answer to a write that was carried out.
   * @throws {UpstreamRejectedError} if the REST API rejected the write: nothing was done.
   * @throws {RestError} `UPSTREAM_UNAVAILABLE` if nothing was sent, `OUTCOME_UNKNOWN` for anything else but an envelope.
   */
  write<E extends Endpoint, T>(
    endpoint: E,
    body: BodyOf<E>,
    permit: WritePermit,
    decode: (answer: WriteAnswer) => T,
  ): Promise<T> {
    permit.calls.asked += 1;
    permit.calls.made += 1;
    const span = this.#tracer && startCallSpan(this.#tracer, endpoint, permit.calls);
    const write: Write = { permit, span, parties: partiesOfWrite(body, permit.calls.viewer), ids: idsIn(body) };
    const outcome = this.#write(endpoint, JSON.stringify(body), write, decode);
    outcome.then(
      () => this.#report(endpoint, write, 'carried-out'),
      (error: unknown) => this.#report(endpoint, write, outcomeOf(error), error),
    );
    const settled = outcome.catch(() => {}).finally(() => this.#writes.delete(settled));
    this.#writes.add(settled);
    return outcome;
  }

  /** Resolves when no write is in flight. */
  async settled(): Promise<void> {
    await Promise.all(this.#writes);
  }

  async #write<T>(endpoint: Endpoint, body: string, write: Write, decode: (answer: WriteAnswer) => T): Promise<T> {
    const response = await this.#send(endpoint, body, write);
    try {
      return this.#outcomeOf(endpoint, response, write, decode);
    } catch (error) {
      if (error instanceof RestError || error instanceof UpstreamRejectedError) throw error;
      // An unexpected error concerns the answer, not the write.
      const detail = 'an answer that could not be processed';
      throw this.#failed(write, { code: 'OUTCOME_UNKNOWN', endpoint, detail, cause: error });
    }
  }

  #outcomeOf<T>(endpoint: Endpoint, response: RawResponse, write: Write, decode: (answer: WriteAnswer) => T): T {
    const { status } = response;
    const failed = (code: RestError['code'], detail: string): RestError =>
      this.#failed(write, { code, endpoint, detail, status });
    if (status >= 500) throw failed('OUTCOME_UNKNOWN', `HTTP ${status}`);
    const envelope = readEnvelope(response.body);
    if (envelope.kind === 'failure') {
      if (isCredentialOrQuotaError(status)) throw failed('UPSTREAM_UNAVAILABLE', describeResponse(response, envelope));
      throw new UpstreamRejectedError(endpoint.name, envelope.message);
    }
    if (envelope.kind === 'unreadable' || status >= 300) {
      throw failed('OUTCOME_UNKNOWN', describeResponse(response, envelope));
    }
    const toError = ({ message: detail, member }: BadMember): RestError =>
      this.#failed(write, { code: 'UPSTREAM_BAD_RESPONSE', endpoint, detail, message: unreadable(member) });
    try {
      const value = decode(new WriteAnswer(envelope.data, toError));
      write.created = createdIn(endpoint, envelope.data);
      return value;
    } catch (error) {
      throw error instanceof BadMember ? failed('OUTCOME_UNKNOWN', error.message) : error;
    }
  }

  async #send(endpoint: Endpoint, body: string, write: Write): Promise<RawResponse> {
    const { permit, parties, span } = write;
    const breaker = this.#breakers.of(endpoint.name);
    const admission = breaker.admit(parties);
    if (admission === 'refused') throw this.#calls.refused(endpoint);
    try {
      if (permit.isRevoked) throw new TransportError('aborted', false);
      const request = { endpoint, path: pathOf(endpoint, {}), body };
      const response = await sendWrite(this.#transport, request, permit, this.#limits, span);
      breaker.record(admission, !isUpstreamFailure(response.status), parties);
      return response;
    } catch (error) {
      if (!(error instanceof TransportError)) throw error;
      breaker.record(admission, HAS_ANSWERED[error.failure], parties);
      const code = error.sent ? 'OUTCOME_UNKNOWN' : 'UPSTREAM_UNAVAILABLE';
      throw this.#failed(write, { code, endpoint, detail: error.failure, cause: error });
    }
  }

  #failed({ permit }: Write, failure: Omit<CallFailure, 'requestId'>): RestError {
    return this.#calls.failed({ ...failure, requestId: permit.calls.requestId });
  }

  #report({ name }: Endpoint, { permit, span, ids, created }: Write, outcome: WriteOutcome, error?: unknown): void {
    const { requestId, actor } = permit.calls;
    span?.end(error instanceof RestError ? error.code : undefined);
    this.#audit?.write({
      requestId,
      actor,
      write: name,
      ids: { ...ids, ...created },
      outcome,
      attempt: permit.attempt,
    });
  }
}

function outcomeOf(error: unknown): WriteOutcome {
  if (error instanceof UpstreamRejectedError) return 'rejected';
  return error instanceof RestError && error.code === 'UPSTREAM_UNAVAILABLE' ? 'not-sent' : 'unknown';
}

/** Ids by which operators find what was written. An external reference is none, since it can be personal. */
const AUDITED_IDS = ['customerId', 'walletId', 'quoteId'];
/** The id that a response gives, by the endpoint. Its other members are not logged. */
const CREATED_IDS: Readonly<Record<string, string>> = {
  createCustomer: 'customerId',
  createWallet: 'walletId',
  createQuote: 'quoteId',
  createOrder: 'orderId',
};

const createdIn = ({ name }: Endpoint, members: unknown): Record<string, string> =>
  idsIn(members, [CREATED_IDS[name] ?? '']);

function idsIn(members: unknown, names: readonly string[] = AUDITED_IDS): Record<string, string> {
  const found = names.map((name) => [name, (members as Record<string, unknown> | null)?.[name]]);
  return Object.fromEntries(found.filter(([, value]) => typeof value === 'string' && isId(value)));
}

/** The detail of a failed call for the log. It contains nothing of the response's body. */
export const describeResponse = (response: RawResponse, envelope: { kind: string; detail?: string }): string =>
  `HTTP ${response.status}, ${envelope.detail ?? envelope.kind}`;

const unreadable = (member: string): string =>
  `The write was carried out, but "${member}" of the response could not be read.`;

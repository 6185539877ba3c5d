/** Writes to the REST API. */
import type { CallLog } from './call-log.js';
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
}

export class WriteClient {
  readonly #transport: Transport;
  readonly #limits: WriteLimits;
  readonly #breakers: CircuitBreakers;
  readonly #calls: CallLog;
  readonly #writes = new Set<Promise<unknown>>();

  constructor({ transport, limits, breakers, calls }: WriteClientOptions) {
    this.#transport = transport;
    this.#limits = limits;
    this.#breakers = breakers;
    this.#calls = calls;
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
    const parties = partiesOfWrite(body, permit.calls.viewer);
    const outcome = this.#write(endpoint, JSON.stringify(body), { permit, parties }, decode);
    const settled = outcome.catch(() => {}).finally(() => this.#writes.delete(settled));
    this.#writes.add(settled);
    return outcome;
  }

  /** Resolves when no write is in flight. */
  async settled(): Promise<void> {
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
      if (error instanceof RestError || error instanceof UpstreamRejectedError) throw error;
      // An unexpected error concerns the answer, not the write.
      throw this.#calls.failed('OUTCOME_UNKNOWN', endpoint, 'an answer that could not be processed', error);
    }
  }

  #outcomeOf<T>(endpoint: Endpoint, response: RawResponse, decode: (answer: WriteAnswer) => T): T {
    if (response.status >= 500) throw this.#calls.failed('OUTCOME_UNKNOWN', endpoint, `HTTP ${response.status}`);
    const envelope = readEnvelope(response.body);
    if (envelope.kind === 'failure') {
      if (isCredentialOrQuotaError(response.status)) {
        throw this.#calls.failed('UPSTREAM_UNAVAILABLE', endpoint, describeResponse(response, envelope));
      }
      throw new UpstreamRejectedError(endpoint.name, envelope.message);
    }
    if (envelope.kind === 'unreadable' || response.status >= 300) {
      throw this.#calls.failed('OUTCOME_UNKNOWN', endpoint, describeResponse(response, envelope));
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
      const response = await sendWrite(this.#transport, request, permit, this.#limits);
      breaker.record(admission, !isUpstreamFailure(response.status), parties);
      return response;
    } catch (error) {
      if (!(error instanceof TransportError)) throw error;
      breaker.record(admission, HAS_ANSWERED[error.failure], parties);
      throw this.#calls.failed(error.sent ? 'OUTCOME_UNKNOWN' : 'UPSTREAM_UNAVAILABLE', endpoint, error.failure, error);
    }
  }
}

/** The detail of a failed call for the log. It contains nothing of the response's body. */
export const describeResponse = (response: RawResponse, envelope: { kind: string; detail?: string }): string =>
  `HTTP ${response.status}, ${envelope.detail ?? envelope.kind}`;

const unreadable = (member: string): string =>
  `The write was carried out, but "${member}" of the response could not be read.`;

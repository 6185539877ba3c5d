/** Failures of a call to the REST API. */

/**
 * `overloaded`: no connection became free in time, or the queue was full. `not-sent`: no byte left. `timeout`, `aborted`: the gateway stopped
 * waiting. `too-large`: the response exceeds the limit. `broken`: the connection ended before the response. All but the first two may have reached
 * the REST API.
 */
export type TransportFailure = 'overloaded' | 'not-sent' | 'timeout' | 'aborted' | 'too-large' | 'broken';

/**
 * The outcome of a failure for the circuit breaker: whether the endpoint worked, as with a response that is too long. Undefined: the failure was
 * the gateway's own.
 */
export const HAS_ANSWERED: Readonly<Record<TransportFailure, boolean | undefined>> = {
  overloaded: undefined,
  aborted: undefined,
  'too-large': true,
  'not-sent': false,
  timeout: false,
  broken: false,
};

export class TransportError extends Error {
  override readonly name = 'TransportError';
  readonly failure: TransportFailure;
  /** Whether the request may have reached the REST API. */
  readonly sent: boolean;

  constructor(failure: TransportFailure, sent: boolean, cause?: unknown) {
    super(failure, { cause });
    this.failure = failure;
    this.sent = sent;
  }
}

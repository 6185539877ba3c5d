/** How an exchange with the REST API can fail. */

/**
 * `overloaded`: it waited for a connection in vain, or more wait already than may. `not-sent`: no byte left for the REST API. `timeout`, `aborted`: we stopped waiting.
 * `too-large`: more than is read. `broken`: the connection ended before the answer did. All but the first two may have reached the REST API.
 */
export type TransportFailure = 'overloaded' | 'not-sent' | 'timeout' | 'aborted' | 'too-large' | 'broken';

/**
 * What a failure says of the endpoint: whether it did its work, as it did where only the answer was too long. Undefined: nothing, since it was
 * ours.
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

/** One read of the REST API, from its first attempt to its last, within its time. */
import { setTimeout as wait } from 'node:timers/promises';
import type { Breakers } from './breaker.js';
import type { CallLog } from './call-log.js';
import type { Endpoint } from './endpoints.js';
import type { RestError } from './errors.js';
import { MAX_RETRIES, type RetryBudget, retryWait } from './retry.js';
import type { SharedCall } from './shared-reads.js';
import { isOperatorsMatter, isUnanswered } from './statuses.js';
import { HAS_ANSWERED, type RawResponse, type Transport, TransportError, type TransportFailure } from './transport.js';

export interface ReaderOptions {
  transport: Transport;
  /** Milliseconds for all attempts together. */
  timeoutMs: number;
  breakers: Breakers;
  budget: RetryBudget;
  calls: CallLog;
}

/** An attempt that gave no answer. */
interface Failure {
  code: RestError['code'];
  detail: string;
  /** Whether another attempt may give one. */
  mayPass: boolean;
  /** What it says of the endpoint, as {@link HAS_ANSWERED}. */
  answered: boolean | undefined;
  retryAfterMs?: number | undefined;
  cause?: unknown;
}

export class Reader {
  readonly #options: ReaderOptions;

  constructor(options: ReaderOptions) {
    this.#options = options;
  }

  /**
   * @param take What is made of an answer of the REST API's own: none that only tells of its trouble.
   * @throws {RestError} `UPSTREAM_UNAVAILABLE`, `UPSTREAM_TIMEOUT`, `UPSTREAM_BAD_RESPONSE` for an answer that is too long; and what `take` throws.
   */
  async read<T>(endpoint: Endpoint, path: string, call: SharedCall, take: (response: RawResponse) => T): Promise<T> {
    const { breakers, budget, calls, timeoutMs, transport } = this.#options;
    const { name, method } = endpoint;
    const breaker = breakers.of(name);
    const deadline = performance.now() + timeoutMs;
    let leftMs = timeoutMs;
    // One function and one promise for all: each layer more was to be seen in the profile, forty times an operation.
    for (let retries = 0; ; retries += 1) {
      const admission = breaker.admit();
      if (admission === 'refused') throw calls.refused(endpoint);
      if (retries === 0) budget.earn();
      if (call.counts) call.counts.made += 1;
      let failure: Failure;
      try {
        const response = await transport.exchange({ endpoint: name, method, path, timeoutMs: leftMs, call });
        const { status } = response;
        if (!isUnanswered(status) && !isOperatorsMatter(status)) {
          breaker.record(admission, true);
          return take(response);
        }
        failure = troubleOf(response);
      } catch (error) {
        if (!(error instanceof TransportError)) throw error;
        const answered = HAS_ANSWERED[error.failure];
        failure = { ...FAILURES[error.failure], answered, detail: error.failure, cause: error };
      }
      breaker.record(admission, failure.answered);

      const waitMs = retryWait(retries, failure.retryAfterMs);
      const isInTime = performance.now() + waitMs < deadline;
      if (!failure.mayPass || retries === MAX_RETRIES || !isInTime || breaker.isOpen || !budget.spend()) {
        throw calls.failed(failure.code, endpoint, failure.detail, failure.cause);
      }
      await wait(waitMs);
      if (call.isAbandoned) throw calls.failed('UPSTREAM_TIMEOUT', endpoint, 'aborted');
      leftMs = deadline - performance.now();
    }
  }
}

const troubleOf = ({ status, retryAfterMs }: RawResponse): Failure => ({
  code: 'UPSTREAM_UNAVAILABLE',
  detail: `HTTP ${status}`,
  mayPass: isUnanswered(status),
  answered: !isUnanswered(status),
  retryAfterMs,
});

const FAILURES: Readonly<Record<TransportFailure, Pick<Failure, 'code' | 'mayPass'>>> = {
  overloaded: { code: 'UPSTREAM_UNAVAILABLE', mayPass: false },
  'not-sent': { code: 'UPSTREAM_UNAVAILABLE', mayPass: true },
  broken: { code: 'UPSTREAM_UNAVAILABLE', mayPass: true },
  // Its time is all the time that there was.
  timeout: { code: 'UPSTREAM_TIMEOUT', mayPass: false },
  aborted: { code: 'UPSTREAM_TIMEOUT', mayPass: false },
  'too-large': { code: 'UPSTREAM_BAD_RESPONSE', mayPass: false },
};

/** One read of the REST API, from its first attempt to its last, within its time. */
import { setTimeout as wait } from 'node:timers/promises';
import type { Breakers } from './breaker.js';
import type { CallLog } from './call-log.js';
import type { Endpoint } from './endpoints.js';
import type { RestError } from './errors.js';
import { MAX_RETRIES, type RetryBudget, retryWait } from './retry.js';
import type { SharedCall } from './shared-reads.js';
import { isOperatorsMatter, isUnanswered } from './statuses.js';
import { type RawResponse, type Transport, TransportError, type TransportFailure } from './transport.js';

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
  retryAfterMs?: number | undefined;
  cause?: unknown;
}

export class Reader {
  readonly #options: ReaderOptions;

  constructor(options: ReaderOptions) {
    this.#options = options;
  }

  /**
   * @returns an answer of the REST API's own: none that only tells of its trouble.
   * @throws {RestError} `UPSTREAM_UNAVAILABLE`, `UPSTREAM_TIMEOUT`, or `UPSTREAM_BAD_RESPONSE` for an answer that is too long.
   */
  async read(endpoint: Endpoint, path: string, call: SharedCall): Promise<RawResponse> {
    const { breakers, budget, calls, timeoutMs } = this.#options;
    const breaker = breakers.of(endpoint.name);
    const deadline = performance.now() + timeoutMs;
    budget.earn();
    for (let retries = 0; ; retries += 1) {
      const admission = breaker.admit();
      if (admission === 'refused') throw calls.refused(endpoint);
      const outcome = await this.#attempt(endpoint, path, deadline - performance.now(), call);
      const failure = 'status' in outcome ? undefined : outcome;
      if (failure?.detail !== 'aborted' && failure?.detail !== 'overloaded')
        breaker.record(admission, !isDown(failure));
      if (!failure) return outcome as RawResponse;

      const waitMs = retryWait(retries, failure.retryAfterMs);
      const isInTime = performance.now() + waitMs < deadline;
      if (!failure.mayPass || retries === MAX_RETRIES || !isInTime || breaker.isOpen || !budget.spend()) {
        throw calls.failed(failure.code, endpoint, failure.detail, failure.cause);
      }
      await wait(waitMs);
      if (call.isAbandoned) throw calls.failed('UPSTREAM_TIMEOUT', endpoint, 'aborted');
    }
  }

  async #attempt(
    { name, method }: Endpoint,
    path: string,
    timeoutMs: number,
    call: SharedCall,
  ): Promise<RawResponse | Failure> {
    try {
      const response = await this.#options.transport.exchange({ endpoint: name, method, path, timeoutMs, call });
      const { status, retryAfterMs } = response;
      if (!isUnanswered(status) && !isOperatorsMatter(status)) return response;
      return { code: 'UPSTREAM_UNAVAILABLE', detail: `HTTP ${status}`, mayPass: isUnanswered(status), retryAfterMs };
    } catch (error) {
      if (!(error instanceof TransportError)) throw error;
      return { ...FAILURES[error.failure], detail: error.failure, cause: error };
    }
  }
}

const FAILURES: Readonly<Record<TransportFailure, Pick<Failure, 'code' | 'mayPass'>>> = {
  overloaded: { code: 'UPSTREAM_UNAVAILABLE', mayPass: false },
  'not-sent': { code: 'UPSTREAM_UNAVAILABLE', mayPass: true },
  broken: { code: 'UPSTREAM_UNAVAILABLE', mayPass: true },
  // Its time is all the time that there was.
  timeout: { code: 'UPSTREAM_TIMEOUT', mayPass: false },
  aborted: { code: 'UPSTREAM_TIMEOUT', mayPass: false },
  'too-large': { code: 'UPSTREAM_BAD_RESPONSE', mayPass: false },
};

/** Whether the endpoint did not do its work: an answer that is refused or too long is one all the same. */
const isDown = (failure: Failure | undefined): boolean =>
  failure !== undefined && (failure.mayPass || failure.code === 'UPSTREAM_TIMEOUT');

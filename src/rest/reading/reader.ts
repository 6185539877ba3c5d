/** Reads with retries, within one deadline. */

import { GatewayError } from '../../common/gateway-error.js';
import type { Metrics } from '../../observability/metrics.js';
import type { Tracer } from '../../observability/tracer.js';
import type { CallLog } from '../call-log.js';
import { startCallSpan } from '../call-span.js';
import type { RestError } from '../rest-errors.js';
import type { Call, CallListener, RawResponse } from '../transport/call.js';
import type { Transport } from '../transport/transport.js';
import { HAS_ANSWERED, type TransportError, type TransportFailure } from '../transport/transport-error.js';
import type { CircuitBreaker, CircuitBreakers } from './breaker.js';
import { Deadlines, type Timed } from './deadlines.js';
import type { InFlightRead } from './in-flight-reads.js';
import { MAX_RETRIES, type RetryBudget, retryWait } from './retry.js';
import { isCredentialOrQuotaError, isUpstreamFailure } from './statuses.js';

export interface ReaderOptions {
  transport: Transport;
  /** Deadline of all attempts together, in milliseconds. */
  timeoutMs: number;
  breakers: CircuitBreakers;
  budget: RetryBudget;
  calls: CallLog;
  metrics: Metrics;
  /** Undefined if nothing is traced. */
  tracer: Tracer | undefined;
}

/** The outcome of an attempt without an answer. */
interface Failure {
  code: RestError['code'];
  detail: string;
  /** Whether a retry may succeed. */
  mayPass: boolean;
  /** The outcome for the circuit breaker, as {@link HAS_ANSWERED}. */
  answered: boolean | undefined;
  status?: number;
  retryAfterMs?: number | undefined;
  cause?: unknown;
}

export class Reader {
  readonly #options: ReaderOptions;
  readonly #deadlines = new Deadlines<Attempts>();

  constructor(options: ReaderOptions) {
    this.#options = options;
  }

  /**
   * Makes the calls of a read.
   *
   * @param read Resolved with the value that its task decodes from a response, except 5xx, 401, 403, 407 and 429. Rejected with the task's error, or a
   *   {@link RestError}: `UPSTREAM_UNAVAILABLE`, `UPSTREAM_TIMEOUT`, or `UPSTREAM_BAD_RESPONSE` for a response that is too long.
   */
  begin<T>(read: InFlightRead<T>): void {
    new Attempts(this.#options, this.#deadlines, read as InFlightRead<unknown>).begin();
  }
}

/**
 * The attempts of one read, with callbacks instead of promises: hundreds of reads wait at a time, and promises cost a third of the CPU
 * (docs/decisions/reads-as-objects.md).
 */
class Attempts implements CallListener, Timed<Attempts> {
  previous: Attempts | undefined;
  next: Attempts | undefined;
  readonly deadline: number;
  readonly #options: ReaderOptions;
  readonly #deadlines: Deadlines<Attempts>;
  readonly #read: InFlightRead<unknown>;
  readonly #breaker: CircuitBreaker;
  #call: Call | undefined;
  #retry: NodeJS.Timeout | undefined;
  #admission = 0;
  #retries = 0;
  #isWatched = true;

  constructor(options: ReaderOptions, deadlines: Deadlines<Attempts>, read: InFlightRead<unknown>) {
    this.#options = options;
    this.#deadlines = deadlines;
    this.#read = read;
    this.#breaker = options.breakers.of(read.task.endpoint.name);
    this.deadline = performance.now() + options.timeoutMs;
  }

  begin(): void {
    const { tracer } = this.#options;
    if (tracer) this.#read.span = startCallSpan(tracer, this.#read.task.endpoint, this.#read.origin);
    this.#read.onAbandoned = this;
    this.#deadlines.watch(this);
    this.#attempt();
  }

  mayLeave(): boolean {
    return true;
  }

  // The transport does not handle exceptions from these callbacks, so every failure must reject the read.
  answered(response: RawResponse): void {
    try {
      if (isUpstreamFailure(response.status) || isCredentialOrQuotaError(response.status)) {
        this.#failed(troubleOf(response));
        return;
      }
      this.#breaker.record(this.#admission, true, this.#read);
      const value = this.#read.task.take(response, this.#read.origin.requestId);
      this.#end();
      this.#read.resolve(value);
    } catch (error) {
      this.#reject(error);
    }
  }

  failed(cause: TransportError): void {
    const { failure } = cause;
    try {
      this.#failed({ ...FAILURES[failure], answered: HAS_ANSWERED[failure], detail: failure, cause });
    } catch (error) {
      this.#reject(error);
    }
  }

  repeated(): void {
    this.#countMade();
  }

  expire(): void {
    this.#isWatched = false;
    this.#stop('timeout');
  }

  abandoned(): void {
    this.#stop('aborted');
  }

  #stop(failure: 'timeout' | 'aborted'): void {
    if (this.#retry) this.#reject(this.#failure({ code: 'UPSTREAM_TIMEOUT', detail: failure }));
    else this.#call?.stop(failure);
  }

  #attempt(): void {
    const { budget, calls, transport } = this.#options;
    const { task } = this.#read;
    this.#retry = undefined;
    const admission = this.#breaker.admit(this.#read);
    if (admission === 'refused') {
      this.#reject(calls.refused(task.endpoint));
      return;
    }
    this.#admission = admission;
    if (this.#retries === 0) budget.earn();
    this.#countMade();
    this.#call = transport.begin(task, this, this.#read.origin.requestId, this.#read.span);
  }

  #countMade(): void {
    const { caller } = this.#read;
    if (caller) caller.made += 1;
  }

  #failure(failure: Pick<Failure, 'code' | 'detail' | 'status' | 'cause'>): RestError {
    const { task, origin } = this.#read;
    return this.#options.calls.failed({ ...failure, endpoint: task.endpoint, requestId: origin.requestId });
  }

  #failed(failure: Failure): void {
    const { answered, detail, mayPass, retryAfterMs } = failure;
    const { budget, metrics } = this.#options;
    this.#breaker.record(this.#admission, answered, this.#read);
    const waitMs = retryWait(this.#retries, retryAfterMs);
    const isInTime = performance.now() + waitMs < this.deadline;
    if (!mayPass || this.#retries === MAX_RETRIES || !isInTime || this.#breaker.isOpen || !budget.spend(this.#read)) {
      this.#reject(this.#failure(failure));
      return;
    }
    this.#retries += 1;
    metrics.count('retries', this.#read.task.endpoint.name);
    this.#read.span?.event('retry', { 'error.type': detail });
    this.#retry = setTimeout(() => {
      try {
        this.#attempt();
      } catch (error) {
        this.#reject(error);
      }
    }, waitMs);
  }

  #reject(error: unknown): void {
    this.#end(error instanceof GatewayError ? error.code : 'INTERNAL_SERVER_ERROR');
    this.#read.reject(error);
  }

  #end(code?: string): void {
    this.#read.span?.end(code);
    if (this.#retry) clearTimeout(this.#retry);
    if (this.#isWatched) this.#deadlines.forget(this);
    this.#isWatched = false;
    this.#read.onAbandoned = undefined;
  }
}

const troubleOf = ({ status, retryAfterMs }: RawResponse): Failure => ({
  code: 'UPSTREAM_UNAVAILABLE',
  detail: `HTTP ${status}`,
  mayPass: isUpstreamFailure(status),
  answered: !isUpstreamFailure(status),
  status,
  retryAfterMs,
});

const FAILURES: Readonly<Record<TransportFailure, Pick<Failure, 'code' | 'mayPass'>>> = {
  overloaded: { code: 'UPSTREAM_UNAVAILABLE', mayPass: false },
  'not-sent': { code: 'UPSTREAM_UNAVAILABLE', mayPass: true },
  broken: { code: 'UPSTREAM_UNAVAILABLE', mayPass: true },
  // The call's deadline is that of the whole read.
  timeout: { code: 'UPSTREAM_TIMEOUT', mayPass: false },
  aborted: { code: 'UPSTREAM_TIMEOUT', mayPass: false },
  'too-large': { code: 'UPSTREAM_BAD_RESPONSE', mayPass: false },
};

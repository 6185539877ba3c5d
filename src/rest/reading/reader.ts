/** One read of the REST API, from its first attempt to its last, within its time. */

import type { CallLog } from '../call-log.js';
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
  /** Milliseconds for all attempts together. */
  timeoutMs: number;
  breakers: CircuitBreakers;
  budget: RetryBudget;
  calls: CallLog;
}

/** The outcome of an attempt that gave no answer. */
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
  readonly #deadlines = new Deadlines<Attempts>();

  constructor(options: ReaderOptions) {
    this.#options = options;
  }

  /**
   * Makes the calls of a read.
   *
   * @param read Resolved with what its task makes of an answer of the REST API's own, never of one that only tells of its trouble. Rejected with what
   *   that throws, or a {@link RestError}: `UPSTREAM_UNAVAILABLE`, `UPSTREAM_TIMEOUT`, `UPSTREAM_BAD_RESPONSE` for an answer that is too long.
   */
  begin<T>(read: InFlightRead<T>): void {
    new Attempts(this.#options, this.#deadlines, read as InFlightRead<unknown>).begin();
  }
}

/**
 * One read's attempts. An object that is told what happens, not a function that awaits it: hundreds wait at a time, and what each of their
 * promises and suspended functions holds was a good part of what the garbage collector copied.
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
      const value = this.#read.task.take(response);
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
    const { calls } = this.#options;
    if (this.#retry) this.#reject(calls.failed('UPSTREAM_TIMEOUT', this.#read.task.endpoint, failure));
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
    this.#call = transport.begin(task, this);
  }

  #countMade(): void {
    const { counts } = this.#read;
    if (counts) counts.made += 1;
  }

  #failed({ answered, code, detail, mayPass, retryAfterMs, cause }: Failure): void {
    const { budget, calls } = this.#options;
    this.#breaker.record(this.#admission, answered, this.#read);
    const waitMs = retryWait(this.#retries, retryAfterMs);
    const isInTime = performance.now() + waitMs < this.deadline;
    if (!mayPass || this.#retries === MAX_RETRIES || !isInTime || this.#breaker.isOpen || !budget.spend(this.#read)) {
      this.#reject(calls.failed(code, this.#read.task.endpoint, detail, cause));
      return;
    }
    this.#retries += 1;
    this.#retry = setTimeout(() => {
      try {
        this.#attempt();
      } catch (error) {
        this.#reject(error);
      }
    }, waitMs);
  }

  #reject(error: unknown): void {
    this.#end();
    this.#read.reject(error);
  }

  #end(): void {
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

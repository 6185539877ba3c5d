/** One read of the REST API, from its first attempt to its last, within its time. */
import type { Breaker, Breakers } from './breaker.js';
import type { CallLog } from './call-log.js';
import type { Endpoint } from './endpoints.js';
import type { RestError } from './errors.js';
import type { ExchangeEnd, RawResponse } from './exchange.js';
import { MAX_RETRIES, type RetryBudget, retryWait } from './retry.js';
import type { SharedCall } from './shared-reads.js';
import { isOperatorsMatter, isUnanswered } from './statuses.js';
import type { Transport } from './transport.js';
import { HAS_ANSWERED, type TransportError, type TransportFailure } from './transport-error.js';

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
   * @param read Is told what came of it, or a {@link RestError}: `UPSTREAM_UNAVAILABLE`, `UPSTREAM_TIMEOUT`, `UPSTREAM_BAD_RESPONSE` for an answer that is
   *   too long; and what `take` throws.
   */
  read<T>(endpoint: Endpoint, path: string, read: SharedCall<T>, take: (response: RawResponse) => T): void {
    new Attempts(this.#options, endpoint, path, read, take).begin();
  }
}

/**
 * One read's attempts. An object that is told what happens, not a function that awaits it: hundreds wait at a time, and what each of their
 * promises and suspended functions holds was a good part of what the garbage collector copied.
 */
class Attempts<T> implements ExchangeEnd {
  readonly #options: ReaderOptions;
  readonly #endpoint: Endpoint;
  readonly #path: string;
  readonly #read: SharedCall<T>;
  readonly #take: (response: RawResponse) => T;
  readonly #breaker: Breaker;
  readonly #deadline: number;
  #admission = 0;
  #retries = 0;

  constructor(
    options: ReaderOptions,
    endpoint: Endpoint,
    path: string,
    read: SharedCall<T>,
    take: (response: RawResponse) => T,
  ) {
    this.#options = options;
    this.#endpoint = endpoint;
    this.#path = path;
    this.#read = read;
    this.#take = take;
    this.#breaker = options.breakers.of(endpoint.name);
    this.#deadline = performance.now() + options.timeoutMs;
  }

  begin(): void {
    this.#attempt(this.#options.timeoutMs);
  }

  // Who calls these has nobody to throw to: whatever goes wrong is the read's end.
  answered(response: RawResponse): void {
    try {
      if (isUnanswered(response.status) || isOperatorsMatter(response.status)) {
        this.#failed(troubleOf(response));
        return;
      }
      this.#breaker.record(this.#admission, true, this.#read);
      this.#read.resolve(this.#take(response));
    } catch (error) {
      this.#read.reject(error);
    }
  }

  failed(cause: TransportError): void {
    const { failure } = cause;
    try {
      this.#failed({ ...FAILURES[failure], answered: HAS_ANSWERED[failure], detail: failure, cause });
    } catch (error) {
      this.#read.reject(error);
    }
  }

  repeated(): void {
    this.#countMade();
  }

  #attempt(timeoutMs: number): void {
    const { budget, calls, transport } = this.#options;
    const { name, method } = this.#endpoint;
    const admission = this.#breaker.admit(this.#read);
    if (admission === 'refused') {
      this.#read.reject(calls.refused(this.#endpoint));
      return;
    }
    this.#admission = admission;
    if (this.#retries === 0) budget.earn();
    this.#countMade();
    transport.exchange({ endpoint: name, method, path: this.#path, timeoutMs, call: this.#read }, this);
  }

  #countMade(): void {
    const { counts } = this.#read;
    if (counts) counts.made += 1;
  }

  #failed({ answered, code, detail, mayPass, retryAfterMs, cause }: Failure): void {
    const { budget, calls } = this.#options;
    this.#breaker.record(this.#admission, answered, this.#read);
    const waitMs = retryWait(this.#retries, retryAfterMs);
    const isInTime = performance.now() + waitMs < this.#deadline;
    if (!mayPass || this.#retries === MAX_RETRIES || !isInTime || this.#breaker.isOpen || !budget.spend(this.#read)) {
      this.#read.reject(calls.failed(code, this.#endpoint, detail, cause));
      return;
    }
    this.#retries += 1;
    setTimeout(() => this.#retry(), waitMs);
  }

  #retry(): void {
    try {
      if (this.#read.isAbandoned) throw this.#options.calls.failed('UPSTREAM_TIMEOUT', this.#endpoint, 'aborted');
      this.#attempt(this.#deadline - performance.now());
    } catch (error) {
      this.#read.reject(error);
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

/** Turns failed calls into errors, log lines and figures. They name the endpoint and never a value of the response. */
import type { Logger } from 'pino';
import type { Metrics } from '../observability/metrics.js';
import { RepeatedLog } from '../observability/repeated-log.js';
import { adviceFor, causeCodeOf } from './advice.js';
import type { Endpoint } from './contract/endpoints.js';
import { RestError } from './rest-errors.js';

export interface CallFailure {
  code: RestError['code'];
  endpoint: Endpoint;
  /** For the log, without values of the response. */
  detail: string;
  requestId: string;
  /** HTTP status of the response. */
  status?: number;
  cause?: unknown;
  /** The message for clients, instead of the code's default. */
  message?: string;
}

export class CallLog {
  readonly #log: Logger;
  readonly #repeated: RepeatedLog;
  readonly #metrics: Metrics;

  constructor(log: Logger, metrics: Metrics) {
    this.#log = log;
    this.#repeated = new RepeatedLog(log);
    this.#metrics = metrics;
  }

  /** Logs a failed call: an unknown outcome of a write each time, other failures once a minute for each endpoint and cause, with their number. */
  failed({ code, endpoint, detail, requestId, status, cause, message }: CallFailure): RestError {
    const causeCode = causeCodeOf(cause);
    const advice = adviceFor(causeCode, status);
    const fields = {
      component: 'rest',
      requestId,
      endpoint: endpoint.name,
      code,
      detail,
      ...(causeCode !== undefined && { cause: causeCode }),
      ...(advice !== undefined && { advice }),
    };
    if (code === 'OUTCOME_UNKNOWN') {
      this.#metrics.count('writesUnknown', endpoint.name);
      this.#log.error({ ...fields, advice: UNKNOWN_ADVICE }, 'write outcome unknown');
    } else if (detail !== 'aborted') {
      const kind = `${endpoint.name} ${code} ${detail} ${causeCode ?? ''}`;
      this.#repeated.write('warn', kind, fields, 'upstream call failed');
    }
    return new RestError(code, endpoint.name, detail, { cause, ...(message !== undefined && { message }) });
  }

  /** The error of a call that an open circuit breaker rejects. The breaker logged its opening. */
  refused(endpoint: Endpoint): RestError {
    return new RestError('UPSTREAM_UNAVAILABLE', endpoint.name, 'circuit breaker open');
  }

  /** Writes the numbers that are due. */
  close(): void {
    this.#repeated.close();
  }
}

const UNKNOWN_ADVICE =
  'look for the result in the REST API before anyone repeats the write; npm run idempotency lists orders with a key';

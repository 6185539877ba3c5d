/** Turns failed calls into errors and log lines, which name the endpoint and never a value of the response. */
import type { Logger } from 'pino';
import type { Endpoint } from './contract/endpoints.js';
import { RestError } from './rest-errors.js';

export class CallLog {
  readonly #log: Logger;

  constructor(log: Logger) {
    this.#log = log;
  }

  /** @param message The message for clients, instead of the code's default. */
  failed(code: RestError['code'], endpoint: Endpoint, detail: string, cause?: unknown, message?: string): RestError {
    if (detail !== 'aborted') this.#log.warn({ endpoint: endpoint.name, code, detail }, 'upstream call failed');
    return new RestError(code, endpoint.name, detail, { cause, ...(message !== undefined && { message }) });
  }

  /** The error of a call that an open circuit breaker rejects. The breaker logged its opening. */
  refused(endpoint: Endpoint): RestError {
    return new RestError('UPSTREAM_UNAVAILABLE', endpoint.name, 'circuit breaker open');
  }
}

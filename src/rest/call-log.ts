/** Calls that gave nothing: each becomes an error, and a line of the log that names the endpoint and never a value of the answer. */
import type { Logger } from 'pino';
import type { Endpoint } from './contract/endpoints.js';
import { RestError } from './rest-errors.js';

export class CallLog {
  readonly #log: Logger;

  constructor(log: Logger) {
    this.#log = log;
  }

  /** @param message For the client, where the code alone doesn't say enough. */
  failed(code: RestError['code'], endpoint: Endpoint, detail: string, cause?: unknown, message?: string): RestError {
    if (detail !== 'aborted') this.#log.warn({ endpoint: endpoint.name, code, detail }, 'upstream call failed');
    return new RestError(code, endpoint.name, detail, { cause, ...(message !== undefined && { message }) });
  }

  /** The breaker is open, which was told when it opened. */
  refused(endpoint: Endpoint): RestError {
    return new RestError('UPSTREAM_UNAVAILABLE', endpoint.name, 'circuit breaker open');
  }
}

/** How a call to the REST API can end badly, and which code that is for the client. */
import { type ErrorCode, GatewayError } from '../common/gateway-error.js';

/** A call that gave no usable answer. The client reads its code and message; `endpoint` and `detail` are for the log. */
export class RestError extends GatewayError {
  readonly endpoint: string;
  /** The detail for the log, without values of the response. */
  readonly detail: string;

  constructor(code: ErrorCode, endpoint: string, detail: string, options: { cause?: unknown; message?: string } = {}) {
    super(code, options.message, options);
    this.endpoint = endpoint;
    this.detail = detail;
  }
}

/** A rejection by the REST API (`status: "-1"`): nothing was done. */
export class UpstreamRejectedError extends Error {
  override readonly name = 'UpstreamRejectedError';
  readonly endpoint: string;

  constructor(endpoint: string, message: string) {
    super(message);
    this.endpoint = endpoint;
  }
}

/** A member of an answer that meets its schema but has no meaning, such as the 31st of February. */
export class BadMember extends Error {
  override readonly name = 'BadMember';
  readonly member: string;

  constructor(member: string, reason: string) {
    super(`${member}: ${reason}`);
    this.member = member;
  }
}

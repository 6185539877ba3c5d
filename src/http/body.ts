/** Bodies that aren't read, and what becomes of them. */
import type { IncomingMessage } from 'node:http';

/** A request that is refused by its head alone. */
export class RequestRefusal extends Error {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;

  constructor(statusCode: number, message: string, headers: Readonly<Record<string, string>> = {}) {
    super(message);
    this.statusCode = statusCode;
    this.headers = headers;
  }
}

const JSON_TYPE = /^application\/json\s*(?:;\s*charset\s*=\s*"?utf-?8"?\s*)?;?\s*$/i;

/** @throws {RequestRefusal} where a body is not JSON in UTF-8, as GraphQL over HTTP has it, is compressed, or is longer than `maxBytes`. */
export function checkBody({ headers }: IncomingMessage, maxBytes: number): void {
  const length = headers['content-length'];
  if (headers['transfer-encoding'] === undefined && (length === undefined || length === '0')) return;
  const encoding = headers['content-encoding'];
  if (encoding !== undefined && encoding.toLowerCase() !== 'identity') {
    throw new RequestRefusal(415, 'The body must not be compressed.', { 'accept-encoding': 'identity' });
  }
  const type = headers['content-type'];
  if (type === undefined || !JSON_TYPE.test(type)) {
    throw new RequestRefusal(415, 'The body must be of the type application/json, in UTF-8.');
  }
  if (Number(length) > maxBytes) throw new RequestRefusal(413, `The body is longer than ${maxBytes} bytes.`);
}

/** Checks of a request's body: head and bytes. */
import { isUtf8 } from 'node:buffer';
import type { IncomingMessage } from 'node:http';
import { MIMEType } from 'node:util';
import type { FastifyInstance } from 'fastify';

/** A request that is rejected before its content is parsed. */
export class RequestRefusal extends Error {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;

  constructor(statusCode: number, message: string, headers: Readonly<Record<string, string>> = {}) {
    super(message);
    this.statusCode = statusCode;
    this.headers = headers;
  }
}

declare module 'fastify' {
  interface FastifyRequest {
    /** The bytes of the body, on routes that check a signature. */
    rawBody: Buffer | null;
  }
  interface FastifyContextConfig {
    keepsRawBody?: boolean;
  }
}

const CHARSET = /^utf-?8$/i;

function isJsonInUtf8(text: string): boolean {
  if (text === 'application/json') return true;
  try {
    const { essence, params } = new MIMEType(text);
    return essence === 'application/json' && CHARSET.test(params.get('charset') ?? 'utf-8');
  } catch {
    // Not a media type.
    return false;
  }
}

/** @throws {RequestRefusal} if the body is not JSON in UTF-8 (GraphQL over HTTP), is compressed, or is longer than `maxBytes`. */
export function checkBody({ headers }: IncomingMessage, maxBytes: number): void {
  const length = headers['content-length'];
  if (headers['transfer-encoding'] === undefined && (length === undefined || length === '0')) return;
  const encoding = headers['content-encoding'];
  if (encoding !== undefined && encoding.toLowerCase() !== 'identity') {
    throw new RequestRefusal(415, 'The body must not be compressed.', { 'accept-encoding': 'identity' });
  }
  const type = headers['content-type'];
  if (type === undefined || !isJsonInUtf8(type)) {
    throw new RequestRefusal(415, 'The body must be application/json in UTF-8.');
  }
  if (Number(length) > maxBytes) throw new RequestRefusal(413, `The body is longer than ${maxBytes} bytes.`);
}

/**
 * Parses the JSON bodies of all routes, and no other bodies. Rejects bytes that are not UTF-8: decoders replace them, so two idempotency keys could
 * become equal.
 */
export function parseJsonBodies(app: FastifyInstance): void {
  // Fastify parses text by default as well.
  app.removeContentTypeParser('text/plain');
  const parse = app.getDefaultJsonParser('error', 'error');
  app.addContentTypeParser<Buffer>('application/json', { parseAs: 'buffer' }, (request, body, done) => {
    if (request.routeOptions.config.keepsRawBody) request.rawBody = body;
    if (isUtf8(body)) parse(request, body.toString(), done);
    else done(new RequestRefusal(400, 'The body is not valid UTF-8.'));
  });
}

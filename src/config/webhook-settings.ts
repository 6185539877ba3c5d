/** Reads who may send webhooks. */
import type { WebhookSecrets } from '../http/webhook-auth.js';
import type { ConfigReader } from './config-reader.js';

/** Characters of a query value that clients and servers leave unchanged (RFC 3986, 3.4). A `+` would be read as a space, and a comma separates tokens. */
const TOKEN = /^[\w.~!$'()*;:@/?=-]+$/;
const MAX_TOKENS = 2;
/** HMAC with SHA-256 needs a key as long as its hash (RFC 2104, 3). */
const MIN_SECRET_BYTES = 32;
const HEADER_NAME = /^[\w-]{1,64}$/;

export function readWebhookSecrets(reader: ConfigReader): WebhookSecrets {
  return { tokens: readTokens(reader), signature: readSignature(reader) };
}

function readTokens(reader: ConfigReader): readonly string[] {
  const tokens = (reader.text('WEBHOOK_TOKEN') ?? '').split(',').map((token) => token.trim());
  const given = tokens.filter((token) => token !== '');
  if (given.length > MAX_TOKENS)
    reader.problem('WEBHOOK_TOKEN must be one token, or two with a comma while senders change to the first.');
  if (!given.every((token) => TOKEN.test(token)))
    reader.problem(
      'WEBHOOK_TOKEN must need no encoding in ?token=: use ASCII letters, digits, - and _, such as openssl rand -hex 32 prints.',
    );
  return given;
}

function readSignature(reader: ConfigReader): WebhookSecrets['signature'] {
  const secret = reader.text('WEBHOOK_HMAC_SECRET');
  const header = reader.textOr('WEBHOOK_SIGNATURE_HEADER').toLowerCase();
  const replayWindowMs = reader.integer('WEBHOOK_REPLAY_WINDOW_S') * 1_000;
  if (!HEADER_NAME.test(header)) reader.problem('WEBHOOK_SIGNATURE_HEADER must be the name of a header.');
  if (secret === undefined) return undefined;
  if (Buffer.byteLength(secret) < MIN_SECRET_BYTES)
    reader.problem(
      `WEBHOOK_HMAC_SECRET must be at least ${MIN_SECRET_BYTES} bytes long and random, such as openssl rand -base64 ${MIN_SECRET_BYTES} prints.`,
    );
  return { secret, header, replayWindowMs };
}

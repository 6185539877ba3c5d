/** Authentication of webhooks: by a token, and by a signature. */
import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { LRUCache } from 'lru-cache';

export interface WebhookSecrets {
  /** `WEBHOOK_TOKEN`: the current token, and the one before while senders change. Empty: no token is required. */
  readonly tokens: readonly string[];
  /** Undefined: no signature is required. */
  readonly signature: SignatureSettings | undefined;
}

export interface SignatureSettings {
  /** `WEBHOOK_HMAC_SECRET` */
  readonly secret: string;
  /** `WEBHOOK_SIGNATURE_HEADER`, in lower case. */
  readonly header: string;
  /** `WEBHOOK_REPLAY_WINDOW_S` in milliseconds. */
  readonly replayWindowMs: number;
}

/** `new`: not seen within the replay window. `repeated`: accepted before. */
export type SignatureCheck = 'new' | 'repeated' | 'invalid';

/** Maximum number of signatures that are remembered. */
const MAX_SIGNATURES = 10_000;
const BEARER = /^Bearer +(\S+)$/i;
const SIGNATURE = /^(?:sha256=)?([0-9a-f]{64})$/i;

export class WebhookAuth {
  #secrets: WebhookSecrets;
  /** Signatures of accepted webhooks. */
  readonly #seen = new LRUCache<string, true>({ max: MAX_SIGNATURES });

  constructor(secrets: WebhookSecrets) {
    this.#secrets = secrets;
  }

  /** Uses other secrets from now on. */
  replace(secrets: WebhookSecrets): void {
    this.#secrets = secrets;
  }

  /** @param given `?token=`. The token is taken from there, from `authorization: Bearer`, or from `x-webhook-token`. */
  hasToken(given: unknown, headers: IncomingHttpHeaders): boolean {
    const { tokens } = this.#secrets;
    if (tokens.length === 0) return true;
    const token = given ?? headers['x-webhook-token'] ?? BEARER.exec(headers.authorization ?? '')?.[1];
    if (typeof token !== 'string') return false;
    // All are compared, so that timing does not reveal which one is near.
    return tokens.map((expected) => isEqual(digestOf(token), digestOf(expected))).includes(true);
  }

  /** @param body The bytes as they came. */
  checkSignature(body: Buffer, headers: IncomingHttpHeaders): SignatureCheck {
    const { signature } = this.#secrets;
    if (!signature) return 'new';
    const given = signatureIn(headers, signature);
    if (given === undefined) return 'invalid';
    const expected = createHmac('sha256', signature.secret).update(body).digest();
    if (!isEqual(Buffer.from(given, 'hex'), expected)) return 'invalid';
    return this.#seen.has(given) ? 'repeated' : 'new';
  }

  /** Remembers the signature of a webhook that was accepted. Its sender may repeat others. */
  accepted(headers: IncomingHttpHeaders): void {
    const { signature } = this.#secrets;
    const given = signature && signatureIn(headers, signature);
    if (signature && given !== undefined) this.#seen.set(given, true, { ttl: signature.replayWindowMs });
  }
}

/** Reads the signature in hexadecimal; undefined if it is absent or malformed. */
function signatureIn(headers: IncomingHttpHeaders, { header }: SignatureSettings): string | undefined {
  const sent = headers[header];
  return typeof sent === 'string' ? SIGNATURE.exec(sent.trim())?.[1]?.toLowerCase() : undefined;
}

/** Digests have one length, so that timing reveals neither the length nor a prefix of a token. */
const digestOf = (text: string): Buffer => createHash('sha256').update(text).digest();
const isEqual = (one: Buffer, other: Buffer): boolean => one.length === other.length && timingSafeEqual(one, other);

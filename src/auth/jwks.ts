/** Keys from a JWKS address, which may be away for a while. */
import { createLocalJWKSet, errors, importJWK, type JWTVerifyGetKey } from 'jose';
import type { Logger } from 'pino';
import { type Dispatcher, EnvHttpProxyAgent, fetch, type Response } from 'undici';
import { GatewayError } from '../common/gateway-error.js';
import type { ProxySettings } from '../rest/transport/pools.js';
import { USER_AGENT } from '../rest/transport/user-agent.js';

/** How long keys are good for before they are looked for again, in milliseconds. */
const MAX_AGE_MS = 600_000;
/** How long nobody looks again because of a key that isn't known, and how long after a failure. */
const COOLDOWN_MS = 30_000;
const RETRY_AFTER_MS = 5_000;
const TIMEOUT_MS = 5_000;
/** By kind of key, where a key doesn't say its own: only to see whether it is one. */
const ALGORITHMS: Readonly<Record<string, string>> = { RSA: 'RS256', EC: 'ES256', OKP: 'EdDSA' };
/** Far more than any provider's keys take. */
const MAX_BYTES = 1024 * 1024;

/**
 * Fetches keys when they are first needed, every ten minutes from then on while the known ones go on to be used, and for an unknown key at
 * most twice a minute. An answer that is no set of keys is as good as none.
 */
export class RemoteKeys {
  readonly #url: URL;
  readonly #dispatcher: Dispatcher | undefined;
  readonly #log: Logger;
  #known: JWTVerifyGetKey | undefined;
  #fetchedAt = Number.NEGATIVE_INFINITY;
  #failedAt = Number.NEGATIVE_INFINITY;
  #fetching: Promise<void> | undefined;

  /** @param proxy Undefined where the address is reached directly. */
  constructor(url: URL, proxy: ProxySettings | undefined, log: Logger) {
    this.#url = url;
    this.#dispatcher = proxy && new EnvHttpProxyAgent(proxy);
    this.#log = log;
  }

  /** @throws {GatewayError} `AUTH_UNAVAILABLE` if no keys have been fetched yet, since the token may be valid. */
  readonly getKey: JWTVerifyGetKey = async (header, token) => {
    if (!this.#known) await this.#refresh();
    else if (performance.now() > this.#fetchedAt + MAX_AGE_MS) void this.#refresh();
    if (!this.#known) throw new GatewayError('AUTH_UNAVAILABLE');
    try {
      return await this.#known(header, token);
    } catch (error) {
      const mayBeNew = error instanceof errors.JWKSNoMatchingKey && performance.now() > this.#fetchedAt + COOLDOWN_MS;
      if (!mayBeNew) throw error;
      await this.#refresh();
      return this.#known(header, token);
    }
  };

  #refresh(): Promise<void> {
    if (performance.now() < this.#failedAt + RETRY_AFTER_MS) return Promise.resolve();
    this.#fetching ??= this.#fetch().finally(() => {
      this.#fetching = undefined;
    });
    return this.#fetching;
  }

  async #fetch(): Promise<void> {
    try {
      const response = await fetch(this.#url, {
        redirect: 'error',
        signal: AbortSignal.timeout(TIMEOUT_MS),
        headers: { 'user-agent': USER_AGENT, accept: 'application/json' },
        ...(this.#dispatcher && { dispatcher: this.#dispatcher }),
      });
      if (response.status !== 200) throw new Error(`HTTP ${response.status}`);
      const set = JSON.parse(await readAtMost(response, MAX_BYTES)) as Parameters<typeof createLocalJWKSet>[0];
      const keys = createLocalJWKSet(set);
      await Promise.any(set.keys.map((key) => importJWK(key, key.alg ?? ALGORITHMS[key.kty ?? ''])));
      this.#known = keys;
      this.#fetchedAt = performance.now();
    } catch (error) {
      this.#failedAt = performance.now();
      const usesKnown = this.#known !== undefined;
      this.#log.warn({ err: error, usesKnown }, 'jwks fetch failed');
    }
  }
}

async function readAtMost({ body }: Response, maxBytes: number): Promise<string> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of body ?? []) {
    bytes += chunk.length;
    if (bytes > maxBytes) throw new Error(`more than ${maxBytes} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString();
}

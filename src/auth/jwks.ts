/** Keys of a JWKS address, which can be unavailable. */
import { createLocalJWKSet, errors, importJWK, type JWTVerifyGetKey } from 'jose';
import type { Logger } from 'pino';
import { type Dispatcher, EnvHttpProxyAgent, fetch, type Response } from 'undici';
import { GatewayError } from '../common/gateway-error.js';
import { USER_AGENT } from '../common/version.js';
import type { Metrics } from '../observability/metrics.js';
import type { ProxySettings } from '../rest/transport/pools.js';

/** Age at which keys are fetched again, in milliseconds. */
const MAX_AGE_MS = 600_000;
/** Minimum time between fetches for an unknown key, and after a failure, in milliseconds. */
const COOLDOWN_MS = 30_000;
const RETRY_AFTER_MS = 5_000;
const TIMEOUT_MS = 5_000;
/** For operators, if a key set is unavailable. */
export const KEY_SET_ADVICE = 'check that JWT_JWKS_URL can be reached and returns a key set';
/** An algorithm for each kind of key that names none, only to check that the key is valid. */
const ALGORITHMS: Readonly<Record<string, string>> = { RSA: 'RS256', EC: 'ES256', OKP: 'EdDSA' };
/** Maximum length of a key set in bytes, far more than any provider's. */
const MAX_BYTES = 1024 * 1024;

export interface KeyReporting {
  readonly log: Logger;
  readonly metrics: Metrics;
}

/**
 * Fetches keys on first use, every ten minutes in the background, and for an unknown key at most twice a minute. A response that is no key set counts as
 * a failure.
 */
export class RemoteKeys {
  readonly #url: URL;
  readonly #dispatcher: Dispatcher | undefined;
  readonly #log: Logger;
  readonly #metrics: Metrics;
  #known: JWTVerifyGetKey | undefined;
  #fetchedAt = Number.NEGATIVE_INFINITY;
  #failedAt = Number.NEGATIVE_INFINITY;
  #fetching: Promise<void> | undefined;

  /** @param proxy Undefined if the address is reached directly. */
  constructor(url: URL, proxy: ProxySettings | undefined, { log, metrics }: KeyReporting) {
    this.#metrics = metrics;
    this.#url = url;
    this.#dispatcher = proxyDispatcher(proxy);
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
      this.#known = await fetchKeySet(this.#url, this.#dispatcher);
      this.#fetchedAt = performance.now();
      this.#metrics.count('keySets', 'success');
    } catch (error) {
      this.#failedAt = performance.now();
      const usesKnown = this.#known !== undefined;
      this.#metrics.count('keySets', 'failure');
      this.#log.warn({ component: 'jwks', err: error, usesKnown, advice: KEY_SET_ADVICE }, 'jwks fetch failed');
    }
  }
}

export const proxyDispatcher = (proxy: ProxySettings | undefined): Dispatcher | undefined =>
  proxy && new EnvHttpProxyAgent(proxy);

/** Fetches a key set once. @throws {Error} if it cannot be fetched, or holds no key that can verify a token. */
export async function fetchKeySet(url: URL, dispatcher: Dispatcher | undefined): Promise<JWTVerifyGetKey> {
  const response = await fetch(url, {
    redirect: 'error',
    signal: AbortSignal.timeout(TIMEOUT_MS),
    headers: { 'user-agent': USER_AGENT, accept: 'application/json' },
    ...(dispatcher && { dispatcher }),
  });
  if (response.status !== 200) throw new Error(`HTTP ${response.status}`);
  const set = JSON.parse(await readAtMost(response, MAX_BYTES)) as Parameters<typeof createLocalJWKSet>[0];
  const keys = createLocalJWKSet(set);
  await Promise.any(set.keys.map((key) => importJWK(key, key.alg ?? ALGORITHMS[key.kty ?? ''])));
  return keys;
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

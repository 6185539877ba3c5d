/** Keys from a JWKS address, which may be away for a while. */
import { createRemoteJWKSet, customFetch, type JWTVerifyGetKey } from 'jose';
import type { Logger } from 'pino';
import { GatewayError } from '../errors.js';

/** How long nobody asks again after the keys could not be had, in milliseconds. */
const RETRY_AFTER_MS = 5_000;

/**
 * Fetches keys when they are first needed, every ten minutes from then on, and for an unknown key at most twice a minute. While they can't be
 * had, the last ones known go on to be used.
 *
 * The key function throws a {@link GatewayError} `UPSTREAM_UNAVAILABLE` where no keys have ever been had: the token may be good.
 */
export function createJwks(url: URL, log: Logger): JWTVerifyGetKey {
  let lastGood: string | undefined;
  let failedAt = Number.NEGATIVE_INFINITY;

  const fetchKeys = async (address: string, init: RequestInit): Promise<Response> => {
    try {
      if (Date.now() < failedAt + RETRY_AFTER_MS) throw new Error('tried a moment ago');
      const response = await fetch(address, init);
      if (response.status !== 200) throw new Error(`HTTP ${response.status}`);
      const text = await response.text();
      if (!Array.isArray((JSON.parse(text) as { keys?: unknown }).keys)) throw new Error('no key set');
      lastGood = text;
    } catch (error) {
      if (Date.now() >= failedAt + RETRY_AFTER_MS) {
        failedAt = Date.now();
        log.warn(
          { err: error, usingKnownKeys: lastGood !== undefined },
          'the keys that tokens are signed with could not be fetched',
        );
      }
      if (lastGood === undefined)
        throw new GatewayError('UPSTREAM_UNAVAILABLE', 'Signing in is not possible at the moment.');
    }
    return new Response(lastGood);
  };
  return createRemoteJWKSet(url, { [customFetch]: fetchKeys });
}

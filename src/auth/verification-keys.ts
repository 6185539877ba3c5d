/** The keys that verify tokens, and the algorithms of each kind of key. */
import { createPublicKey, type KeyObject } from 'node:crypto';
import type { JWTVerifyGetKey } from 'jose';
import type { ProxySettings } from '../rest/transport/pools.js';
import { type KeyReporting, RemoteKeys } from './jwks.js';

/** The source of keys: exactly one of three. */
export type KeySource =
  | { jwksUrl: URL; proxy?: ProxySettings | undefined }
  | { publicKey: KeyObject }
  | { secret: string };

export interface VerificationKey {
  getKey: JWTVerifyGetKey;
  /** Fixed by the kind of key, never by the token: otherwise a public key could be used as a secret. */
  algorithms: string[];
}

const ASYMMETRIC = [
  'RS256',
  'RS384',
  'RS512',
  'PS256',
  'PS384',
  'PS512',
  'ES256',
  'ES384',
  'ES512',
  'EdDSA',
  'Ed25519',
];

export function toVerificationKey(source: KeySource, reporting: KeyReporting): VerificationKey {
  if ('jwksUrl' in source) {
    return { getKey: new RemoteKeys(source.jwksUrl, source.proxy, reporting).getKey, algorithms: ASYMMETRIC };
  }
  if ('publicKey' in source) {
    const { publicKey } = source;
    return { getKey: async () => publicKey, algorithms: algorithmsOf(publicKey) };
  }
  const secret = new TextEncoder().encode(source.secret);
  return { getKey: async () => secret, algorithms: ['HS256'] };
}

/** Minimum length of an RSA key. Shorter ones can be factored, and jose rejects them (RFC 7518, 3.3). */
const MIN_RSA_BITS = 2_048;

/** @param pem SPKI or a certificate; `\n` can stand for line ends. @throws {Error} if it is neither, or its kind signs no tokens. */
export function readPublicKey(pem: string): KeyObject {
  if (pem.includes('PRIVATE KEY')) throw new Error('a private key');
  const key = createPublicKey(pem.replaceAll('\\n', '\n'));
  const { modulusLength = MIN_RSA_BITS } = key.asymmetricKeyDetails ?? {};
  if (modulusLength < MIN_RSA_BITS) throw new Error('an RSA key that is too short');
  if (algorithmsOf(key).length === 0) throw new Error('a kind of key that signs no tokens');
  return key;
}

function algorithmsOf({ asymmetricKeyType, asymmetricKeyDetails }: KeyObject): string[] {
  if (asymmetricKeyType === 'rsa') return ASYMMETRIC.filter((name) => name.startsWith('RS') || name.startsWith('PS'));
  if (asymmetricKeyType === 'rsa-pss') return ASYMMETRIC.filter((name) => name.startsWith('PS'));
  if (asymmetricKeyType === 'ed25519') return ['EdDSA', 'Ed25519'];
  const curves: Record<string, string> = { prime256v1: 'ES256', secp384r1: 'ES384', secp521r1: 'ES512' };
  const curve = asymmetricKeyType === 'ec' ? curves[asymmetricKeyDetails?.namedCurve ?? ''] : undefined;
  return curve === undefined ? [] : [curve];
}

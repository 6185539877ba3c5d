/** Reads the settings of authentication. */
import type { JwtOptions } from '../auth/authenticator.js';
import { type KeySource, readPublicKey } from '../auth/verification-keys.js';
import type { ConfigReader } from './config-reader.js';
import { readIssuers } from './issuer-settings.js';
import { readProxy } from './proxy-settings.js';

/** @returns undefined for `AUTH=none`. */
export function readAuth(reader: ConfigReader): readonly JwtOptions[] | undefined {
  const auth = reader.oneOf('AUTH', ['jwt', 'none']);
  if (reader.text('UPSTREAM_URL') !== undefined && reader.text('AUTH') === undefined) {
    reader.problem('AUTH is required with UPSTREAM_URL: set jwt, or none, which makes every caller an operator.');
  }
  if (auth !== 'jwt') return undefined;
  if (reader.text('JWT_ISSUERS') !== undefined) return readIssuers(reader);
  const single = readJwt(reader);
  return single && [single];
}

/** Reads the `JWT_…` settings. @returns undefined if there is a problem. */
export function readJwt(reader: ConfigReader): JwtOptions | undefined {
  const key = readKey(reader);
  return (
    key && {
      key,
      issuer: reader.text('JWT_ISSUER'),
      audience: reader.text('JWT_AUDIENCE'),
      customerClaim: reader.textOr('JWT_CUSTOMER_CLAIM'),
      operatorScope: reader.textOr('JWT_OPERATOR_SCOPE'),
      clockToleranceS: reader.integer('JWT_CLOCK_TOLERANCE_S'),
    }
  );
}

function readKey(reader: ConfigReader): KeySource | undefined {
  const jwksUrl = reader.httpUrl('JWT_JWKS_URL');
  const publicKey = reader.text('JWT_PUBLIC_KEY');
  const secret = reader.text('JWT_SECRET');
  const given = [reader.text('JWT_JWKS_URL'), publicKey, secret].filter((value) => value !== undefined);
  if (given.length !== 1) {
    reader.problem('AUTH=jwt requires exactly one of JWT_JWKS_URL, JWT_PUBLIC_KEY and JWT_SECRET, or JWT_ISSUERS.');
    return undefined;
  }
  if (jwksUrl) return { jwksUrl, proxy: readProxy(reader) };
  if (secret !== undefined) return readSecret(reader, secret);
  try {
    return publicKey === undefined ? undefined : { publicKey: readPublicKey(publicKey) };
  } catch {
    reader.problem(
      'JWT_PUBLIC_KEY must be a public key in PEM: RSA of 2048 bits or more, EC (P-256, P-384, P-521) or Ed25519. ' +
        'To give the path of a PEM file instead, set JWT_PUBLIC_KEY_FILE.',
    );
    return undefined;
  }
}

/** HS256 requires a key as long as its hash (RFC 7518, 3.2). A shorter one can be guessed. */
const MIN_SECRET_BYTES = 32;

function readSecret(reader: ConfigReader, secret: string): KeySource | undefined {
  if (Buffer.byteLength(secret) >= MIN_SECRET_BYTES) return { secret };
  reader.problem(
    `JWT_SECRET must be at least ${MIN_SECRET_BYTES} bytes long and random, such as openssl rand -base64 ${MIN_SECRET_BYTES} prints.`,
  );
  return undefined;
}

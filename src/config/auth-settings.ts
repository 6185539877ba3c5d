/** The part of the environment that says who may come in. */
import type { JwtOptions } from '../auth/authenticator.js';
import { type KeySource, readPublicKey } from '../auth/verification-keys.js';
import type { ConfigReader } from './config-reader.js';
import { readProxy } from './proxy-settings.js';

/** @returns undefined for `AUTH=none`. */
export function readAuth(reader: ConfigReader): JwtOptions | undefined {
  const auth = reader.oneOf('AUTH', ['jwt', 'none']);
  if (reader.text('UPSTREAM_URL') !== undefined && reader.text('AUTH') === undefined) {
    reader.problem(
      'AUTH must be given where UPSTREAM_URL is: jwt, or none, with which everyone who reaches the port is an operator.',
    );
  }
  return auth === 'jwt' ? readJwt(reader) : undefined;
}

/** The `JWT_…` variables. @returns undefined where there is a problem. */
export function readJwt(reader: ConfigReader): JwtOptions | undefined {
  const key = readKey(reader);
  return (
    key && {
      key,
      issuer: reader.text('JWT_ISSUER'),
      audience: reader.text('JWT_AUDIENCE'),
      customerClaim: reader.textOr('JWT_CUSTOMER_CLAIM', 'customer_id'),
      operatorScope: reader.textOr('JWT_OPERATOR_SCOPE', 'wallet:operator'),
      clockToleranceS: reader.integer('JWT_CLOCK_TOLERANCE_S', 10, { min: 0, max: 300 }),
    }
  );
}

function readKey(reader: ConfigReader): KeySource | undefined {
  const jwksUrl = reader.httpUrl('JWT_JWKS_URL');
  const publicKey = reader.text('JWT_PUBLIC_KEY');
  const secret = reader.text('JWT_SECRET');
  const given = ['JWT_JWKS_URL', 'JWT_PUBLIC_KEY', 'JWT_SECRET'].filter((name) => reader.text(name) !== undefined);
  if (given.length !== 1) {
    reader.problem('AUTH=jwt needs exactly one of JWT_JWKS_URL, JWT_PUBLIC_KEY and JWT_SECRET.');
    return undefined;
  }
  if (jwksUrl) return { jwksUrl, proxy: readProxy(reader) };
  if (secret !== undefined) return readSecret(reader, secret);
  try {
    return publicKey === undefined ? undefined : { publicKey: readPublicKey(publicKey) };
  } catch {
    reader.problem(
      'JWT_PUBLIC_KEY must be a public key in PEM: RSA of 2048 bits or more, EC (P-256, P-384, P-521) or Ed25519.',
    );
    return undefined;
  }
}

/** HS256 needs a key as long as its hash (RFC 7518, 3.2): a shorter one can be found by trying. */
const MIN_SECRET_BYTES = 32;

function readSecret(reader: ConfigReader, secret: string): KeySource | undefined {
  if (Buffer.byteLength(secret) >= MIN_SECRET_BYTES) return { secret };
  reader.problem(
    `JWT_SECRET must be at least ${MIN_SECRET_BYTES} bytes long and random, such as openssl rand -base64 ${MIN_SECRET_BYTES} prints.`,
  );
  return undefined;
}

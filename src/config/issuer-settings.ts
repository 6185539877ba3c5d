/** Reads `JWT_ISSUERS`: several issuers of tokens. */
import Type, { type Static } from 'typebox';
import { Compile } from 'typebox/compile';
import type { JwtOptions } from '../auth/authenticator.js';
import { type KeySource, readPublicKey } from '../auth/verification-keys.js';
import type { ConfigReader } from './config-reader.js';
import { readProxy } from './proxy-settings.js';

const Text = Type.String({ minLength: 1, maxLength: 2_000 });
const Issuer = Type.Object(
  {
    issuer: Text,
    jwksUrl: Type.Optional(Text),
    publicKey: Type.Optional(Type.String({ minLength: 1, maxLength: 20_000 })),
    audience: Type.Optional(Text),
    customerClaim: Type.Optional(Text),
    operatorScope: Type.Optional(Text),
  },
  { additionalProperties: false },
);
type Issuer = Static<typeof Issuer>;
const isList = Compile(Type.Array(Issuer, { minItems: 1, maxItems: 20 }));
const SINGLE = ['JWT_JWKS_URL', 'JWT_PUBLIC_KEY', 'JWT_SECRET', 'JWT_ISSUER', 'JWT_AUDIENCE'] as const;

/** @returns undefined if there is a problem. */
export function readIssuers(reader: ConfigReader): readonly JwtOptions[] | undefined {
  const also = SINGLE.filter((name) => reader.text(name) !== undefined);
  if (also.length > 0) reader.problem(`JWT_ISSUERS and ${also.join(', ')} exclude each other. Remove one of them.`);
  const issuers = parse(reader.text('JWT_ISSUERS') ?? '');
  if (!isList.Check(issuers)) {
    reader.problem(
      'JWT_ISSUERS must be a JSON list of objects with issuer, jwksUrl or publicKey, and optionally audience, customerClaim and operatorScope.',
    );
    return undefined;
  }
  if (new Set(issuers.map(({ issuer }) => issuer)).size < issuers.length)
    reader.problem('JWT_ISSUERS must name each issuer once.');
  const clockToleranceS = reader.integer('JWT_CLOCK_TOLERANCE_S');
  return issuers.flatMap((entry) => {
    const { issuer, audience, customerClaim, operatorScope } = entry;
    if (customerClaim === undefined && operatorScope === undefined)
      reader.problem(`JWT_ISSUERS: ${issuer} must have customerClaim, operatorScope or both.`);
    const key = keyOf(entry, reader);
    return key ? [{ key, issuer, audience, customerClaim, operatorScope, clockToleranceS }] : [];
  });
}

function keyOf({ issuer, jwksUrl, publicKey }: Issuer, reader: ConfigReader): KeySource | undefined {
  if ((jwksUrl === undefined) === (publicKey === undefined)) {
    reader.problem(`JWT_ISSUERS: ${issuer} must have either jwksUrl or publicKey.`);
    return undefined;
  }
  try {
    if (publicKey !== undefined) return { publicKey: readPublicKey(publicKey) };
    const url = new URL(jwksUrl ?? '');
    if (/^https?:$/.test(url.protocol)) return { jwksUrl: url, proxy: readProxy(reader) };
  } catch {
    // Reported below, as another scheme is.
  }
  reader.problem(`JWT_ISSUERS: the key of ${issuer} must be an http or https address, or a public key in PEM.`);
  return undefined;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Turns bearer tokens into viewers. */
import { hash } from 'node:crypto';
import { decodeJwt, errors, type JWTPayload, jwtVerify } from 'jose';
import { LRUCache } from 'lru-cache';
import { GatewayError } from '../common/gateway-error.js';
import { isId } from '../rest/contract/contract.js';
import type { KeyReporting } from './jwks.js';
import { rejectionReasonOf, TokenRejectedError } from './token-rejected-error.js';
import { type KeySource, toVerificationKey, type VerificationKey } from './verification-keys.js';
import { ANONYMOUS, OPERATOR, type Session, type Viewer } from './viewer.js';

/** Authenticates by the value of an `authorization` header. */
export interface Authenticator {
  /**
   * @param authorization `Bearer …`. Undefined for an anonymous viewer.
   * @throws {GatewayError} `UNAUTHENTICATED` for an invalid token, which never counts as anonymous. `AUTH_UNAVAILABLE` if the signing keys cannot
   *   be fetched.
   */
  authenticate(authorization: string | undefined): Promise<Session>;
  /** Whether anonymous viewers are rejected. */
  readonly isRequired: boolean;
}

export interface JwtOptions {
  key: KeySource;
  issuer: string | undefined;
  audience: string | undefined;
  /** The claim that holds a customer's id. Undefined: the issuer has no customers. */
  customerClaim: string | undefined;
  /** The word of `scope` that makes the viewer an operator. Undefined: the issuer has no operators. */
  operatorScope: string | undefined;
  /** Tolerance for `nbf` and `iat` in seconds. `exp` has none. */
  clockToleranceS: number;
}

/** `AUTH=none`: every caller is an operator. */
export const openToAll: Authenticator = {
  isRequired: false,
  authenticate: async () => ({ viewer: OPERATOR, expiresAt: Number.POSITIVE_INFINITY }),
};

/** Maximum number of verified tokens in the cache. */
const MAX_SESSIONS = 10_000;
/** Maximum length of a token, longer than any real one. */
const MAX_TOKEN_LENGTH = 16_384;
const BEARER = /^Bearer +([A-Za-z0-9\-._~+/]+=*)$/i;

/** `AUTH=jwt`. */
export class JwtAuthenticator implements Authenticator {
  readonly isRequired = true;
  readonly #issuers: readonly Issuer[];
  /** Sessions by the digest of their token, so that tokens themselves are not kept. */
  readonly #sessions = new LRUCache<string, Session>({ max: MAX_SESSIONS });

  /** @param issuers One, whatever issuer its tokens name unless it is set; or several, by the `iss` of a token. */
  constructor(issuers: readonly JwtOptions[], reporting: KeyReporting) {
    const areSeveral = issuers.length > 1;
    this.#issuers = issuers.map((options) => ({
      options,
      key: toVerificationKey(options.key, reporting),
      // Subjects are unique within an issuer only (OpenID Connect Core, 2).
      subjectPrefix: areSeveral ? `${options.issuer} ` : '',
    }));
  }

  async authenticate(authorization: string | undefined): Promise<Session> {
    if (authorization === undefined) return { viewer: ANONYMOUS, expiresAt: Number.POSITIVE_INFINITY };
    const token = authorization.length > MAX_TOKEN_LENGTH ? undefined : BEARER.exec(authorization)?.[1];
    if (token === undefined) throw new TokenRejectedError('token_malformed');

    const digest = hash('sha256', token, 'base64');
    const known = this.#sessions.get(digest);
    if (known && known.expiresAt > Date.now()) return known;
    const session = await this.#verify(token);
    // Checked to the millisecond, since jose counts whole seconds.
    if (session.expiresAt <= Date.now()) throw new TokenRejectedError('token_expired');
    this.#sessions.set(digest, session);
    return session;
  }

  async #verify(token: string): Promise<Session> {
    try {
      const issuer = this.#issuerOf(token);
      const payload = await payloadOf(token, issuer);
      checkIssuedAt(payload, issuer.options);
      return { viewer: viewerOf(payload, issuer), expiresAt: (payload.exp ?? 0) * 1_000 };
    } catch (error) {
      if (error instanceof GatewayError) throw error;
      throw new TokenRejectedError(rejectionReasonOf(error), error);
    }
  }

  /** Finds the issuer by a claim that is not verified yet: its key and its name are checked afterwards. */
  #issuerOf(token: string): Issuer {
    const [only, ...others] = this.#issuers;
    const named = others.length === 0 ? only : this.#byName(decodeJwt(token).iss);
    if (!named) throw new TokenRejectedError('token_issuer');
    return named;
  }

  #byName(name: string | undefined): Issuer | undefined {
    return this.#issuers.find(({ options }) => options.issuer === name);
  }
}

interface Issuer {
  readonly options: JwtOptions;
  readonly key: VerificationKey;
  readonly subjectPrefix: string;
}

async function payloadOf(token: string, { options: settings, key }: Issuer): Promise<JWTPayload> {
  const { issuer, audience, clockToleranceS } = settings;
  const options = {
    algorithms: key.algorithms,
    requiredClaims: ['exp'],
    // Applies to `exp` too, which authenticate() checks without tolerance.
    clockTolerance: clockToleranceS,
    ...(issuer !== undefined && { issuer }),
    ...(audience !== undefined && { audience }),
  };
  try {
    return (await jwtVerify(token, key.getKey, options)).payload;
  } catch (error) {
    if (!(error instanceof errors.JWKSMultipleMatchingKeys)) throw error;
    // A token without a key id can be signed with any of several keys.
    for await (const candidate of error) {
      const verified = await jwtVerify(token, candidate, options).catch(() => undefined);
      if (verified) return verified.payload;
    }
    throw error;
  }
}

/** Checks `iat`, which jose ignores unless a maximum age is set. */
function checkIssuedAt({ iat }: JWTPayload, { clockToleranceS }: JwtOptions): void {
  if (iat !== undefined && iat > Date.now() / 1_000 + clockToleranceS)
    throw new TokenRejectedError('token_not_yet_valid');
}

function viewerOf(payload: JWTPayload, { options, subjectPrefix }: Issuer): Viewer {
  const { customerClaim, operatorScope } = options;
  const { scope } = payload;
  if (operatorScope !== undefined && typeof scope === 'string' && scope.split(' ').includes(operatorScope))
    return operatorOf(payload.sub, subjectPrefix);
  const customerId = customerClaim === undefined ? undefined : payload[customerClaim];
  if (customerId === undefined) return ANONYMOUS;
  if (typeof customerId !== 'string' || !isId(customerId)) throw new TokenRejectedError('token_claim');
  return { kind: 'customer', customerId };
}

/** A `sub` should be a string (RFC 7519, 4.1.2). Numbers are accepted, since some providers use them. */
function operatorOf(sub: unknown, prefix: string): Viewer {
  const subject = sub === undefined || sub === null || typeof sub === 'string' ? sub : JSON.stringify(sub);
  return subject ? { kind: 'operator', subject: prefix + subject } : OPERATOR;
}

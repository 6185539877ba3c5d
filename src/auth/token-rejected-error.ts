/** The reason of a rejected token, for operators. Clients learn only that the token is invalid. */
import { errors } from 'jose';
import { GatewayError } from '../common/gateway-error.js';

export type TokenRejection =
  | 'token_malformed'
  | 'token_key'
  | 'token_expired'
  | 'token_not_yet_valid'
  | 'token_issuer'
  | 'token_audience'
  | 'token_claim';

/** Rejections by the claim that jose found wrong. */
const BY_CLAIM: Readonly<Record<string, TokenRejection>> = {
  aud: 'token_audience',
  iss: 'token_issuer',
  nbf: 'token_not_yet_valid',
  iat: 'token_not_yet_valid',
};

export class TokenRejectedError extends GatewayError {
  readonly reason: TokenRejection;

  constructor(reason: TokenRejection, cause?: unknown) {
    super('UNAUTHENTICATED', 'The access token is invalid. Sign in again.', { cause });
    this.reason = reason;
  }
}

/** @param error Thrown by jose. */
export function rejectionReasonOf(error: unknown): TokenRejection {
  if (error instanceof errors.JWTExpired) return 'token_expired';
  if (error instanceof errors.JWTClaimValidationFailed) return BY_CLAIM[error.claim] ?? 'token_claim';
  const isAboutKey =
    error instanceof errors.JWSSignatureVerificationFailed ||
    error instanceof errors.JWKSNoMatchingKey ||
    error instanceof errors.JWKSMultipleMatchingKeys ||
    error instanceof errors.JOSEAlgNotAllowed;
  return isAboutKey ? 'token_key' : 'token_malformed';
}

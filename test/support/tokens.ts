/** Tokens, good and bad. */
import { SignJWT } from 'jose';

export const SECRET = 'a secret that is long enough for HS256, 32 bytes and more';
export const JWT_ENV = { AUTH: 'jwt', JWT_SECRET: SECRET };

const key = (secret: string) => new TextEncoder().encode(secret);
export const inSeconds = (seconds: number): number => Math.floor(Date.now() / 1_000) + seconds;

/** Signed with HS256; expires in an hour unless `claims` say otherwise. */
export const sign = (claims: Record<string, unknown>, secret = SECRET): Promise<string> =>
  new SignJWT({ exp: inSeconds(3_600), ...claims }).setProtectedHeader({ alg: 'HS256' }).sign(key(secret));

export const customerToken = (customerId: string): Promise<string> => sign({ customer_id: customerId });
export const operatorToken = (sub?: string): Promise<string> =>
  sign({ scope: 'openid wallet:operator', ...(sub !== undefined && { sub }) });

/** Header and claims as they are, with no signature. */
export function unsigned(claims: Record<string, unknown>, alg = 'none'): string {
  const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
  return `${part({ alg })}.${part(claims)}.`;
}

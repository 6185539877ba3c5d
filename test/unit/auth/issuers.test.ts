/** Several issuers: staff and customers from different providers. */
import { generateKeyPairSync } from 'node:crypto';
import { SignJWT } from 'jose';
import { expect, it } from 'vitest';
import { JwtAuthenticator, type JwtOptions } from '../../../src/auth/authenticator.js';
import { NO_METRICS } from '../../../src/observability/metrics.js';
import { logLines } from '../../support/redis.js';
import { inSeconds } from '../../support/tokens.js';

const pairOf = () => generateKeyPairSync('ec', { namedCurve: 'P-256' });
const keys = { staff: pairOf(), people: pairOf() };
const ISSUERS: JwtOptions[] = [
  {
    key: { publicKey: keys.staff.publicKey },
    issuer: 'https://staff',
    audience: undefined,
    customerClaim: undefined,
    operatorScope: 'wallet:operator',
    clockToleranceS: 10,
  },
  {
    key: { publicKey: keys.people.publicKey },
    issuer: 'https://people',
    audience: 'wallets',
    customerClaim: 'cid',
    operatorScope: undefined,
    clockToleranceS: 10,
  },
];
const authenticator = new JwtAuthenticator(ISSUERS, { log: logLines().log, metrics: NO_METRICS });

const tokenOf = (claims: Record<string, unknown>, key: keyof typeof keys) =>
  new SignJWT({ exp: inSeconds(60), ...claims }).setProtectedHeader({ alg: 'ES256' }).sign(keys[key].privateKey);
const outcomeOf = async (claims: Record<string, unknown>, key: keyof typeof keys): Promise<unknown> => {
  try {
    return (await authenticator.authenticate(`Bearer ${await tokenOf(claims, key)}`)).viewer;
  } catch (error) {
    return (error as { reason?: string }).reason;
  }
};

const STAFF = { iss: 'https://staff', scope: 'wallet:operator', sub: 'ann' };
const PERSON = { iss: 'https://people', aud: 'wallets', cid: 'c1' };

it.each([
  ['staff', STAFF, 'staff', { kind: 'operator', subject: 'https://staff ann' }],
  ['a customer', PERSON, 'people', { kind: 'customer', customerId: 'c1' }],
  [
    'a customer whose provider claims an operator',
    { ...PERSON, scope: 'wallet:operator' },
    'people',
    { kind: 'customer', customerId: 'c1' },
  ],
  ['staff who claim a customer', { ...STAFF, scope: '', cid: 'c1' }, 'staff', { kind: 'anonymous' }],
  ['a token by the other issuer’s key', STAFF, 'people', 'token_key'],
  ['a token of an issuer that is none', { ...STAFF, iss: 'https://other' }, 'staff', 'token_issuer'],
  ['a token without an issuer', { ...STAFF, iss: undefined }, 'staff', 'token_issuer'],
  ['a token for another audience', { ...PERSON, aud: 'x' }, 'people', 'token_audience'],
] as const)('%s', async (_, claims, key, outcome) => {
  expect(await outcomeOf(claims, key)).toEqual(outcome);
});

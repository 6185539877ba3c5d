/** The settings of webhooks and of several issuers. */
import { expect, it } from 'vitest';
import { readConfig } from '../../../src/config/config.js';
import { problemsOf } from '../../support/config-problems.js';

it.each([
  ['three tokens', { WEBHOOK_TOKEN: 'a,b,c' }, 'WEBHOOK_TOKEN must be one token'],
  ['a short secret', { WEBHOOK_HMAC_SECRET: 'short' }, 'WEBHOOK_HMAC_SECRET must be at least 32 bytes'],
  ['a header that is none', { WEBHOOK_SIGNATURE_HEADER: 'a b' }, 'WEBHOOK_SIGNATURE_HEADER'],
])('takes no webhooks with %s', (_, env, problem) => {
  expect(problemsOf(env as unknown as Record<string, string>)).toContain(problem);
});

it.each([
  ['no JSON', '{', 'must be a JSON list'],
  ['no list', '{}', 'must be a JSON list'],
  ['an unknown member', '[{"issuer":"a","jwksUrl":"https://a","claim":"x"}]', 'must be a JSON list'],
  ['no key', '[{"issuer":"a","customerClaim":"c"}]', 'either jwksUrl or publicKey'],
  ['an address that is none', '[{"issuer":"a","customerClaim":"c","jwksUrl":"ftp://a"}]', 'http or https address'],
  ['a key that is none', '[{"issuer":"a","customerClaim":"c","publicKey":"x"}]', 'public key in PEM'],
  ['no viewers', '[{"issuer":"a","jwksUrl":"https://a"}]', 'customerClaim, operatorScope or both'],
  [
    'one issuer twice',
    `[${Array(2).fill('{"issuer":"a","customerClaim":"c","jwksUrl":"https://a"}')}]`,
    'each issuer once',
  ],
])('takes no issuers with %s', (_, issuers, problem) => {
  expect(problemsOf({ AUTH: 'jwt', JWT_ISSUERS: issuers })).toContain(problem);
});

it('takes several issuers, and none beside a single one', () => {
  const JWT_ISSUERS = '[{"issuer":"a","customerClaim":"c","jwksUrl":"https://a"}]';
  expect(readConfig({ AUTH: 'jwt', JWT_ISSUERS }).jwt).toMatchObject([{ issuer: 'a', operatorScope: undefined }]);
  expect(problemsOf({ AUTH: 'jwt', JWT_ISSUERS, JWT_ISSUER: 'b' })).toContain('exclude each other');
});

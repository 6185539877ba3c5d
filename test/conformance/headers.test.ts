/** What every answer carries, whichever layer gives it. */
import { describe, expect, it } from 'vitest';
import { startWithSimulator } from '../support/gateway.js';
import { exchange } from '../support/raw-http.js';
import { JWT_ENV } from '../support/tokens.js';
import { ask, JSON_TYPE, post } from './http.js';

const APP = 'https://app.example.com';
const env = { CORS_ORIGINS: APP };
const STRICT = {
  'cache-control': 'no-store',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
};
const QUERY = { query: '{ __typename }' };
const gzip = { ...JSON_TYPE, 'content-encoding': 'gzip' };

describe('security headers', () => {
  it('are on answers, refusals and health checks', async () => {
    const { url, webhookUrl } = await startWithSimulator();
    const answers = [
      await post(`${url}/graphql`, QUERY),
      await post(`${url}/graphql`, '{'),
      await post(`${url}/graphql/stream`, QUERY),
      await post(`${url}/graphql/stream`, {
        query: 'subscription { topupStatus(orderId: "bacd97d132014cb6b23ee18fdea3b5c4") { id } }',
      }),
      await post(webhookUrl, '{'),
      await ask(`${url}/healthz`),
      await ask(`${url}/readyz`),
      await ask(`${url}/nowhere`),
      await ask(`${url}/graphql`, { method: 'DELETE' }),
      await ask(`${url}/graphql/%zz`),
    ];
    for (const { headers } of answers) {
      const actual = Object.fromEntries(Object.keys(STRICT).map((name) => [name, headers.get(name)]));
      const isStream = headers.get('content-type')?.startsWith('text/event-stream');
      expect(actual).toEqual(isStream ? { ...STRICT, 'cache-control': 'no-store, no-transform' } : STRICT);
      expect(headers.get('x-powered-by')).toBeNull();
    }
  });

  it('have a policy of its own for Apollo Sandbox', async () => {
    const { url } = await startWithSimulator();
    const { headers } = await ask(`${url}/graphql`, { headers: { accept: 'text/html' } });
    const policy = headers.get('content-security-policy');
    expect(policy).toContain("default-src 'none'; script-src");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(headers.get('x-frame-options')).toBe('DENY');
    expect(headers.get('cache-control')).toBe('no-store');
  });
});

describe('CORS', () => {
  it.each(['/graphql', '/graphql/stream'])('holds for answers and refusals of %s', async (route) => {
    const { url } = await startWithSimulator({ env: { ...env, ...JWT_ENV } });
    const allowed = { origin: APP };
    const answers = [
      await post(`${url}${route}`, QUERY, allowed),
      await post(`${url}${route}`, '{', allowed),
      await post(`${url}${route}`, QUERY, { ...allowed, authorization: 'Bearer x' }),
      await post(`${url}${route}`, QUERY, { ...allowed, ...gzip }),
      await post(`${url}${route}`, QUERY, { ...allowed, 'content-type': 'text/plain' }),
      await post(`${url}${route}`, 'x'.repeat(200_000), allowed),
      await ask(`${url}${route}`, { method: 'DELETE', headers: allowed }),
    ];
    for (const { headers } of answers) {
      expect(headers.get('access-control-allow-origin')).toBe(APP);
      expect(headers.get('access-control-allow-credentials')).toBeNull();
      expect(headers.get('vary')).toMatch(/origin/i);
    }
    const foreign = await post(`${url}${route}`, QUERY, { origin: 'https://evil.example' });
    expect(foreign.headers.get('access-control-allow-origin')).toBeNull();
  });

  it.each(['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x', ''])(
    'is not got round by a body of the type %j, which needs no preflight',
    async (type) => {
      const { url, calls } = await startWithSimulator();
      const mutation =
        'mutation { createTopupQuote(input: { sourceCurrency: "A", targetCurrency: "B" }) { quote { id } } }';
      for (const route of ['/graphql', '/graphql/stream']) {
        const body = new Blob([JSON.stringify({ query: mutation })], { type: '' });
        const init = { method: 'POST', body, headers: type === '' ? {} : { 'content-type': type } };
        expect(await ask(`${url}${route}`, init)).toMatchObject({ status: 415, json: { errors: [expect.anything()] } });
      }
      expect(calls()).toEqual([]);
    },
  );
});

it('a compressed body is refused with what is taken instead, in the words of the route', async () => {
  const { url, webhookUrl } = await startWithSimulator();
  const refused = await post(`${url}/graphql`, QUERY, gzip);
  expect(refused).toMatchObject({ status: 415, json: { errors: [{ extensions: { code: 'BAD_REQUEST' } }] } });
  expect(refused.headers.get('accept-encoding')).toBe('identity');
  expect(await post(webhookUrl, {}, gzip)).toMatchObject({ status: 415, json: { status: '-1' } });
  expect(await post(`${url}/graphql`, QUERY, { 'content-encoding': 'identity' })).toMatchObject({ status: 200 });
});

it('an upgrade is refused with them, too', async () => {
  const { url } = await startWithSimulator({ env });
  const upgrade = [
    'GET /graphql HTTP/1.1',
    'host: g',
    'origin: https://evil.example',
    'connection: upgrade',
    'upgrade: websocket',
  ];
  const { status, headers, body } = await exchange(url, `${upgrade.join('\r\n')}\r\n\r\n`);
  expect({ status, headers }).toMatchObject({ status: 403, headers: STRICT });
  expect(JSON.parse(body)).toMatchObject({ errors: [{ extensions: { code: 'FORBIDDEN' } }] });
});

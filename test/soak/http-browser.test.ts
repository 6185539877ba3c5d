/** What a browser's pages get: CORS as their origin allows, and Apollo Sandbox. */
import { describe, expect, it } from 'vitest';
import { ask, JSON_TYPE, post } from '../conformance/http.js';
import { startWithSimulator } from '../support/gateway.js';

const STUDIO = 'https://studio.apollographql.com';
const BROWSER = { accept: 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8' };

/** What a browser asks before it lets a page of `origin` send JSON. */
function preflight(url: string, origin: string) {
  const asked = { 'access-control-request-method': 'POST', 'access-control-request-headers': 'content-type' };
  return ask(`${url}/graphql`, { method: 'OPTIONS', headers: { origin, ...asked } });
}

describe('CORS', () => {
  it.each([STUDIO, 'http://localhost:3000', 'https://localhost:8443', 'http://127.0.0.1:5173', 'http://[::1]:3000'])(
    'lets pages of %s in',
    async (origin) => {
      const { url } = await startWithSimulator();
      const allowed = await preflight(url, origin);
      expect([200, 204]).toContain(allowed.status);
      expect(allowed.headers.get('access-control-allow-origin')).toBe(origin);
      expect(allowed.headers.get('access-control-allow-methods')).toContain('POST');
      expect(allowed.headers.get('access-control-allow-headers')).toMatch(/content-type/i);
      expect(allowed.headers.get('vary')).toMatch(/origin/i);

      const answer = await post(`${url}/graphql`, { query: '{ __typename }' }, { origin });
      expect(answer.json).toEqual({ data: { __typename: 'Query' } });
      expect(answer.headers.get('access-control-allow-origin')).toBe(origin);
    },
  );

  it.each([
    'https://evil.example',
    'https://studio.apollographql.com.evil.example',
    'http://localhost.evil.example',
    'http://studio.apollographql.com',
    'null',
  ])('leaves pages of %s out', async (origin) => {
    const { url } = await startWithSimulator();
    const refused = await preflight(url, origin);
    expect(refused.headers.get('access-control-allow-origin')).toBeNull();
    expect(refused.headers.get('vary')).toMatch(/origin/i);
    const answer = await post(`${url}/graphql`, { query: '{ __typename }' }, { origin });
    expect(answer.headers.get('access-control-allow-origin')).toBeNull();
  });

  it('lets in apps, extensions and subdomains that are named', async () => {
    const { url } = await startWithSimulator({ env: { CORS_ORIGINS: 'capacitor://localhost,https://*.example.com' } });
    const isAllowed = async (origin: string) =>
      (await preflight(url, origin)).headers.get('access-control-allow-origin') === origin;
    expect(await isAllowed('capacitor://localhost')).toBe(true);
    expect(await isAllowed('https://a.b.example.com')).toBe(true);
    expect(await isAllowed('ionic://localhost')).toBe(false);
    expect(await isAllowed('https://example.com')).toBe(false);
  });

  it.each<Record<string, string>>([{ CORS_ORIGINS: 'https://app.example.com' }, { NODE_ENV: 'production' }])(
    'knows neither Studio nor localhost with %o, but its own pages',
    async (env) => {
      const { url } = await startWithSimulator({ env });
      const isAllowed = async (origin: string) =>
        (await preflight(url, origin)).headers.get('access-control-allow-origin') === origin;
      expect(await isAllowed(STUDIO)).toBe(false);
      expect(await isAllowed('http://localhost:3000')).toBe(false);
      expect(await isAllowed('https://app.example.com')).toBe('CORS_ORIGINS' in env);
      expect(await isAllowed(url)).toBe(true);
    },
  );
});

describe('the page at /', () => {
  it('leads a browser to the explorer, and tells a program what is here', async () => {
    const { url } = await startWithSimulator();
    const page = await ask(`${url}/`, { headers: BROWSER });
    expect(page).toMatchObject({ status: 200, type: 'text/html' });
    expect(page.text).toContain('<a href="graphql">Explorer</a>');
    expect(await ask(`${url}/`, { headers: { accept: 'application/json' } })).toMatchObject({
      status: 200,
      json: { name: 'Wallet Gateway', graphql: '/graphql', subscriptions: '/graphql/stream', health: '/readyz' },
    });
    const closed = await startWithSimulator({ env: { EXPLORER: 'off' } });
    expect((await ask(`${closed.url}/`, { headers: BROWSER })).text).not.toContain('Explorer');
    expect(await ask(`${closed.url}/explorer/main.js`)).toMatchObject({ status: 404 });
  });

  it.each([
    'explorer/../package.json',
    'explorer/%2e%2e/package.json',
    'explorer/iframe-sandbox/index.html',
    'explorer/',
  ])('no file but the explorer’s is behind %s', async (path) => {
    const { url } = await startWithSimulator();
    expect(await ask(`${url}/${path}`)).toMatchObject({ status: 404 });
  });
});

describe('Apollo Sandbox', () => {
  it('is what a browser gets', async () => {
    const { url } = await startWithSimulator({ env: { SANDBOX: 'on' } });
    const page = await ask(`${url}/graphql`, { headers: BROWSER });
    expect(page).toMatchObject({ status: 200, type: 'text/html' });
    expect(page.text).toContain('embeddable-sandbox');
  });

  it('is not what a program gets', async () => {
    const { url } = await startWithSimulator();
    const answer = await ask(`${url}/graphql`, { headers: { accept: 'application/json' } });
    expect(answer).toMatchObject({ status: 400, type: 'application/json', json: { errors: [expect.anything()] } });
  });

  it.each<Record<string, string>>([{ SANDBOX: 'off' }, { EXPLORER: 'off', SANDBOX: 'on' }, { NODE_ENV: 'production' }])(
    'is off with %o',
    async (env) => {
      const { url } = await startWithSimulator({ env });
      const answer = await ask(`${url}/graphql`, { headers: BROWSER });
      expect(answer).toMatchObject({ status: 400, type: 'application/json', json: { errors: [expect.anything()] } });
      expect(await post(`${url}/graphql`, { query: '{ __typename }' }, JSON_TYPE)).toMatchObject({ status: 200 });
    },
  );
});

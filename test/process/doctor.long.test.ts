/** `npm run doctor`: each part of an environment, good and bad. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { startSimulator } from '../../src/simulator/simulator.js';
import { runCommand } from '../support/command.js';
import { ok, startRestServer } from '../support/rest-server.js';

const SLOW = { timeout: 60_000 };
const secret = 'sentinel-upstream';

function fileStore(): string {
  const folder = mkdtempSync(join(tmpdir(), 'wallet-gateway-doctor-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return `file:${join(folder, 'data')}`;
}

it('finds nothing wrong before a REST API that answers', SLOW, async () => {
  const simulator = await startSimulator();
  onTestFinished(() => simulator.close());
  const env = {
    UPSTREAM_URL: simulator.url,
    UPSTREAM_AUTHORIZATION: secret,
    AUTH: 'jwt',
    JWT_SECRET: 'x'.repeat(32),
    WEBHOOK_TOKEN: 'token',
    STORE_URL: fileStore(),
  };
  const { status, text } = await runCommand('doctor', [], env);
  expect(text.split('\n').map((line) => line.slice(0, 15).trim())).toEqual([
    'ok    settings:',
    'ok    REST API:',
    expect.stringMatching(/^ok {4}clock:/),
    'skip  key set:',
    expect.stringMatching(/^ok {4}store:/),
    '',
  ]);
  expect(status).toBe(0);
  expect(simulator.requests.map(({ method, path }) => `${method} ${path}`)).toEqual(['GET /assets/networks']);
});

it('says for each part what is wrong, and what to change', SLOW, async () => {
  const env = {
    UPSTREAM_URL: 'http://127.0.0.1:1',
    UPSTREAM_AUTHORIZATION: secret,
    AUTH: 'jwt',
    JWT_JWKS_URL: 'http://127.0.0.1:1/keys',
    STORE_URL: 'redis://user:sentinel-redis@127.0.0.1:1',
  };
  const { status, text } = await runCommand('doctor', [], env);
  expect(status).toBe(1);
  expect(text).toMatch(/^warn {2}webhook: .*WEBHOOK_TOKEN$/m);
  expect(text).toMatch(/^FAIL {2}REST API: .*ECONNREFUSED.*UPSTREAM_URL/m);
  expect(text).toMatch(/^FAIL {2}key set: .*JWT_JWKS_URL/m);
  expect(text).toMatch(/^FAIL {2}store: redis:\/\/127\.0\.0\.1:1: .*STORE_URL/m);
  expect(text).not.toContain('sentinel');
});

it.each([
  ['a wrong path prefix', 404, ok({ nothing: true }), /path prefix of UPSTREAM_URL/],
  ['another API', 200, ok({ nothing: true }), /something else answers/],
  ['missing credentials', 401, ok({}), /UPSTREAM_AUTHORIZATION/],
])('recognizes %s', SLOW, async (_, code, body, advice) => {
  const rest = await startRestServer((__, respond) => {
    respond.statusCode = code;
    return body;
  });
  const env = { UPSTREAM_URL: rest.url, AUTH: 'none', STORE_URL: 'memory:' };
  const { status, text } = await runCommand('doctor', [], env);
  expect(status).toBe(1);
  expect(text).toMatch(advice);
  expect(text).toMatch(/^warn {2}sign-in: AUTH=none/m);
});

it('reports settings that a start would refuse', SLOW, async () => {
  const { status, text } = await runCommand('doctor', [], { UPSTREAM_URL: 'nonsense', PORT: 'x' });
  expect(status).toBe(1);
  expect(text).toMatch(/^FAIL {2}settings: PORT must be/);
  expect(text).toContain('UPSTREAM_URL must be');
});

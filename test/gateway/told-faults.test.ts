/** What goes wrong in a deployment shows by itself: in a metric, and in one log line that says what to do. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { startGateway, startWithSimulator, type TestGateway } from '../support/gateway.js';
import { scrape } from '../support/metrics.js';
import { hasRedis, logLines, startRedis } from '../support/redis.js';
import { startRestServer } from '../support/rest-server.js';
import { inSeconds, JWT_ENV, sign, unsigned } from '../support/tokens.js';

const METRICS = { METRICS_PORT: '0' };
const metricsOf = ({ gateway }: TestGateway) => scrape(gateway.metricsUrl);
const READ = '{ assetNetworks { asset } }';

/** Lines about a fault: what the access log repeats of it is left out. */
const told = (lines: ReturnType<typeof logLines>) =>
  lines.entries().filter(({ component }) => component !== 'access' && component !== 'audit');

describe('a wrong UPSTREAM_URL', () => {
  it.each([
    ['an unknown host', 'http://no-such-host.invalid', 'ENOTFOUND', 'does not resolve'],
    ['a port where nothing listens', 'http://127.0.0.1:1', 'ECONNREFUSED', 'no connection'],
  ])('of %s', async (_, url, cause, advice) => {
    const lines = logLines();
    const started = await startGateway(url, { env: METRICS, log: lines.log });
    await started.run(READ);
    await started.run(READ);
    const metrics = await metricsOf(started);
    expect(metrics.value('http_client_request_duration_seconds_count', { error_type: cause })).toBeGreaterThan(0);
    const [line, ...more] = told(lines);
    expect(line).toMatchObject({ msg: 'upstream call failed', cause, endpoint: 'assetNetworks' });
    expect(line?.advice).toContain(advice);
    expect(more).toEqual([]);
    expect(await started.gateway.probe()).toMatchObject({ problem: expect.stringContaining(cause) });
  });

  it('of a server without TLS', async () => {
    const rest = await startRestServer(() => '{}');
    const lines = logLines();
    const started = await startGateway(rest.url.replace('http:', 'https:'), { env: METRICS, log: lines.log });
    await started.run(READ);
    expect(told(lines)[0]?.advice).toContain('right scheme');
    expect((await started.gateway.probe()).advice).toContain('right scheme');
  });

  it.each([
    ['a wrong path prefix', 404, 'path prefix of UPSTREAM_URL'],
    ['a missing API key', 401, 'UPSTREAM_AUTHORIZATION'],
  ])('or %s', async (_, status, advice) => {
    const rest = await startRestServer((__, respond) => {
      respond.statusCode = status;
      return '<html>no</html>';
    });
    const lines = logLines();
    const started = await startGateway(rest.url, { env: METRICS, log: lines.log });
    await started.run(READ);
    const metrics = await metricsOf(started);
    const failed = { http_response_status_code: String(status), error_type: String(status) };
    expect(metrics.value('http_client_request_duration_seconds_count', failed)).toBe(1);
    expect(told(lines)).toMatchObject([{ advice: expect.stringContaining(advice) }]);
    expect((await started.gateway.probe()).advice).toContain(advice);
  });
});

describe('a token', () => {
  it.each([
    ['that has expired', { exp: inSeconds(-60) }, 'token_expired', 'renew'],
    ['for another audience', { aud: 'others' }, 'token_audience', 'JWT_AUDIENCE'],
    ['of another issuer', { iss: 'others', aud: 'us' }, 'token_issuer', 'JWT_ISSUER'],
    ['that is not valid yet', { nbf: inSeconds(600) }, 'token_not_yet_valid', 'clocks'],
  ])('%s is told once, and counted each time', async (_, claims, reason, advice) => {
    const lines = logLines();
    const env = { ...METRICS, ...JWT_ENV, JWT_AUDIENCE: 'us', JWT_ISSUER: 'me' };
    const started = await startWithSimulator({ env, log: lines.log });
    const token = await sign({ customer_id: 'c1', aud: 'us', iss: 'me', ...claims });
    for (let count = 0; count < 3; count += 1) await started.run(READ, {}, token);
    expect((await metricsOf(started)).value('wallet_gateway_refused_total', { reason })).toBe(3);
    expect(told(lines)).toMatchObject([{ reason, msg: 'request refused', advice: expect.stringContaining(advice) }]);
    expect(lines.text()).not.toContain(token);
  });

  it('whose keys cannot be fetched', async () => {
    const lines = logLines();
    const env = { ...METRICS, AUTH: 'jwt', JWT_JWKS_URL: 'http://127.0.0.1:1/keys' };
    const started = await startWithSimulator({ env, log: lines.log });
    await started.run(READ, {}, unsigned({ customer_id: 'c1', exp: inSeconds(60) }, 'RS256'));
    const metrics = await metricsOf(started);
    expect(metrics.value('wallet_gateway_refused_total', { reason: 'auth_unavailable' })).toBe(1);
    expect(metrics.value('wallet_gateway_key_set_fetches_total', { result: 'failure' })).toBe(1);
    expect(told(lines)[0]).toMatchObject({ msg: 'jwks fetch failed', advice: expect.stringContaining('JWT_JWKS_URL') });
  });
});

it('a webhook with a wrong token', async () => {
  const lines = logLines();
  const started = await startWithSimulator({ env: { ...METRICS, WEBHOOK_TOKEN: 'right' }, log: lines.log });
  const response = await fetch(`${started.webhookUrl}?token=wrong`, { method: 'POST', body: '{}' });
  expect(response.status).toBe(401);
  const metrics = await metricsOf(started);
  expect(metrics.value('wallet_gateway_webhooks_total', { result: 'unauthorized' })).toBe(1);
  expect(told(lines)).toMatchObject([{ reason: 'webhook_token', advice: expect.stringContaining('WEBHOOK_TOKEN') }]);
  expect(lines.text()).not.toContain('wrong');
});

it('a web page that CORS_ORIGINS does not list', async () => {
  const lines = logLines();
  const started = await startWithSimulator({ env: METRICS, log: lines.log });
  await fetch(`${started.url}/graphql`, {
    method: 'OPTIONS',
    headers: { origin: 'https://page.example', 'access-control-request-method': 'POST' },
  });
  expect((await metricsOf(started)).value('wallet_gateway_refused_total', { reason: 'origin' })).toBe(1);
  expect(told(lines)[0]).toMatchObject({
    reason: 'origin',
    origin: 'https://page.example',
    advice: expect.stringContaining('CORS_ORIGINS'),
  });
});

it('a write whose outcome is unknown, each time', async () => {
  const rest = await startRestServer((_, respond) => void respond.destroy());
  const lines = logLines();
  const started = await startGateway(rest.url, { env: METRICS, log: lines.log });
  const create = `mutation { createTopupOrder(input: { quoteId: "q1", walletId: "w1", payer: { name: "Ann" } }) { order { id } } }`;
  await started.run(create);
  await started.run(create);
  expect((await metricsOf(started)).value('wallet_gateway_writes_unknown_total')).toBe(2);
  const unknown = told(lines).filter(({ msg }) => msg === 'write outcome unknown');
  expect(unknown).toMatchObject([
    { level: 50, endpoint: 'createOrder', advice: expect.stringContaining('REST API') },
    { level: 50 },
  ]);
  const audit = lines.entries().filter(({ component }) => component === 'audit');
  expect(audit[0]).toMatchObject({
    write: 'createOrder',
    actor: 'operator',
    ids: { quoteId: 'q1', walletId: 'w1' },
    outcome: 'unknown',
    requestId: unknown[0]?.requestId,
  });
});

it.skipIf(!hasRedis)('a Redis that is down', async () => {
  const redis = await startRedis();
  const lines = logLines();
  const started = await startWithSimulator({ env: { ...METRICS, STORE_URL: redis.url }, log: lines.log });
  expect((await metricsOf(started)).value('wallet_gateway_store_up')).toBe(1);
  await redis.stop();
  await vi.waitFor(async () => {
    const metrics = await metricsOf(started);
    expect(metrics.value('wallet_gateway_store_up')).toBe(0);
    expect(metrics.value('wallet_gateway_bus_up')).toBe(0);
  });
  expect(told(lines).find(({ msg }) => msg === 'redis unavailable')).toMatchObject({
    component: 'redis',
    advice: expect.stringContaining('STORE_URL'),
  });
});

it('a clock that differs from the REST API’s', async () => {
  const server = createServer((_, response) => {
    response.setHeader('date', new Date(Date.now() - 3_600_000).toUTCString());
    response.end('{"status":"1","data":{"matrix":[]}}');
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  onTestFinished(() => {
    server.close();
  });
  const started = await startGateway(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  const { problem, clockSkewMs = 0 } = await started.gateway.probe();
  expect(problem).toBeUndefined();
  expect(clockSkewMs).toBeGreaterThan(3_590_000);
});

/** `RATE_LIMIT`: how often one may ask, over all transports, all instances, and behind proxies. */
import { createClient } from 'redis';
import { describe, expect, it } from 'vitest';
import { sampleDirectory } from '../../src/simulator/sample/sample-data.js';
import { type StartOptions, startGateway, startWithSimulator, type TestGateway } from '../support/gateway.js';
import { hasRedis, startRedis } from '../support/redis.js';
import { customerToken, JWT_ENV, operatorToken } from '../support/tokens.js';

const STATUS = 'subscription { topupStatus(orderId: "bacd97d132014cb6b23ee18fdea3b5c4") { status } }';
const RATE_LIMITED = {
  errors: [{ message: expect.any(String), extensions: { code: 'RATE_LIMITED', requestId: expect.any(String) } }],
};

const start = (env: Record<string, string>, options: StartOptions = {}) =>
  startWithSimulator({ ...options, env: { RATE_LIMIT: '3/1h', ...env } });

function ask({ url }: TestGateway, headers: Record<string, string> = {}, path = '/graphql', query = '{ __typename }') {
  const init = { method: 'POST', headers: { 'content-type': 'application/json', ...headers } };
  return fetch(`${url}${path}`, { ...init, body: JSON.stringify({ query }) });
}

async function statuses(times: number, next: () => Promise<Response>): Promise<number[]> {
  const seen: number[] = [];
  for (let time = 0; time < times; time += 1) {
    const response = await next();
    await response.text();
    seen.push(response.status);
  }
  return seen;
}

const bearer = (token: string) => ({ authorization: `Bearer ${token}` });

describe('one who asks too often', () => {
  it('gets 429, a code, and when to try again; a page may read it', async () => {
    const started = await start({});
    expect(await statuses(3, () => ask(started))).toEqual([200, 200, 200]);
    const refused = await ask(started, { origin: 'http://localhost:3000' });
    expect(refused.status).toBe(429);
    expect(await refused.json()).toEqual(RATE_LIMITED);
    const seconds = Number(refused.headers.get('retry-after'));
    expect(seconds).toBeGreaterThan(3_000);
    expect(seconds).toBeLessThanOrEqual(3_600);
    expect(refused.headers.get('access-control-allow-origin')).toBe('http://localhost:3000');
    expect(refused.headers.get('access-control-expose-headers')).toBe('retry-after, x-request-id');
  });

  it('is told what is left, with COST_EXTENSION=on', async () => {
    const started = await start({ COST_EXTENSION: 'on' });
    const told = async () => (await (await ask(started)).json()) as { extensions: { rateLimit: { resetMs: number } } };
    const { rateLimit } = (await told()).extensions;
    expect(rateLimit).toEqual({ limit: 3, remaining: 2, resetMs: expect.any(Number) });
    expect(rateLimit.resetMs).toBeGreaterThan(3_000_000);
    const { value } = await started.client().iterate({ query: '{ __typename }' }).next();
    expect(value.extensions.rateLimit).toMatchObject({ limit: 3, remaining: 1 });
    expect((await told()).extensions.rateLimit).toMatchObject({ remaining: 0 });
  });

  it('may again when the time is over', async () => {
    const started = await start({ RATE_LIMIT: '2/1s' });
    expect((await statuses(3, () => ask(started))).slice(0, 2)).toEqual([200, 200]);
    await expect.poll(async () => (await ask(started)).status, { timeout: 10_000 }).toBe(200);
  });

  it('is counted over HTTP, WebSocket and event streams together', async () => {
    const started = await start({ ...JWT_ENV }, { seed: sampleDirectory() });
    const token = await customerToken('cus_8a9b3e');
    const socket = started.client({ connectionParams: bearer(token) });
    expect((await ask(started, bearer(token))).status).toBe(200);
    expect((await ask(started, bearer(token), '/graphql/stream', STATUS)).status).toBe(200);
    expect((await socket.iterate({ query: '{ __typename }' }).next()).value).toEqual({ data: { __typename: 'Query' } });
    for (const query of ['{ __typename }', STATUS])
      await expect(socket.iterate({ query }).next()).rejects.toMatchObject(RATE_LIMITED.errors);
    expect((await ask(started, bearer(token))).status).toBe(429);
    expect((await ask(started, bearer(token), '/graphql/stream', STATUS)).status).toBe(429);
  });

  it('leaves another viewer alone, and one who guesses at tokens is counted by address', async () => {
    const started = await start({ ...JWT_ENV });
    const [one, other, operator] = [await customerToken('c1'), await customerToken('c2'), await operatorToken()];
    expect(await statuses(4, () => ask(started, bearer(one)))).toEqual([200, 200, 200, 429]);
    expect(await statuses(4, () => ask(started, bearer(other)))).toEqual([200, 200, 200, 429]);
    expect(await statuses(4, () => ask(started, bearer(operator)))).toEqual([200, 200, 200, 429]);
    const [ann, bob] = [await operatorToken('ann'), await operatorToken('bob')];
    expect(await statuses(4, () => ask(started, bearer(ann)))).toEqual([200, 200, 200, 429]);
    expect(await statuses(4, () => ask(started, bearer(bob)))).toEqual([200, 200, 200, 429]);
    expect(await statuses(2, () => ask(started, bearer('guess')))).toEqual([401, 401]);
    expect(await statuses(2, () => ask(started))).toEqual([200, 429]);
    expect(await statuses(1, () => ask(started, bearer('guess')))).toEqual([429]);
  });

  it('is counted by address who guesses at tokens over WebSocket, together with HTTP', async () => {
    const started = await start({ ...JWT_ENV });
    const guess = () =>
      new Promise((resolve) => {
        const client = started.client({ connectionParams: bearer('guess') });
        client.on('closed', (event) => resolve((event as { code: number }).code));
        client.subscribe({ query: '{ __typename }' }, { next() {}, error() {}, complete() {} });
      });
    expect([await guess(), await guess(), await guess(), await guess()]).toEqual([4403, 4403, 4403, 1013]);
    expect(await statuses(1, () => ask(started, bearer('guess')))).toEqual([429]);
    // One who is known is another.
    expect(await statuses(1, async () => ask(started, bearer(await customerToken('c1'))))).toEqual([200]);
  });

  it('is still told of health, and the webhook has its own protection', async () => {
    const started = await start({});
    await statuses(4, () => ask(started));
    expect(await statuses(9, () => fetch(`${started.url}/readyz`))).toEqual(Array(9).fill(200));
    const webhook = { event: 'topup.status', data: { orderId: 'o1' } };
    const post = () => ask(started, {}, '/webhooks/topup.status');
    expect(await statuses(9, post)).toEqual(Array(9).fill(400));
    const init = { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(webhook) };
    expect((await fetch(started.webhookUrl, init)).status).not.toBe(429);
  });
});

describe('behind a proxy', () => {
  const from = (address: string) => ({ 'x-forwarded-for': address });

  it('x-forwarded-for counts where TRUST_PROXY has the proxy, and as far back as it reaches', async () => {
    const started = await start({ TRUST_PROXY: 'loopback,10.0.0.0/8' });
    expect(await statuses(4, () => ask(started, from('203.0.113.1')))).toEqual([200, 200, 200, 429]);
    expect(await statuses(4, () => ask(started, from('203.0.113.2, 10.1.2.3')))).toEqual([200, 200, 200, 429]);
    // What stands before the client's own address, the client wrote itself.
    expect(await statuses(1, () => ask(started, from('198.51.100.9, 203.0.113.1')))).toEqual([429]);
    expect(await statuses(1, () => ask(started, from('198.51.100.9')))).toEqual([200]);
  });

  it('an IPv6 network is one address', async () => {
    const started = await start({ TRUST_PROXY: '127.0.0.1' });
    const hosts = [':1', ':2:3', ':ffff', 'a:b:c:d'].values();
    const next = () => ask(started, from(`2001:db8:0:7:${hosts.next().value}`));
    expect(await statuses(4, next)).toEqual([200, 200, 200, 429]);
    expect(await statuses(1, () => ask(started, from('2001:db8:0:8::1')))).toEqual([200]);
    expect(await statuses(1, () => ask(started, from('::ffff:203.0.113.1')))).toEqual([200]);
  });

  it.each([
    ['203.0.113.2', (port: number) => `203.0.113.2:${port}`],
    ['2001:db8::5', (port: number) => `[2001:db8::5]:${port}`],
  ])('a port that the proxy writes makes no other client of %s', async (plain, withPort) => {
    const started = await start({ TRUST_PROXY: 'loopback' });
    const ports = [50_001, 50_002, 50_003].values();
    const next = () => ask(started, from(withPort(ports.next().value ?? 0)));
    expect(await statuses(3, next)).toEqual([200, 200, 200]);
    expect(await statuses(1, () => ask(started, from(plain)))).toEqual([429]);
  });

  it('x-forwarded-for is nobody’s word without TRUST_PROXY', async () => {
    const started = await start({});
    const hosts = [1, 2, 3, 4].values();
    const next = () => ask(started, from(`203.0.113.${hosts.next().value}`));
    expect(await statuses(4, next)).toEqual([200, 200, 200, 429]);
  });
});

describe.skipIf(!hasRedis)('with Redis', () => {
  it('counts are kept under names that hold no id and no address', async () => {
    const redis = await startRedis();
    const started = await start({ ...JWT_ENV, STORE_URL: redis.url });
    await statuses(1, async () => ask(started, bearer(await customerToken('cus_hidden'))));
    await statuses(1, async () => ask(started, bearer(await operatorToken('ann'))));
    await statuses(1, () => ask(started));
    const client = await createClient({ url: redis.url }).connect();
    const names = await client.keys('wallet-gateway:rate:*');
    client.destroy();
    expect(names).toHaveLength(3);
    expect(names.join()).not.toMatch(/cus_hidden|ann|127\.0\.0\.1/);
  });

  it('instances count together; each by itself while Redis is away', async () => {
    const redis = await startRedis();
    const env = { RATE_LIMIT: '3/1h', STORE_URL: redis.url };
    const one = await startWithSimulator({ env });
    const other = await startGateway(one.simulator.url, { env });
    expect(await statuses(2, () => ask(one))).toEqual([200, 200]);
    expect(await statuses(2, () => ask(other))).toEqual([200, 429]);
    expect(await statuses(1, () => ask(one))).toEqual([429]);

    const third = await startGateway(one.simulator.url, { env: { ...env, RATE_LIMIT: '5/1h' } });
    redis.pause();
    expect(await statuses(1, () => ask(third))).toEqual([200]);
    await redis.stop();
    expect(await statuses(5, () => ask(third))).toEqual([200, 200, 200, 200, 429]);
  });
});

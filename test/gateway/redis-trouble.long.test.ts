/** A whole gateway whose Redis is another's, was emptied, takes no writes, or doesn't let its user do what is needed. */
import { createClient } from 'redis';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { type SeedRecord, startSimulator } from '../../src/simulator/simulator.js';
import { startGateway, type TestGateway } from '../support/gateway.js';
import { hasRedis, logLines, startRedis } from '../support/redis.js';
import { startSwitchedProxy } from '../support/switched-proxy.js';

const SOON = { timeout: 15_000, interval: 50 };
const PAGE =
  'query ($after: String) { wallet(id: "wal_busy") { transactions(first: 2, after: $after) { nodes { id } pageInfo { endCursor } } } }';
const PROFILE = '{ customer(id: "cus_seed") { name } }';

const seed: SeedRecord[] = [
  {
    customer: {
      id: 'cus_seed',
      externalRef: 'ref-seed',
      name: 'Sam Seed',
      email: 'sam@example.com',
      createdAt: '2026-01-01T00:00:00Z',
    },
  },
];

async function client(url: string) {
  const redis = createClient({ url });
  redis.on('error', () => {});
  await redis.connect();
  onTestFinished(() => redis.destroy());
  return redis;
}

async function readyz({ url }: TestGateway): Promise<{ code: number; away: string[] }> {
  const response = await fetch(`${url}/readyz`);
  const { away } = (await response.json()) as { away: { name: string }[] };
  return { code: response.status, away: away.map(({ name }) => name) };
}

const cursorOf = async (gateway: TestGateway): Promise<string> =>
  (await gateway.run(PAGE)).data.wallet.transactions.pageInfo.endCursor;
const accepts = async (gateway: TestGateway, after: string): Promise<boolean> =>
  (await gateway.run(PAGE, { after })).errors === undefined;

describe.skipIf(!hasRedis)('a Redis of another REST API', () => {
  const foreign = async () => {
    const redis = await startRedis();
    const other = await client(redis.url);
    await other.mSet({
      'wallet-gateway:store': JSON.stringify({ format: 1, upstream: 'https://other.example.com' }),
      'wallet-gateway:customer:cus_other': JSON.stringify({
        id: 'cus_other',
        externalRef: 'x',
        name: 'Stranger',
        email: 'x@y',
      }),
    });
    return { redis, other, before: await other.keys('*') };
  };

  it('behind an address that led to the right one is neither read nor written', async () => {
    const own = await startRedis();
    const { redis, other, before } = await foreign();
    const proxy = await startSwitchedProxy(own.port);
    const { url: upstreamUrl } = await startSimulator();
    const lines = logLines();
    const gateway = await startGateway(upstreamUrl, {
      env: { STORE_URL: `redis://127.0.0.1:${proxy.port}` },
      log: lines.log,
      seed,
    });
    expect(await readyz(gateway)).toEqual({ code: 200, away: [] });

    proxy.switchTo(redis.port);
    await vi.waitFor(() => expect(lines.text()).toContain('it belongs to https://other.example.com'), SOON);
    expect(await readyz(gateway)).toEqual({ code: 200, away: ['redis'] });
    const answer = await gateway.run('{ customer(id: "cus_other") { name } }');
    expect(JSON.stringify(answer)).not.toContain('Stranger');
    expect(await other.keys('*')).toEqual(before);
    expect(lines.text().match(/redis must not be used/g)).toHaveLength(1);

    proxy.switchTo(own.port);
    await vi.waitFor(async () => expect(await readyz(gateway)).toEqual({ code: 200, away: [] }), SOON);
  });

  it('that comes up after a start is not used, and the right one is', async () => {
    const own = await startRedis();
    const { redis, other, before } = await foreign();
    const dead = await startRedis();
    await dead.stop();
    const proxy = await startSwitchedProxy(dead.port);
    const { url: upstreamUrl } = await startSimulator();
    const lines = logLines();
    const gateway = await startGateway(upstreamUrl, {
      env: { STORE_URL: `redis://127.0.0.1:${proxy.port}` },
      log: lines.log,
    });
    proxy.switchTo(redis.port);
    await vi.waitFor(() => expect(lines.text()).toContain('it belongs to https://other.example.com'), SOON);
    expect(await readyz(gateway)).toEqual({ code: 503, away: ['redis'] });
    expect(await other.keys('*')).toEqual(before);
    proxy.switchTo(own.port);
    await vi.waitFor(async () => expect(await readyz(gateway)).toEqual({ code: 200, away: [] }), SOON);
  });
});

describe.skipIf(!hasRedis)('a Redis that lost its content', () => {
  it.each([
    ['restarted', true],
    ['flushed', false],
  ])('because it was %s is said loudly, and is seeded and keyed anew by all', async (_, isRestarted) => {
    const redis = await startRedis();
    const { url: upstreamUrl } = await startSimulator();
    const lines = [logLines(), logLines()];
    const [one, other] = await Promise.all(
      lines.map(({ log }) => startGateway(upstreamUrl, { env: { STORE_URL: redis.url }, log, seed })),
    );
    if (!one || !other) throw new Error('two');
    const before = await cursorOf(one);
    if (isRestarted) await redis.restart();
    else await (await client(redis.url)).flushAll();

    await vi.waitFor(() => expect(lines.map((line) => line.text()).join('')).toContain('store lost its content'), SOON);
    const stored = await client(redis.url);
    await vi.waitFor(
      async () => expect(await stored.get('wallet-gateway:customer:cus_seed')).toContain('Sam Seed'),
      SOON,
    );
    expect(await stored.get('wallet-gateway:store')).toContain(new URL(upstreamUrl).host);
    const young = await startGateway(upstreamUrl, { env: { STORE_URL: redis.url } });
    expect((await young.run(PROFILE)).data.customer.name).toBe('Sam Seed');
    const everyone = [one, other, young];
    await vi.waitFor(async () => {
      for (const gateway of everyone) {
        const cursor = await cursorOf(gateway);
        for (const reader of everyone) expect(await accepts(reader, cursor)).toBe(true);
      }
      expect(await accepts(young, before)).toBe(true);
    }, SOON);
  });

  it('and was found first by a new instance has one cursor key for old ones too', async () => {
    const [first, second] = [await startRedis(), await startRedis()];
    const proxy = await startSwitchedProxy(first.port);
    const { url: upstreamUrl } = await startSimulator();
    const lines = logLines();
    const old = await startGateway(upstreamUrl, {
      env: { STORE_URL: `redis://127.0.0.1:${proxy.port}` },
      log: lines.log,
      seed,
    });
    const young = await startGateway(upstreamUrl, { env: { STORE_URL: second.url } });
    proxy.switchTo(second.port);
    await vi.waitFor(async () => expect(await accepts(old, await cursorOf(young))).toBe(true), SOON);
    expect(await accepts(young, await cursorOf(old))).toBe(true);
    expect(lines.text()).toContain('store lost its content');
    await vi.waitFor(async () => expect((await young.run(PROFILE)).data.customer?.name).toBe('Sam Seed'), SOON);
  });
});

describe.skipIf(!hasRedis)('a Redis that takes no writes', () => {
  const REASONS: [string, string, string[], string[]][] = [
    [
      'has too few replicas',
      'NOREPLICAS',
      ['CONFIG', 'SET', 'min-replicas-to-write', '1'],
      ['CONFIG', 'SET', 'min-replicas-to-write', '0'],
    ],
    ['is full', 'OOM', ['CONFIG', 'SET', 'maxmemory', '1'], ['CONFIG', 'SET', 'maxmemory', '0']],
    ['became a replica', 'READONLY', ['REPLICAOF', '127.0.0.1', '1'], ['REPLICAOF', 'NO', 'ONE']],
  ];

  it.each(REASONS)(
    'because it %s is named although nothing is written, until it takes them',
    async (_, reason, begin, end) => {
      const redis = await startRedis();
      const { url: upstreamUrl } = await startSimulator();
      const lines = logLines();
      const gateway = await startGateway(upstreamUrl, { env: { STORE_URL: redis.url }, log: lines.log, seed });
      const operator = await client(redis.url);
      await operator.sendCommand(begin);
      await vi.waitFor(async () => expect(await readyz(gateway)).toEqual({ code: 200, away: ['redis'] }), SOON);
      expect(lines.text()).toContain(reason);
      expect((await gateway.run(PROFILE)).data.customer.name).toBe('Sam Seed');
      await operator.sendCommand(end);
      await vi.waitFor(async () => expect(await readyz(gateway)).toEqual({ code: 200, away: [] }), SOON);
      expect(lines.text().match(/redis rejects writes/g)).toHaveLength(1);
      expect(lines.text().match(/redis accepts writes again/g)).toHaveLength(1);
    },
  );

  it('at a start is waited for, with its reason', async () => {
    const redis = await startRedis({ args: ['--maxmemory', '1'] });
    const { url: upstreamUrl } = await startSimulator();
    const lines = logLines();
    const gateway = await startGateway(upstreamUrl, { env: { STORE_URL: redis.url }, log: lines.log, seed });
    expect(await readyz(gateway)).toEqual({ code: 503, away: ['redis'] });
    expect(lines.text()).toContain('OOM');
    await (await client(redis.url)).configSet('maxmemory', '0');
    await vi.waitFor(async () => expect(await readyz(gateway)).toEqual({ code: 200, away: [] }), SOON);
    expect((await gateway.run(PROFILE)).data.customer.name).toBe('Sam Seed');
  });
});

describe.skipIf(!hasRedis)('a user of Redis', () => {
  const ALL = ['~wallet-gateway:*', '&wallet-gateway:*', '+@all'];
  const start = async (rights: readonly string[]) => {
    const redis = await startRedis({ args: ['--user', 'gate', 'on', '>secret', ...rights] });
    const { url: upstreamUrl } = await startSimulator();
    const lines = logLines();
    const starting = startGateway(upstreamUrl, {
      env: { STORE_URL: `redis://gate:secret@127.0.0.1:${redis.port}` },
      log: lines.log,
    });
    return { redis, lines, starting };
  };

  const LACKS: [string, string[], RegExp][] = [
    ['EVAL', [...ALL, '-eval'], /lacks the right \+eval/],
    ['scripts', [...ALL, '-@scripting'], /lacks the right \+eval/],
    ['SET', [...ALL, '-set'], /lacks the right \+set/],
    ['GET', [...ALL, '-get'], /lacks the right \+get/],
    ['the keys', ['~other:*', '&*', '+@all'], /lacks the right ~wallet-gateway:\*/],
    ['keys that it may write', ['%R~wallet-gateway:*', '&*', '+@all'], /lacks the right ~wallet-gateway:\*/],
    ['the channel', ['~*', '&other:*', '+@all'], /lacks the right &wallet-gateway:orders/],
    ['SUBSCRIBE', [...ALL, '-subscribe'], /lacks the right \+subscribe/],
    ['PUBLISH', [...ALL, '-publish'], /lacks the right \+publish/],
    [
      'EVAL and the channel',
      ['~*', '&other:*', '+@all', '-eval'],
      /\+eval &wallet-gateway:orders|&wallet-gateway:orders/,
    ],
  ];

  it.each(LACKS)('without %s ends the start with a message that names it', async (_, rights, message) => {
    const { starting } = await start(rights);
    await expect(starting).rejects.toMatchObject({ name: 'StoreError', message: expect.stringMatching(message) });
    await expect(starting).rejects.not.toThrow(/secret/);
  });

  it.each([
    [
      'no more than is needed',
      [
        '~wallet-gateway:*',
        '&wallet-gateway:orders',
        '+@connection',
        '+get',
        '+set',
        '+mset',
        '+del',
        '+eval',
        '+publish',
        '+subscribe',
      ],
    ],
    ['the usual categories', [...ALL, '-@admin', '-@dangerous']],
  ])('with %s is enough', async (_, rights) => {
    const { starting } = await start(rights);
    const gateway = await starting;
    expect(await readyz(gateway)).toEqual({ code: 200, away: [] });
    expect(await accepts(gateway, await cursorOf(gateway))).toBe(true);
  });

  it('that loses a right later is named with it, until it has it again', async () => {
    const { redis, lines, starting } = await start(ALL);
    const gateway = await starting;
    const operator = await client(redis.url);
    await operator.sendCommand(['ACL', 'SETUSER', 'gate', '-eval']);
    await vi.waitFor(() => expect(lines.text()).toContain('lacks the right +eval'), SOON);
    await vi.waitFor(async () => expect(await readyz(gateway)).toEqual({ code: 200, away: ['redis'] }), SOON);
    await operator.sendCommand(['ACL', 'SETUSER', 'gate', '+eval']);
    await vi.waitFor(async () => expect(await readyz(gateway)).toEqual({ code: 200, away: [] }), SOON);
  });
});

describe('a large seed', () => {
  const RECORDS = 60_000;
  const large = Array.from(
    { length: RECORDS },
    (_, index): SeedRecord =>
      index % 3 === 0
        ? {
            customer: {
              id: `cus_${index}`,
              externalRef: `ref ${index}`,
              name: `Name ${index}`,
              email: `${index}@example.com`,
              createdAt: '2026-01-01T00:00:00Z',
            },
          }
        : index % 3 === 1
          ? { wallet: { id: `wal_${index}`, customerId: `cus_${index - 1}`, asset: 'USDT', network: 'TRON' } }
          : { order: { id: `ord_${index}`, walletId: `wal_${index - 1}` } },
  );

  it.skipIf(!hasRedis)('is written, and is not taken for an outage', { timeout: 120_000 }, async () => {
    const redis = await startRedis();
    const { url: upstreamUrl } = await startSimulator();
    const lines = logLines();
    const gateway = await startGateway(upstreamUrl, { env: { STORE_URL: redis.url }, log: lines.log, seed: large });
    await vi.waitFor(async () => expect(await readyz(gateway)).toEqual({ code: 200, away: [] }), { timeout: 100_000 });
    expect(lines.text()).not.toContain('store unavailable');
    if (lines.text().includes('gateway takes no traffic')) expect(lines.text()).toContain('seed is being written');
    const stored = await client(redis.url);
    expect(await stored.dbSize()).toBeGreaterThan((RECORDS / 3) * 4);
    expect((await gateway.run(`{ customer(id: "cus_${RECORDS - 3}") { name } }`)).data.customer.name).toBe(
      `Name ${RECORDS - 3}`,
    );
  });
});

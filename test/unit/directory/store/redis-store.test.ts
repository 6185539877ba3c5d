import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { RedisStore } from '../../../../src/directory/store/redis/redis-store.js';
import type { Store } from '../../../../src/directory/store/store.js';
import { RedisConnection } from '../../../../src/redis/redis-connection.js';
import { hasRedis, logLines, startRedis } from '../../../support/redis.js';

const SOON = { timeout: 15_000, interval: 20 };

async function opened(url: string) {
  const connection = new RedisConnection({ url, name: 'test', log: logLines().log, deadlineMs: 2_000 });
  const store = new RedisStore(connection);
  onTestFinished(() => store.close());
  await connection.firstReady;
  return { store, connection };
}

async function entriesOf(store: Store, prefix: string): Promise<Record<string, string>> {
  const entries: Record<string, string> = {};
  for await (const [key, value] of store.entries(prefix)) entries[key] = value;
  return entries;
}

const unavailable = { name: 'RedisUnavailableError' };

describe.skipIf(!hasRedis)('the Redis store', () => {
  it('keeps what it is given, and forgets what it is told to', async () => {
    const { store } = await opened((await startRedis()).url);
    await store.put(new Map(Object.entries({ a: '1', b: '2' })));
    await store.put(new Map([['b', '3']]));
    await store.put(new Map());
    expect([await store.get('a'), await store.get('b'), await store.get('c')]).toEqual(['1', '3', undefined]);
    await store.delete(['a', 'c']);
    await store.delete([]);
    expect(await store.get('a')).toBeUndefined();
  });

  it('writes only what is absent, and says what stands', async () => {
    const { store } = await opened((await startRedis()).url);
    await store.put(new Map(Object.entries({ a: 'old', empty: '' })));
    const standing = await store.putIfAbsent(new Map(Object.entries({ c: '1', a: 'new', b: '2', empty: 'new' })));
    expect(Object.fromEntries(standing)).toEqual({ c: '1', a: 'old', b: '2', empty: '' });
    expect(await entriesOf(store, '')).toEqual({ c: '1', a: 'old', b: '2', empty: '' });
    expect(await store.putIfAbsent(new Map())).toEqual(new Map());
  });

  it('lets one of many win who write the same key at once, from several processes, and tells the others', async () => {
    const { url } = await startRedis();
    const stores = await Promise.all([opened(url), opened(url), opened(url)]);
    const all = await Promise.all(
      Array.from({ length: 60 }, (_, index) => stores[index % 3]?.store.putIfAbsent(new Map([['key', `${index}`]]))),
    );
    expect(new Set(all.map((standing) => standing?.get('key'))).size).toBe(1);
    expect(await stores[0]?.store.get('key')).toBe(all[0]?.get('key'));
  });

  it('swaps only what it is told to, and forgets in time', async () => {
    const { store, connection } = await opened((await startRedis()).url);
    const odd = '=ü\u0000';
    expect(await store.swap('a', 'b', '1')).toBeUndefined();
    expect(await store.swap('a', undefined, '')).toBeUndefined();
    expect(await store.swap('a', undefined, '1')).toBe('');
    expect(await store.swap('a', '', odd, { forgetAfterMs: 100_000 })).toBe('');
    const left = () => connection.run((client) => client.pTTL('wallet-gateway:a'));
    expect(await left()).toBeGreaterThan(50_000);
    expect(await store.swap('a', odd, '2')).toBe(odd);
    expect(await left()).toBe(-1);
    expect(await store.swap('a', '2', '3', { forgetAfterMs: 1 })).toBe('2');
    await vi.waitFor(async () => expect(await store.get('a')).toBeUndefined(), SOON);
    await store.put(new Map([['a', '4']]));
    expect(await store.swap('a', '4', undefined)).toBe('4');
    expect(await store.get('a')).toBeUndefined();
    const all = await Promise.all(Array.from({ length: 50 }, (_, index) => store.swap('b', undefined, `${index}`)));
    expect(all.filter((standing) => standing === undefined)).toHaveLength(1);
  });

  it('lists by prefix, whatever characters are in it, and nothing of other programs', async () => {
    const { store, connection } = await opened((await startRedis()).url);
    await connection.run((client) => client.mSet({ 'wallet:9': 'not ours', 'wallet-gatewayx': 'nor this' }));
    const odd = ['a*', 'a?', 'a[b]', 'a\\', 'a^-'];
    await store.put(new Map(Object.entries({ 'wallet:1': 'a', 'wallet:2': 'ä', wallets: 'x', 'order:1': 'y' })));
    await store.put(new Map([...odd, 'ab', 'abc'].map((key) => [key, key])));
    expect(await entriesOf(store, 'wallet:')).toEqual({ 'wallet:1': 'a', 'wallet:2': 'ä' });
    expect(Object.keys(await entriesOf(store, ''))).toHaveLength(11);
    for (const key of odd) expect(await entriesOf(store, key)).toEqual({ [key]: key });
  });

  it('takes any text, of any length', async () => {
    const { store } = await opened((await startRedis()).url);
    const odd = 'external-ref:ü\u0000\n"\r\n\ud83d\ude00';
    const long = '\ud83d\ude00ü\u0000'.repeat(300_000);
    await store.put(new Map([[odd, odd]]));
    await store.putIfAbsent(new Map([['long', long]]));
    expect(await store.get(odd)).toBe(odd);
    expect(await entriesOf(store, 'external')).toEqual({ [odd]: odd });
    expect((await store.get('long')) === long).toBe(true);
  });

  it('takes and lists thousands at once', async () => {
    const { store } = await opened((await startRedis()).url);
    const many = new Map(Array.from({ length: 5_000 }, (_, index) => [`key:${index}`, `${index}`]));
    expect(await store.putIfAbsent(many)).toEqual(many);
    expect(await store.putIfAbsent(new Map([...many.keys()].map((key) => [key, 'other'])))).toEqual(many);
    expect(await entriesOf(store, 'key:')).toEqual(Object.fromEntries(many));
    await store.delete([...many.keys()]);
    expect(await entriesOf(store, '')).toEqual({});
  });

  it('writes all of it or nothing', async () => {
    const { store, connection } = await opened((await startRedis()).url);
    await store.put(new Map([['a', 'old']]));
    await connection.run((client) => client.configSet('maxmemory', '1'));
    await expect(store.put(new Map(Object.entries({ a: 'new', b: 'new' })))).rejects.toThrow(/OOM/);
    await expect(store.putIfAbsent(new Map(Object.entries({ a: 'new', b: 'new' })))).rejects.toThrow(/OOM/);
    expect(await entriesOf(store, '')).toEqual({ a: 'old' });
  });

  it('fails while Redis is away, and goes on afterwards', async () => {
    const redis = await startRedis();
    const { store, connection } = await opened(redis.url);
    const many = new Map([['a', '1']]);
    const failsAtAll = async () => {
      await expect(store.get('a')).rejects.toMatchObject(unavailable);
      await expect(store.put(many)).rejects.toMatchObject(unavailable);
      await expect(store.putIfAbsent(many)).rejects.toMatchObject(unavailable);
      await expect(store.delete(['a'])).rejects.toMatchObject(unavailable);
      await expect(entriesOf(store, '')).rejects.toMatchObject(unavailable);
    };
    redis.pause();
    await failsAtAll();
    redis.resume();
    await vi.waitFor(() => expect(connection.isAvailable).toBe(true), SOON);
    await store.put(many);
    await redis.stop();
    await failsAtAll();
    await redis.restart();
    await vi.waitFor(() => expect(connection.isAvailable).toBe(true), SOON);
    expect(await store.putIfAbsent(many)).toEqual(many);
  });
});

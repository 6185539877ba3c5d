import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { RedisUnavailableError } from '../../../src/redis/redis-unavailable-error.js';
import { hasRedis, startRedis } from '../../support/redis.js';
import { AWAY, connect, SOON } from '../../support/redis-connection.js';
import { sized } from '../../support/sized.js';

const THERE = 'redis connected';

describe.skipIf(!hasRedis)('a connection to Redis', () => {
  it('takes credentials and a database from its URL', async () => {
    const { port } = await startRedis({ args: ['--user', 'gate', 'on', '>p@ss/word', '~*', '&*', '+@all'] });
    const { connection } = connect(`redis://gate:p%40ss%2Fword@127.0.0.1:${port}/3`);
    await connection.firstReady;
    const info = await connection.run((client) => client.clientInfo());
    expect(info).toMatchObject({ user: 'gate', db: 3, name: 'test' });
    expect(connection.address).toBe(`redis://127.0.0.1:${port}/3`);
  });

  it('passes on what Redis itself says no to', async () => {
    const { url } = await startRedis();
    const { connection } = connect(url);
    await connection.firstReady;
    await connection.run((client) => client.set('text', 'x'));
    await expect(connection.run((client) => client.incr('text'))).rejects.toThrow(/not an integer/);
    expect(connection.isAvailable).toBe(true);
  });

  it('says once that Redis is away when it starts, and is ready when Redis is there', async () => {
    const redis = await startRedis({ stopped: true });
    const { connection, ready, failure, lines } = connect(redis.url);
    await vi.waitFor(() => expect(lines.of('test')).toEqual([AWAY]), SOON);
    expect(lines.text()).toContain('ECONNREFUSED');
    expect(await failure()).toMatchObject({ name: 'RedisUnavailableError', mayHappen: false });
    await redis.restart();
    await connection.firstReady;
    expect(ready).toHaveBeenCalledTimes(1);
    expect(lines.of('test')).toEqual([AWAY, THERE]);
  });

  it('mends itself when Redis was killed', async () => {
    const redis = await startRedis();
    const { connection, ready, ping, failure, lines } = connect(redis.url);
    for (let outages = 1; outages <= 2; outages += 1) {
      await vi.waitFor(() => expect(connection.isAvailable).toBe(true), SOON);
      const waiting = failure();
      await redis.stop();
      await waiting;
      await vi.waitFor(() => expect(connection.isAvailable).toBe(false), SOON);
      expect(await failure()).toBeInstanceOf(RedisUnavailableError);
      await redis.restart();
      await vi.waitFor(() => expect(connection.isAvailable).toBe(true), SOON);
      expect(await ping()).toBe('PONG');
      expect(ready).toHaveBeenCalledTimes(outages + 1);
    }
    expect(lines.of('test')).toEqual([THERE, AWAY, THERE, AWAY, THERE]);
  });

  it('answers within its deadline and sends nothing more while Redis hangs, and goes on with the same connection', async () => {
    const redis = await startRedis();
    const { connection, ready, ping, failure, lines } = connect(redis.url, { deadlineMs: 500 });
    await connection.firstReady;
    const id = await connection.run((client) => client.clientId());
    redis.pause();
    expect(await failure()).toMatchObject({ mayHappen: true, message: expect.stringContaining('500 ms') });
    expect(connection.isAvailable).toBe(false);

    const command = vi.fn();
    const refused = await Promise.allSettled(Array.from({ length: 1_000 }, () => connection.run(command)));
    expect(refused.every(({ status }) => status === 'rejected')).toBe(true);
    expect(command).not.toHaveBeenCalled();

    redis.resume();
    await vi.waitFor(() => expect(connection.isAvailable).toBe(true), SOON);
    expect(await ping()).toBe('PONG');
    expect(await connection.run((client) => client.clientId())).toBe(id);
    expect(ready).toHaveBeenCalledTimes(2);
    expect(lines.of('test')).toEqual([THERE, AWAY, THERE]);
  });

  it('bounds what waits, also before the first deadline', async () => {
    const redis = await startRedis();
    const { connection, failure } = connect(redis.url);
    await connection.firstReady;
    redis.pause();
    const errors = await Promise.all(Array.from({ length: 12_000 }, failure));
    const full = errors.filter((error) => /queue is full/.test(String(error)));
    expect(full.length).toBeGreaterThanOrEqual(2_000);
    expect(errors.every((error) => error instanceof RedisUnavailableError)).toBe(true);
  });

  it.runIf(sized(false, true))(
    'gives up a connection that is silent, however much is asked of it meanwhile',
    async () => {
      const redis = await startRedis();
      const busy = connect(redis.url);
      const idle = connect(redis.url, { name: 'idle' });
      await Promise.all([busy.connection.firstReady, idle.connection.firstReady]);
      const lost = vi.fn();
      // The command that waits fails only with its connection.
      redis.pause();
      busy.connection
        .run((client) => {
          const reply = client.get('x');
          reply.catch(lost);
          return reply;
        })
        .catch(() => {});
      const asking = setInterval(() => void busy.failure(), 10);
      onTestFinished(() => clearInterval(asking));
      await vi.waitFor(() => expect(idle.lines.of('idle')).toEqual([THERE, AWAY]), SOON);
      await vi.waitFor(() => expect(lost).toHaveBeenCalled(), SOON);
      clearInterval(asking);
      redis.resume();
      for (const { connection, ping, ready } of [busy, idle]) {
        await vi.waitFor(() => expect(connection.isAvailable).toBe(true), SOON);
        expect(await ping()).toBe('PONG');
        expect(ready).toHaveBeenCalledTimes(2);
      }
    },
  );

  it('does what has to be done on each connection before it is ready', async () => {
    const redis = await startRedis();
    const prepared: number[] = [];
    const { connection } = connect(redis.url, {
      prepare: async (client) => prepared.push(await client.clientId()),
    });
    await connection.firstReady;
    await redis.restart();
    await vi.waitFor(() => expect(prepared).toHaveLength(2), SOON);
    await vi.waitFor(() => expect(connection.isAvailable).toBe(true), SOON);
  });

  it('lives on when somebody who waited for it fails', async () => {
    const { url } = await startRedis();
    const { connection, ping, lines } = connect(url);
    connection.onReady(() => {
      throw new Error('not my day');
    });
    await vi.waitFor(() => expect(lines.text()).toContain('not my day'), SOON);
    expect(await ping()).toBe('PONG');
  });
});

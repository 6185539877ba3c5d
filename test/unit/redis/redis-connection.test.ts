import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { RedisConnection, type RedisConnectionOptions } from '../../../src/redis/redis-connection.js';
import { RedisUnavailableError } from '../../../src/redis/redis-unavailable-error.js';
import { hasRedis, logLines, startRedis } from '../../support/redis.js';

const SOON = { timeout: 15_000, interval: 20 };
const AWAY = 'Redis is away';
const THERE = 'Redis is there';
/** Longer than a busy machine takes to answer, in milliseconds. */
const PATIENT = 2_000;

function connect(url: string, options: Partial<RedisConnectionOptions> = {}) {
  const lines = logLines();
  const connection = new RedisConnection({ url, name: 'test', log: lines.log, deadlineMs: PATIENT, ...options });
  onTestFinished(() => connection.close());
  const ready = vi.fn();
  connection.onReady(ready);
  const ping = () => connection.run((client) => client.ping());
  const failure = (): Promise<unknown> => ping().then(String, (error: unknown) => error);
  return { connection, ready, ping, failure, lines };
}

/** A server that is no Redis. @returns its port. */
async function listen(serve: (socket: Socket) => void): Promise<number> {
  const server = createServer((socket) => serve(socket.on('error', () => {})));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  return (server.address() as AddressInfo).port;
}

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

  it('gives up a connection that is silent, however much is asked of it meanwhile', async () => {
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
  });

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

describe.skipIf(!hasRedis)('closing a connection to Redis', () => {
  it('lets what was sent end, and takes nothing more', async () => {
    const { url } = await startRedis();
    const { connection, ping, failure } = connect(url);
    await connection.firstReady;
    const reply = ping();
    const closing = connection.close();
    expect(connection.close()).toBe(closing);
    expect(await reply).toBe('PONG');
    await closing;
    expect(await failure()).toBeInstanceOf(RedisUnavailableError);
  });

  it('does not wait for a Redis that hangs', async () => {
    const redis = await startRedis();
    const { connection, failure } = connect(redis.url, { deadlineMs: 15_000 });
    await connection.firstReady;
    redis.pause();
    const waiting = failure();
    await connection.close();
    expect(await waiting).toBeInstanceOf(RedisUnavailableError);
  });

  it.each(['redis', 'rediss'])(
    'leaves no %s: connection behind, not even one that was only being made',
    async (scheme) => {
      // Says nothing, so that no connection to it becomes usable.
      const open = new Set<object>();
      const port = await listen((socket) => {
        open.add(socket);
        socket.on('close', () => open.delete(socket)).resume();
      });
      const url = `${scheme}://127.0.0.1:${port}`;
      const first = connect(url);
      await first.connection.close();
      const other = connect(url);
      await vi.waitFor(() => expect(open.size).toBeGreaterThan(0), SOON);
      await other.connection.close();
      await vi.waitFor(() => expect(open.size).toBe(0), SOON);
      expect(first.lines.text() + other.lines.text()).toBe('');
    },
  );

  it('ends trying to reach one that is away', async () => {
    const redis = await startRedis({ stopped: true });
    const { connection, lines, ready } = connect(redis.url);
    await vi.waitFor(() => expect(lines.of('test')).toEqual([AWAY]), SOON);
    await connection.close();
    await redis.restart();
    const { connection: other } = connect(redis.url);
    await other.firstReady;
    expect(await other.run((client) => client.clientList())).toHaveLength(1);
    expect(ready).not.toHaveBeenCalled();
  });
});

describe('the password', () => {
  const PASSWORD = 'tr0ub4dor&3';
  const url = (port: number) => `redis://:${encodeURIComponent(PASSWORD)}@127.0.0.1:${port}`;
  const expectHidden = (text: string) => {
    expect(text).not.toContain(PASSWORD);
    expect(text).not.toContain(encodeURIComponent(PASSWORD));
  };

  it.skipIf(!hasRedis)('is not logged when it is wrong, or when Redis goes away', async () => {
    const redis = await startRedis({ args: ['--requirepass', 'another'] });
    const wrong = connect(url(redis.port));
    await vi.waitFor(() => expect(wrong.lines.text()).toContain('WRONGPASS'), SOON);
    await redis.stop();
    const right = connect(url(redis.port));
    await vi.waitFor(() => expect(right.lines.of('test')).toEqual([AWAY]), SOON);
    for (const { lines, failure } of [wrong, right]) {
      expectHidden(lines.text());
      expectHidden(String(await failure()));
    }
  });

  it('is not logged when a server repeats it', async () => {
    const port = await listen((socket) => {
      socket.on('data', () => {
        socket.write(`-ERR unknown command \`HELLO\`, with args beginning with: \`3\`, \`${PASSWORD}\`\r\n`);
      });
    });
    const { lines } = connect(url(port));
    await vi.waitFor(() => expect(lines.text()).toContain('unknown command'), SOON);
    expectHidden(lines.text());
  });
});

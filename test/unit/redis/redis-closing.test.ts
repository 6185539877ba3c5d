import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { RedisUnavailableError } from '../../../src/redis/redis-unavailable-error.js';
import { hasRedis, startRedis } from '../../support/redis.js';
import { AWAY, connect, SOON } from '../../support/redis-connection.js';

/** A server that is no Redis. @returns its port. */
async function listen(serve: (socket: Socket) => void): Promise<number> {
  const server = createServer((socket) => serve(socket.on('error', () => {})));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  return (server.address() as AddressInfo).port;
}

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

import { describe, expect, it, onTestFinished } from 'vitest';
import { checkRedis } from '../../../src/redis/check-redis.js';
import { RedisConnection } from '../../../src/redis/redis-connection.js';
import { hasRedis, logLines, startRedis } from '../../support/redis.js';

const KEEPS_NOTHING = 'redis persistence is off';
const RESTRICTED = ['--user', 'gate', 'on', '>secret', '~*', '&*', '+@all'];

/** @returns what is warned of. */
async function check(args: readonly string[], credentials = ''): Promise<string> {
  const { port } = await startRedis({ args });
  const lines = logLines();
  const url = `redis://${credentials}127.0.0.1:${port}`;
  const connection = new RedisConnection({ url, name: 'test', log: logLines().log, deadlineMs: 2_000 });
  onTestFinished(() => connection.close());
  await connection.firstReady;
  await checkRedis(connection, lines.log);
  return lines.text();
}

describe.skipIf(!hasRedis)('what Redis is set to', () => {
  it.each([
    ['appendonly', ['--appendonly', 'yes']],
    ['snapshots', ['--save', '900 1']],
  ])('is all right with %s', async (_, args) => {
    expect(await check(args)).toBe('');
  });

  it('is all right where it can’t run out of what it may use, or evicts nothing then', async () => {
    expect(await check(['--appendonly', 'yes', '--maxmemory-policy', 'allkeys-lru'])).toBe('');
    expect(await check(['--appendonly', 'yes', '--maxmemory', '100mb'])).toBe('');
  });

  it('is refused where entries may be evicted', async () => {
    await expect(check(['--maxmemory', '100mb', '--maxmemory-policy', 'allkeys-lru'])).rejects.toMatchObject({
      name: 'StoreError',
      message: expect.stringMatching(/maxmemory-policy is allkeys-lru/),
    });
  });

  it('is warned of where nothing is kept', async () => {
    expect(await check([])).toContain(KEEPS_NOTHING);
  });

  it('is checked as far as possible without CONFIG', async () => {
    const args = [...RESTRICTED, '-config'];
    expect(await check(args, 'gate:secret@')).toContain('persistence settings cannot be read');
    expect(await check([...args, '--appendonly', 'yes'], 'gate:secret@')).toBe('');
    const evicting = ['--maxmemory', '100mb', '--maxmemory-policy', 'volatile-lru'];
    await expect(check([...args, ...evicting], 'gate:secret@')).rejects.toThrow(/volatile-lru/);
  });

  it('is warned of where it can’t be checked', async () => {
    const text = await check([...RESTRICTED, '-config', '-info'], 'gate:secret@');
    expect(text).toContain('maxmemory-policy cannot be read');
    expect(text).toContain('persistence settings cannot be read');
  });

  it('can’t be checked where Redis is away', async () => {
    const redis = await startRedis({ stopped: true });
    const connection = new RedisConnection({ url: redis.url, name: 'test', log: logLines().log, deadlineMs: 2_000 });
    onTestFinished(() => connection.close());
    await expect(checkRedis(connection, logLines().log)).rejects.toMatchObject({ name: 'RedisUnavailableError' });
  });
});

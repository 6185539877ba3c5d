/** What Redis's files hold of what was deleted. */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { RedisStore } from '../../../src/directory/store/redis/redis-store.js';
import { hasRedis, startRedis } from '../../support/redis.js';
import { connect } from '../../support/redis-connection.js';

const SECRET = 'IBAN-of-one-who-wants-to-be-forgotten';

const filesIn = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => join(folder, name))
    .filter((path) => statSync(path).isFile());

async function erased(args: readonly string[], credentials = '') {
  const redis = await startRedis({ args });
  const { connection, lines } = connect(redis.url.replace('//', `//${credentials}`));
  const store = new RedisStore(connection, { log: lines.log });
  onTestFinished(() => store.close());
  await connection.firstReady;
  const folder = redis.folder;
  await store.put(
    new Map(
      Object.entries({
        'customer:kept': 'kept',
        [`external-ref:\u{1F600}${SECRET}`]: 'cus_1',
        'customer:cus_1': SECRET,
      }),
    ),
  );
  const traces = () => filesIn(folder).filter((path) => readFileSync(path, 'latin1').includes(SECRET));
  await store.delete([`external-ref:\u{1F600}${SECRET}`, 'customer:cus_1']);
  const before = traces();
  await store.purge();
  expect(await store.get('customer:kept')).toBe('kept');
  return { before, after: traces(), lines };
}

describe.skipIf(!hasRedis)('purging the Redis store', () => {
  it('leaves nothing of what was deleted in the append-only file', async () => {
    const { before, after, lines } = await erased(['--appendonly', 'yes', '--appendfsync', 'always']);
    expect(before).not.toEqual([]);
    expect(after).toEqual([]);
    expect(lines.text()).not.toContain('could not be rewritten');
  });

  it('leaves nothing of what was deleted in the snapshot', async () => {
    const { after } = await erased(['--save', '3600 1']);
    expect(after).toEqual([]);
  });

  it('warns where its user may not rewrite the file', async () => {
    const rights = ['--user', 'gate', 'on', '>secret', '~*', '&*', '+@all', '-bgrewriteaof'];
    const { after, lines } = await erased(
      ['--appendonly', 'yes', '--appendfsync', 'always', ...rights],
      'gate:secret@',
    );
    expect(after).not.toEqual([]);
    expect(lines.text()).toContain('could not be rewritten');
  });
});

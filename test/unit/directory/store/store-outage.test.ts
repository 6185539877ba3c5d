/** A file store whose disk fails and is mended, and folders that can't be used. */
import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ClassicLevel } from 'classic-level';
import { afterAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import { openState } from '../../../../src/app/open-state.js';
import { FileStore } from '../../../../src/directory/store/file/file-store.js';
import type { Store } from '../../../../src/directory/store/store.js';
import { logLines } from '../../../support/redis.js';

const upstreamUrl = new URL('https://api.example.com/v1/');

function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'store-outage-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

const isMounted = (folder: string): boolean =>
  spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=2m', 'tmpfs', folder]).status === 0;

const fileSystem = temporaryMount();

/** A small file system of the test's own, which root alone may mount. */
function temporaryMount(): string | undefined {
  const folder = mkdtempSync(join(tmpdir(), 'store-disk-'));
  if (isMounted(folder)) {
    afterAll(() => {
      spawnSync('umount', [folder]);
      rmSync(folder, { recursive: true });
    });
    return folder;
  }
  rmSync(folder, { recursive: true });
  console.warn('a file system could not be mounted: tests of a full disk are skipped');
  return undefined;
}

const big = 'x'.repeat(100_000);

/** Each way to use a store that must work again once its disk does. */
const operations: [string, (store: Store) => Promise<unknown>][] = [
  ['get', (store) => store.get('before')],
  ['put', (store) => store.put(new Map([['new', '1']]))],
  ['putIfAbsent', (store) => store.putIfAbsent(new Map([['new', '1']]), { flush: true })],
  ['swap', (store) => store.swap('new', undefined, '1')],
  ['delete', (store) => store.delete(['before'])],
  ['purge', (store) => store.purge()],
  [
    'entries',
    async (store) => {
      for await (const _ of store.entries('')) return;
    },
  ],
];

describe.skipIf(!fileSystem)('a full disk', () => {
  it.each(operations)('that is freed again lets %s through, and loses nothing', async (name, operation) => {
    const folder = join(fileSystem ?? '', name);
    const ballast = join(fileSystem ?? '', 'ballast');
    const lines = logLines();
    const state = await openState({ storeUrl: `file:${folder}`, upstreamUrl, log: lines.log });
    const { store } = state;
    await store.put(new Map([['before', '1']]));
    expect(state.away()).toEqual([]);

    spawnSync('dd', ['if=/dev/zero', `of=${ballast}`, 'bs=4k']);
    for (let times = 0; times < 3; times += 1)
      await expect(store.put(new Map([[`lost ${times}`, big]]))).rejects.toThrow();
    await expect(store.swap('lost', undefined, '1')).rejects.toThrow();
    await expect(store.putIfAbsent(new Map([['lost', '1']]), { flush: true })).rejects.toThrow();
    expect(await store.get('before')).toBe('1');
    expect(state.away()).toMatchObject([{ name: 'store' }]);

    rmSync(ballast);
    await operation(store);
    await store.put(new Map([['after', '2']]));
    expect(state.away()).toEqual([]);
    const said = lines.text();
    expect(said.match(/store is unavailable/g)).toHaveLength(1);
    expect(said).toContain('the disk is full');
    expect(said.match(/store is available again/g)).toHaveLength(1);
    await state.close();

    const again = await FileStore.open(folder);
    expect(await again.get('after')).toBe('2');
    if (name !== 'delete') expect(await again.get('before')).toBe('1');
    await again.close();
    rmSync(folder, { recursive: true });
  });

  it('that is freed again is noticed although nothing is written', async () => {
    const folder = join(fileSystem ?? '', 'idle');
    const ballast = join(fileSystem ?? '', 'ballast');
    const store = await FileStore.open(folder);
    spawnSync('dd', ['if=/dev/zero', `of=${ballast}`, 'bs=4k']);
    await expect(store.put(new Map([['lost', big]]))).rejects.toThrow();
    expect(store.isAvailable).toBe(false);
    rmSync(ballast);
    await vi.waitFor(() => expect(store.isAvailable).toBe(true), { timeout: 15_000 });
    await store.close();
    rmSync(folder, { recursive: true });
  });
});

describe.each(['batch', 'open', 'close'] as const)('a database whose %s fails', (method) => {
  it.each(operations)('is opened anew by %s', async (name, operation) => {
    const store = await FileStore.open(temporaryFolder());
    await store.put(new Map([['before', '1']]));
    const failures = [vi.spyOn(ClassicLevel.prototype, 'batch').mockRejectedValueOnce(new Error('EIO') as never)];
    if (method !== 'batch')
      failures.push(vi.spyOn(ClassicLevel.prototype, method).mockRejectedValueOnce(new Error('EIO') as never) as never);
    onTestFinished(() => void vi.restoreAllMocks());
    await expect(store.put(new Map([['lost', '1']]))).rejects.toThrow('EIO');
    if (method !== 'batch') await expect(store.swap('lost', undefined, '1')).rejects.toThrow('EIO');
    expect(store.isAvailable).toBe(false);
    await operation(store);
    await store.put(new Map([['after', '2']]));
    expect(store.isAvailable).toBe(true);
    expect([await store.get('after'), await store.get('lost')]).toEqual(['2', undefined]);
    if (name !== 'delete') expect(await store.get('before')).toBe('1');
    await store.close();
  });
});

describe('a folder that cannot be used', () => {
  const reason = async (folder: string): Promise<string> => {
    const error = await FileStore.open(folder).then(
      (store) => store.close().then(() => 'it can be used'),
      (failure: Error) => failure,
    );
    expect(error).toMatchObject({ name: 'StoreError' });
    return String(error);
  };

  it.each(['/proc/x', '/proc/x/y/z', '/sys/x', '/dev/null', '/dev/null/x'])('%s is refused at once', async (folder) => {
    expect(await reason(folder)).toMatch(/no folder can be made|permission is denied|read-only|not a folder/);
  });

  it('says which file is in its place', async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'file'), '');
    symlinkSync('nowhere', join(folder, 'link'));
    expect(await reason(join(folder, 'file', 'deep', 'down'))).toContain(`${join(folder, 'file')} is a file`);
    expect(await reason(join(folder, 'file'))).toContain('it is a file');
    expect(await reason(join(folder, 'link'))).toMatch(/no folder can be made there|something else/);
    expect(await reason(join(folder, 'x'.repeat(300)))).toContain('too long');
  });

  it('is made readable for its owner only, with all above it that are missing', async () => {
    const folder = join(temporaryFolder(), 'deep', 'down');
    await (await FileStore.open(folder)).close();
    expect([folder, join(folder, '..')].map((path) => statSync(path).mode & 0o777)).toEqual([0o700, 0o700]);
  });

  it.skipIf(process.getuid?.() !== 0)('says that it may not be written by this user', () => {
    const root = temporaryFolder();
    chmodSync(root, 0o755);
    mkdirSync(join(root, 'private'), { mode: 0o700 });
    mkdirSync(join(root, 'readable'), { mode: 0o755 });
    const source = fileURLToPath(new URL('../../../../src/directory/store/file/file-store.ts', import.meta.url));
    for (const folder of ['private', 'private/deep', 'readable', 'readable/deep']) {
      const code = `import { FileStore } from '${source}';
        process.setuid(65534);
        await FileStore.open('${join(root, folder)}').then(() => console.log('opened'), (error) => console.log(error.message));`;
      const { stdout } = spawnSync(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', code], {
        encoding: 'utf8',
      });
      expect(stdout).toMatch(/permission is denied \(EACCES\)/);
    }
  });
});

/** The folder itself: what is left in it, and what is made of it where it was changed from outside. */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ClassicLevel } from 'classic-level';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { FileStore } from '../../../../src/directory/store/file/file-store.js';
import { openStore } from '../../../../src/directory/store/open-store.js';
import { sized } from '../../../support/sized.js';

const upstream = new URL('https://api.example.com/v1/');

function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'file-store-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

async function writeAll(folder: string, entries: ReadonlyMap<string, string>): Promise<void> {
  const store = await FileStore.open(folder);
  await store.put(entries);
  await store.close();
  // What is found in the log is written to a table.
  await (await FileStore.open(folder)).close();
}

const tableIn = (folder: string): string => {
  const [name, ...others] = readdirSync(folder).filter((file) => file.endsWith('.ldb'));
  expect(others).toEqual([]);
  return join(folder, name!);
};

/** In a process of its own, since LevelDB may end it: opens each folder of `root`, and says what comes of it. */
const READER = `
  import { readdirSync, readFileSync, writeSync } from 'node:fs';
  import { FileStore } from '${new URL('../../../../src/directory/store/file/file-store.ts', import.meta.url)}';
  const [root, done] = process.argv.slice(-2);
  const written = JSON.parse(readFileSync(root + '/written.json', 'utf8'));
  for (const name of readdirSync(root).filter((name) => name.startsWith('byte')).sort().slice(Number(done))) {
    writeSync(1, name + ': ');
    const store = await FileStore.open(root + '/' + name).catch((error) => void writeSync(1, error.name));
    let said = '';
    for (const [key, value] of store ? written : []) {
      // A read that fails says nothing wrong.
      const read = await store.get(key).catch(() => value);
      if (read !== value) said = key + (read === undefined ? ' is lost' : ' is changed');
    }
    await store?.close();
    writeSync(1, said + '\\n');
  }`;

/** Changes the table's bytes at these offsets, one at a time. @returns what comes of each. */
function damageEach(folder: string, offsets: readonly number[], written: ReadonlyMap<string, string>): string[] {
  const whole = readFileSync(tableIn(folder));
  const root = temporaryFolder();
  writeFileSync(join(root, 'written.json'), JSON.stringify([...written]));
  const changes = offsets.flatMap((offset) => [0x01, 0xff].map((mask) => ({ offset, mask })));
  for (const { offset, mask } of changes) {
    const copy = join(root, `byte ${offset} ^ ${mask}`);
    cpSync(folder, copy, { recursive: true });
    const damaged = Buffer.from(whole);
    damaged.writeUInt8(whole.readUInt8(offset) ^ mask, offset);
    writeFileSync(tableIn(copy), damaged);
  }
  const said: string[] = [];
  while (said.length < changes.length) {
    const args = ['--import', 'tsx', '--input-type=module', '-e', READER, root, `${said.length}`];
    const { stdout, status } = spawnSync(process.execPath, args, { encoding: 'utf8' });
    const lines = stdout.split('\n').filter((line) => line !== '');
    if (lines.length === 0) throw new Error('it did not begin');
    if (status !== 0) lines.push(`${lines.pop()}the process ended`);
    said.push(...lines);
  }
  return said;
}

const SPREAD = sized(6, 60);

describe('one changed byte of a table', () => {
  it('in a value is refused', async () => {
    const folder = temporaryFolder();
    // Digests, which LevelDB can't compress: they stand in the file as they are.
    const digest = (index: number) => createHash('sha512').update(`${index}`).digest('base64url');
    const written = new Map(Array.from({ length: 100 }, (_, index) => [`key:${index}`, digest(index)]));
    await writeAll(folder, written);
    const table = readFileSync(tableIn(folder));
    const offsets = [0, 1, 33, 34, 66, 98, 99].flatMap((index) => {
      const start = table.indexOf(digest(index));
      expect(start).toBeGreaterThan(0);
      return [start, start + 40, start + digest(index).length - 1];
    });
    const said = damageEach(folder, offsets, written);
    expect(said).toHaveLength(offsets.length * 2);
    expect(said.filter((line) => !line.endsWith(': StoreError'))).toEqual([]);
  });

  it('anywhere neither changes an entry nor loses one', async () => {
    const folder = temporaryFolder();
    // As the gateway's own: text that LevelDB compresses.
    const written = new Map(
      Array.from({ length: 100 }, (_, index) => [
        `wallet:wal_${index}`,
        JSON.stringify({ id: `wal_${index}`, customerId: `cus_${index % 7}`, asset: 'USDT', network: 'TRON' }),
      ]),
    );
    await writeAll(folder, written);
    const { length } = readFileSync(tableIn(folder));
    const spread = Array.from({ length: SPREAD }, (_, index) => Math.floor((index * length) / SPREAD));
    // Its end tells where all else is.
    const end = Array.from({ length: sized(10, 100) }, (_, index) => length - 1 - index);
    const offsets = [...new Set([...spread, ...end])];
    const said = damageEach(folder, offsets, written);
    expect(said.some((line) => line.endsWith(': StoreError'))).toBe(true);
    // What changes nothing that is read may be passed over. On very few LevelDB itself ends the process, which is no start either.
    expect(said.filter((line) => !/: (StoreError|the process ended)?$/.test(line))).toEqual([]);
  }, 120_000);
});

describe('purging', () => {
  const SECRET = 'IBAN-of-one-who-wants-to-be-forgotten';
  const traces = (folder: string): string[] =>
    readdirSync(folder).filter(
      (name) => name !== 'LOCK' && readFileSync(join(folder, name), 'latin1').includes(SECRET),
    );

  it('leaves no trace of keys beyond U+FFFF', async () => {
    const folder = temporaryFolder();
    const store = await FileStore.open(folder);
    const keys = ['\uffff', '\u{10000}', '\u{1F600}', '\u{10FFFF}'].map((start) => `${start}${SECRET}`);
    await store.put(new Map([['a', 'kept'], ...keys.map((key) => [key, SECRET] as const)]));
    await store.delete(keys);
    await store.purge();
    await store.close();
    expect(traces(folder)).toEqual([]);
  });

  it.each([
    ['that was there when it was opened', true],
    ['that was written since', false],
  ])('leaves no trace of a deleted value %s', async (_, isReopened) => {
    const folder = temporaryFolder();
    let store = await FileStore.open(folder);
    await store.put(new Map(Object.entries({ a: 'kept', gone: SECRET, z: 'kept' })));
    if (isReopened) {
      await store.close();
      store = await FileStore.open(folder);
    }
    await store.delete(['gone']);
    expect(traces(folder)).not.toEqual([]);
    await store.purge();
    const left = traces(folder);
    expect([await store.get('a'), await store.get('gone'), await store.get('z')]).toEqual(['kept', undefined, 'kept']);
    await store.close();
    expect([...left, ...traces(folder)]).toEqual([]);
  });
});

it('a write that is there although its flush failed is counted', async () => {
  const folder = temporaryFolder();
  const store = await FileStore.open(folder);
  const { batch } = ClassicLevel.prototype;
  const flushing = vi.spyOn(ClassicLevel.prototype, 'batch').mockImplementationOnce(async function (
    this: ClassicLevel,
    ...args: unknown[]
  ) {
    await (batch as (...args: unknown[]) => Promise<void>).apply(this, args);
    throw new Error('the disk is full');
  } as never);
  onTestFinished(() => flushing.mockRestore());
  await expect(store.put(new Map([['a', '1']]))).rejects.toThrow('the disk is full');
  await store.put(new Map([['b', '2']]));
  await store.close();

  const again = await FileStore.open(folder);
  expect([await again.get('a'), await again.get('b')]).toEqual(['1', '2']);
  await again.close();
});

it('a folder that must be there and isn’t is refused, and not made', async () => {
  const folder = join(temporaryFolder(), 'deep', 'down');
  const refused = { name: 'StoreError', message: expect.stringContaining('does not exist') };
  await expect(FileStore.open(folder, { mustExist: true })).rejects.toMatchObject(refused);
  await expect(openStore(`file:${folder}`, upstream, { mustExist: true })).rejects.toMatchObject(refused);
  expect(existsSync(join(folder, '..'))).toBe(false);
});

it.each(['', 'garbage', '{"format":1', 'null', '7', '"text"', '[]', '{"format":1}'])(
  'a store whose identity is %j is refused, and can be opened by another',
  async (identity) => {
    const folder = temporaryFolder();
    const made = await FileStore.open(folder);
    await made.put(new Map([['store', identity]]));
    await made.close();
    const opening = openStore(`file:${folder}`, upstream);
    await expect(opening).rejects.toMatchObject({
      name: 'StoreError',
      message: expect.stringContaining('not made by this gateway'),
    });
    const again = await FileStore.open(folder);
    expect(await again.get('store')).toBe(identity);
    await again.close();
  },
);

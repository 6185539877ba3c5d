import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { FileStore } from '../../../../src/directory/store/file/file-store.js';
import { MemoryStore } from '../../../../src/directory/store/memory-store.js';
import { openStore } from '../../../../src/directory/store/open-store.js';
import type { Store } from '../../../../src/directory/store/store.js';

const upstream = new URL('https://api.example.com/v1/');

function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'store-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

async function entriesOf(store: Store, prefix: string): Promise<Record<string, string>> {
  const entries: Record<string, string> = {};
  for await (const [key, value] of store.entries(prefix)) entries[key] = value;
  return entries;
}

describe.each<[string, () => Promise<Store>]>([
  ['memory', async () => new MemoryStore()],
  ['file', () => FileStore.open(temporaryFolder())],
])('the %s store', (_, open) => {
  const opened = async () => {
    const store = await open();
    onTestFinished(() => store.close());
    return store;
  };

  it('keeps what it is given, and forgets what it is told to', async () => {
    const store = await opened();
    await store.put(
      new Map([
        ['a', '1'],
        ['b', '2'],
      ]),
    );
    await store.put(new Map([['b', '3']]));
    expect([await store.get('a'), await store.get('b'), await store.get('c')]).toEqual(['1', '3', undefined]);
    await store.delete(['a', 'c']);
    expect(await store.get('a')).toBeUndefined();
  });

  it('writes only what is absent, and says what stands', async () => {
    const store = await opened();
    await store.put(new Map([['a', 'old']]));
    const standing = await store.putIfAbsent(
      new Map([
        ['a', 'new'],
        ['b', 'new'],
      ]),
      { flush: true },
    );
    expect(Object.fromEntries(standing)).toEqual({ a: 'old', b: 'new' });
    expect([await store.get('a'), await store.get('b')]).toEqual(['old', 'new']);
  });

  it('lets one of many win who write the same key at once, and tells the others', async () => {
    const store = await opened();
    const all = await Promise.all(
      Array.from({ length: 50 }, (_, index) =>
        store.putIfAbsent(new Map([['key', `${index}`]]), { flush: index % 2 === 0 }),
      ),
    );
    expect(new Set(all.map((standing) => standing.get('key'))).size).toBe(1);
    expect(await store.get('key')).toBe(all[0]?.get('key'));
  });

  it('swaps only what it is told to', async () => {
    const store = await opened();
    expect(await store.swap('a', 'b', '1')).toBeUndefined();
    expect(await store.swap('a', 'b', undefined)).toBeUndefined();
    expect(await store.get('a')).toBeUndefined();
    expect(await store.swap('a', undefined, '')).toBeUndefined();
    expect(await store.swap('a', undefined, '1', { flush: false })).toBe('');
    expect(await store.swap('a', '', '1')).toBe('');
    expect(await store.swap('a', '1', undefined)).toBe('1');
    expect(await store.get('a')).toBeUndefined();
    const all = await Promise.all(Array.from({ length: 50 }, (_, index) => store.swap('b', undefined, `${index}`)));
    expect(all.filter((standing) => standing === undefined)).toHaveLength(1);
  });

  it('lists by prefix', async () => {
    const store = await opened();
    await store.put(
      new Map([
        ['wallet:1', 'a'],
        ['wallet:2', 'ä'],
        ['wallets', 'x'],
        ['order:1', 'y'],
      ]),
    );
    expect(await entriesOf(store, 'wallet:')).toEqual({ 'wallet:1': 'a', 'wallet:2': 'ä' });
    expect(Object.keys(await entriesOf(store, ''))).toHaveLength(4);
  });

  it('lists what comes after any character, and nothing else, by thousands', async () => {
    const store = await opened();
    const refs = ['\uffff', '\uffffx', '\u{10000}', '\u{1F600}', '\u{10FFFF}\u{10FFFF}', 'z', '\u007f', '', '\u0000'];
    await store.put(new Map(refs.map((ref) => [`external-ref:${ref}`, ref])));
    await store.put(
      new Map(Object.entries({ 'external-ref;': 'after', 'external-re': 'before', '\u{10FFFF}': 'last' })),
    );
    expect(new Set(Object.values(await entriesOf(store, 'external-ref:')))).toEqual(new Set(refs));
    expect(await entriesOf(store, '\u{10FFFF}')).toEqual({ '\u{10FFFF}': 'last' });
    await store.put(new Map(Array.from({ length: 2_500 }, (_, index) => [`key:${index}`, `${index}`])));
    expect(Object.keys(await entriesOf(store, 'key:'))).toHaveLength(2_500);
    expect(Object.keys(await entriesOf(store, ''))).toHaveLength(refs.length + 3 + 2_500);
  });

  it('counts a key that is deleted twice once', async () => {
    const store = await opened();
    await store.put(new Map(Object.entries({ a: '1', b: '2' })));
    await store.delete(['a', 'a', 'missing']);
    expect(await entriesOf(store, '')).toEqual({ b: '2' });
  });

  it('takes any text', async () => {
    const store = await opened();
    const odd = 'external-ref:ü\u0000\n"\ud83d\ude00';
    await store.put(new Map([[odd, odd]]));
    expect(await store.get(odd)).toBe(odd);
  });
});

describe('a store in a folder', () => {
  const url = (folder: string) => `file:${folder}`;
  const refusal = async (folder: string, rest = upstream): Promise<string> => {
    try {
      await (await openStore(url(folder), rest)).close();
      return '';
    } catch (error) {
      expect(error).toMatchObject({ name: 'StoreError' });
      return (error as Error).message;
    }
  };

  it('is there again after it was closed, for the same REST API', async () => {
    const folder = join(temporaryFolder(), 'deep', 'down');
    const store = await openStore(url(folder), upstream);
    await store.put(new Map([['a', '1']]));
    await store.close();
    const again = await openStore(url(folder), new URL('https://api.example.com/v1'));
    expect(await again.get('a')).toBe('1');
    await again.close();
  });

  it('refuses another REST API', async () => {
    const folder = temporaryFolder();
    expect(await refusal(folder)).toBe('');
    expect(await refusal(folder, new URL('https://other.example.com'))).toContain(
      'belongs to https://api.example.com/v1',
    );
  });

  it('says when another process has it', async () => {
    const folder = temporaryFolder();
    const store = await openStore(url(folder), upstream);
    expect(await refusal(folder)).toContain('another process');
    await store.close();
  });

  it.each(['CURRENT', 'MANIFEST', '.log', '.ldb'])('says when it is damaged: %s', async (kind) => {
    const folder = temporaryFolder();
    for (let times = 0; times < 2; times += 1) {
      const store = await openStore(url(folder), upstream);
      await store.put(new Map(Array.from({ length: 100 }, (_, index) => [`key${index}`, 'value'.repeat(100)])));
      await store.close();
    }
    const files = readdirSync(folder).filter((name) => name.includes(kind));
    expect(files).not.toEqual([]);
    for (const name of readdirSync(folder))
      if (name.includes(kind) || kind === '.log')
        if (name !== 'LOCK' && !/^LOG/.test(name) && (kind !== '.log' || /\.(log|ldb)$/.test(name)))
          writeFileSync(join(folder, name), 'garbage'.repeat(200));
    expect(await refusal(folder)).toMatch(/damaged/);
  });

  it('does not move in with files of somebody else, nor into a file', async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'notes.txt'), 'mine');
    expect(await refusal(folder)).toContain('files of other programs');
    expect(await refusal(join(folder, 'notes.txt'))).toContain('folder');
  });

  it('does not take a LevelDB that somebody else made', async () => {
    const folder = temporaryFolder();
    const store = await FileStore.open(folder);
    await store.put(new Map([['theirs', '1']]));
    await store.close();
    expect(await refusal(folder)).toContain('not made by this gateway');
  });
});

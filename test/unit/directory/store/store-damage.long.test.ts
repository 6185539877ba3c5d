/** A file store that was damaged, or killed, between two starts: everything that was flushed is there, or the start is refused. */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ClassicLevel } from 'classic-level';
import { describe, expect, it, onTestFinished } from 'vitest';
import { FileStore } from '../../../../src/directory/store/file/file-store.js';
import { repairStore } from '../../../../src/directory/store/file/store-repair.js';
import { openStore } from '../../../../src/directory/store/open-store.js';
import { damageOne } from '../../../support/damage.js';

const upstream = new URL('https://api.example.com/v1/');

function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'store-damage-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

const script = (name: string): string => fileURLToPath(new URL(`../../../support/${name}.ts`, import.meta.url));

interface Snapshot {
  folder: string;
  flushed: Map<string, string>;
}

/** A store with keyed orders, as a kill leaves it. @param starts How often it was started: each start makes tables of what was in the log. */
async function snapshot(starts: number): Promise<Snapshot> {
  const folder = temporaryFolder();
  const flushed = new Map<string, string>();
  for (let start = 0; start < starts; start += 1) {
    const store = await FileStore.open(folder);
    for (let index = 0; index < 40; index += 1) {
      const key = `idempotency:${start}:${index}`;
      await store.swap(key, undefined, 'claimed', { flush: false });
      await store.swap(key, 'claimed', 'sending');
      await store.swap(key, 'sending', `settled ${index}`.repeat(20));
      flushed.set(key, `settled ${index}`.repeat(20));
    }
    const killed = join(temporaryFolder(), 'store');
    cpSync(folder, killed, { recursive: true });
    await store.close();
    if (start === starts - 1) return { folder: killed, flushed };
  }
  throw new Error('at least one start');
}

/** @returns what comes of each copy's start after `damage`. */
function damageCopies(
  { folder, flushed }: Snapshot,
  copies: number,
  damage: (copy: string, index: number) => string,
): string[] {
  const root = temporaryFolder();
  writeFileSync(join(root, 'flushed.json'), JSON.stringify([...flushed]));
  const done = Array.from({ length: copies }, (_, index) => {
    const copy = join(root, `store${`${index}`.padStart(4, '0')}`);
    cpSync(folder, copy, { recursive: true });
    return damage(copy, index);
  });
  const said: string[] = [];
  while (said.length < copies) {
    const args = ['--import', 'tsx', script('store-reader'), root, `${said.length}`];
    const { stdout, stderr, status } = spawnSync(process.execPath, args, { encoding: 'utf8' });
    const lines = stdout.split('\n').filter((line) => line !== '');
    if (lines.length === 0) throw new Error(`it did not begin: ${stderr}`);
    if (status !== 0) lines.push(`${lines.pop()}the process ended`);
    said.push(...lines);
  }
  return said.map((line, index) => `${line} (${done[index]})`);
}

const COPIES = 120;
/** At least one while the store is opened, and one while it is written. */
const KILLS = 12;

const FINE = /: (StoreError|opened|the process ended) \(/;

describe('random damage to a file store', () => {
  it.each([1, 2, 3])(
    'in its folder after %i starts loses nothing that was flushed without a word',
    async (starts) => {
      const said = damageCopies(await snapshot(starts), COPIES, (copy, index) =>
        damageOne(copy, starts * 1_000 + index),
      );
      expect(said.filter((line) => !FINE.test(line))).toEqual([]);
      expect(said.filter((line) => line.includes(': StoreError')).length).toBeGreaterThan(COPIES / 6);
    },
    120_000,
  );

  it('in two files at once loses nothing that was flushed without a word', async () => {
    const said = damageCopies(
      await snapshot(2),
      COPIES,
      (copy, index) => `${damageOne(copy, 9_000 + index)}, ${damageOne(copy, 19_000 + index)}`,
    );
    expect(said.filter((line) => !FINE.test(line))).toEqual([]);
  }, 120_000);

  it('that cuts the log anywhere is refused, unless nothing is missing', async () => {
    const state = await snapshot(1);
    const log = readdirSync(state.folder).find((name) => name.endsWith('.log')) ?? '';
    const { length } = readFileSync(join(state.folder, log));
    const said = damageCopies(state, COPIES / 2, (copy, index) => {
      truncateSync(join(copy, log), Math.floor((length * (COPIES / 2 - index)) / (COPIES / 2 + 1)));
      return 'cut';
    });
    expect(said.filter((line) => !/: StoreError \(/.test(line))).toEqual([]);
  }, 120_000);
});

describe('the journal of a file store', () => {
  const refusal = async (folder: string): Promise<string> => {
    try {
      await (await FileStore.open(folder)).close();
      return '';
    } catch (error) {
      expect(error).toMatchObject({ name: 'StoreError' });
      return (error as Error).message;
    }
  };

  it('is refused where it is missing, empty, or another store’s', async () => {
    const state = await snapshot(1);
    const journal = join(state.folder, 'journal');
    const other = await snapshot(1);
    for (const change of [
      () => rmSync(journal),
      () => writeFileSync(journal, ''),
      () => writeFileSync(journal, Buffer.alloc(8_192)),
      () => cpSync(join(other.folder, 'journal'), journal),
    ]) {
      change();
      const message = await refusal(state.folder);
      expect(message).toMatch(/damaged.*journal.*backup.*repair-store/);
    }
  });

  it('may have a slot whose write a crash cut off, and is complete again after the start', async () => {
    const { folder, flushed } = await snapshot(1);
    const store = await FileStore.open(folder);
    const before = readFileSync(join(folder, 'journal'));
    await store.put(new Map([['last', '1']]));
    await store.close();
    const content = readFileSync(join(folder, 'journal'));
    const newest =
      [0, 4_096].find((at) => !content.subarray(at, at + 4_096).equals(before.subarray(at, at + 4_096))) ?? 0;
    content.fill(0, newest + 20, newest + 60);
    writeFileSync(join(folder, 'journal'), content);
    for (let times = 0; times < 2; times += 1) {
      const again = await FileStore.open(folder);
      for (const [key, value] of [...flushed, ['last', '1'] as const]) expect(await again.get(key)).toBe(value);
      await again.close();
    }
  });

  it('without its database is refused', async () => {
    const state = await snapshot(1);
    for (const name of readdirSync(state.folder)) if (name !== 'journal') rmSync(join(state.folder, name));
    expect(await refusal(state.folder)).toMatch(/damaged.*database is missing/);
    // An older database, such as one of a back-up that was copied over it in part.
    const older = temporaryFolder();
    await (await FileStore.open(older)).close();
    cpSync(join(state.folder, 'journal'), join(older, 'journal'));
    expect(await refusal(older)).toMatch(/damaged/);
  });

  it('holds nothing of a person, and stays when the store is purged', async () => {
    const folder = temporaryFolder();
    const store = await FileStore.open(folder);
    await store.put(new Map([['customer:cus_1', 'alice@example.com']]));
    await store.put(new Map([['customer:cus_2', 'bob@example.com']]));
    const journal = () => readFileSync(join(folder, 'journal'), 'latin1');
    expect(journal()).not.toMatch(/alice|bob|cus_/);
    await store.delete(['customer:cus_1']);
    await store.purge();
    expect(journal().length).toBe(8_192);
    await store.close();
    const again = await FileStore.open(folder);
    expect(await again.get('customer:cus_2')).toBe('bob@example.com');
    await again.close();
  });
});

describe('a file store of an earlier version', () => {
  /** As the version before the journal wrote it. */
  async function oldStore(count: string): Promise<string> {
    const folder = temporaryFolder();
    const store = await openStore(`file:${folder}`, upstream);
    await store.put(new Map([['a', '1']]));
    await store.close();
    await repairStore(folder);
    if (count === '') return folder;
    const db = new ClassicLevel(folder);
    await db.open();
    await db.del('a');
    await db.close();
    return folder;
  }

  it('is taken over, with its journal from then on', async () => {
    const folder = await oldStore('');
    expect(readdirSync(folder)).not.toContain('journal');
    const store = await openStore(`file:${folder}`, upstream);
    expect(await store.get('a')).toBe('1');
    await store.close();
    expect(readdirSync(folder)).toContain('journal');
    const again = await openStore(`file:${folder}`, upstream);
    await again.close();
  });

  it('is refused where entries are missing', async () => {
    await expect(openStore(`file:${await oldStore('wrong')}`, upstream)).rejects.toThrow(/damaged.*missing/);
  });
});

it('a damaged store keeps what can be read once an operator accepts the loss', async () => {
  const { folder, flushed } = await snapshot(2);
  const log = readdirSync(folder).find((name) => name.endsWith('.log')) ?? '';
  truncateSync(join(folder, log), Math.floor(readFileSync(join(folder, log)).length / 2));
  await expect(FileStore.open(folder)).rejects.toThrow(/repair-store/);
  const { kept, flushed: known } = await repairStore(folder);
  expect(known).toBe(flushed.size);
  expect(kept).toBeGreaterThanOrEqual(40);
  expect(kept).toBeLessThan(flushed.size);
  const store = await FileStore.open(folder);
  expect(await store.get('idempotency:0:7')).toBe(flushed.get('idempotency:0:7'));
  await store.close();
});

it('a store that is killed in the midst of writes starts again, with all that was answered', async () => {
  const folder = join(temporaryFolder(), 'store');
  const answered: string[] = [];
  for (let round = 0; round < KILLS; round += 1) {
    const child = spawn(process.execPath, ['--import', 'tsx', script('store-writer'), folder, `${round}`], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let out = '';
    child.stdout.on('data', (chunk) => {
      out += chunk;
    });
    await once(child.stdout, 'data');
    // Even rounds die while the store is opened.
    await new Promise((resolve) => setTimeout(resolve, round % 2 === 0 ? round : 50 + round * 10));
    child.kill('SIGKILL');
    await once(child, 'close');
    answered.push(...out.split('\n').filter((line) => /^\d+:\d+$/.test(line)));
  }
  const store = await FileStore.open(folder);
  for (const key of answered) expect(await store.get(key)).toBe('settled'.repeat(100));
  await store.close();
}, 60_000);

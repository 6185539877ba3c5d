/** Idempotency keys that are moved: a key that is lost would make a second order. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { importStore } from '../../../src/commands/store/store-import.js';
import { MemoryStore } from '../../../src/directory/store/memory-store.js';

const ATTEMPT = { inputHash: 'h', owner: 'operator', walletId: 'w', quoteId: 'q', startedAt: '2025-11-06T02:13:00Z' };
const HOUR_MS = 3_600_000;

it('keep what is left of their time, by whichever clock the stores go', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'import-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const path = join(folder, 'export.jsonl');
  // A file store's clock stands while its gateway is stopped, so it may be far behind.
  const exportedAt = 1_000_000;
  const records = {
    lasting: { ...ATTEMPT, attempt: '1', state: 'settled', orderId: 'o1', until: exportedAt + HOUR_MS },
    over: { ...ATTEMPT, attempt: '2', state: 'settled', orderId: 'o2', until: exportedAt - 1 },
    sending: { ...ATTEMPT, attempt: '3', state: 'sending', until: exportedAt + 5_000 },
    unknown: { ...ATTEMPT, attempt: '4', state: 'unknown' },
    claimed: { ...ATTEMPT, attempt: '5', state: 'claimed', until: exportedAt + 5_000 },
  };
  const lines = Object.entries(records).map(([name, record]) => ({
    entry: [`idempotency:${name}`, JSON.stringify(record)],
  }));
  writeFileSync(path, lines.map((line) => `${JSON.stringify(line)}\n`).join(''));

  const store = new MemoryStore();
  expect(await importStore(store, path, exportedAt)).toEqual({ added: 3, present: 0, differing: [] });
  const left = async (name: string) => JSON.parse((await store.get(`idempotency:${name}`)) ?? 'null');
  expect(Math.abs((await left('lasting')).until - store.now() - HOUR_MS)).toBeLessThan(60_000);
  expect(await left('lasting')).toMatchObject({ state: 'settled', orderId: 'o1' });
  expect(await left('sending')).toMatchObject({ state: 'sending', attempt: '3' });
  expect(await left('unknown')).toEqual(records.unknown);
  expect([await left('over'), await left('claimed')]).toEqual([null, null]);
  expect(await importStore(store, path, exportedAt)).toEqual({ added: 0, present: 3, differing: [] });
});

/** What an operator may settle, by the word of the REST API. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { openStore } from '../../src/directory/store/open-store.js';
import { runCommand } from '../support/command.js';
import { ok, refuse, startRestServer } from '../support/rest-server.js';

const QUOTE = {
  fee: 1,
  feeCurrency: 'USD',
  sourceAmount: 50,
  sourceCurrency: 'AUD',
  targetAmount: 32,
  targetCurrency: 'USDT',
};
const OLD = '2020-01-01 00:00:00';
const NEW = new Date().toISOString().slice(0, 19).replace('T', ' ');
const orderOf = (id: string, created: string) => ({ orderId: id, status: 'COMPLETED', created, quoteSnapshot: QUOTE });

/** Pages are of ten orders at most, whatever is asked for. */
const PAGE = 10;
const LISTS: Record<string, ReturnType<typeof orderOf>[]> = {
  w1: [...Array.from({ length: 24 }, (_, index) => orderOf(`old${index}`, OLD)), orderOf('theirs', OLD)],
  w2: [orderOf('other', OLD)],
  w3: [orderOf('new', NEW), orderOf('known', NEW), orderOf('old', OLD), orderOf('odd', 'yesterday')],
};

async function startRest() {
  const all = new Map(Object.values(LISTS).flatMap((list) => list.map((one) => [one.orderId, one])));
  return startRestServer(({ path }, response) => {
    const url = new URL(path, 'http://rest');
    if (url.pathname === '/topup/orders') {
      const list = LISTS[url.searchParams.get('walletId') ?? ''] ?? [];
      const first = (Number(url.searchParams.get('pages')) - 1) * PAGE;
      return ok(list.slice(first, first + PAGE), { total: list.length });
    }
    const found = all.get(url.pathname.split('/').at(-1) ?? '');
    return found ? ok(found) : refuse(response, 404, 'order not found');
  });
}

async function setUp(walletId: string, startedAt = new Date().toISOString()) {
  const rest = await startRest();
  const folder = mkdtempSync(join(tmpdir(), 'settle-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const env = { UPSTREAM_URL: rest.url, AUTH: 'none', STORE_URL: `file:${folder}`, UPSTREAM_TIMEOUT_MS: '500' };
  const record = { attempt: 'a1', inputHash: 'h', owner: 'operator:\u001b[2J', walletId, quoteId: 'q1', startedAt };
  const known = { ...record, attempt: 'a2', state: 'settled', orderId: 'known', until: Number.MAX_SAFE_INTEGER };
  const store = await openStore(env.STORE_URL, new URL(rest.url));
  await store.put(
    new Map([
      ['idempotency:1', JSON.stringify({ ...record, state: 'unknown' })],
      ['idempotency:2', JSON.stringify(known)],
    ]),
  );
  await store.close();
  return { rest, run: (...args: string[]) => runCommand('idempotency', args, env) };
}

const settled = (order: string) => ({ status: 0, text: `Settled: its key gives order ${order}.\n` });
const freed = { status: 0, text: 'Settled: its key may be used again.\n' };
const refused = (reason: string) => ({ status: 1, text: expect.stringMatching(new RegExp(`${reason}[^]*--force`)) });

it('an order is its wallet’s, however long the list is', { timeout: 120_000 }, async () => {
  const { run } = await setUp('w1');
  expect(await run('settle', 'a1', '--order', 'none')).toEqual(refused('no order none'));
  expect(await run('settle', 'a1', '--order', 'other')).toEqual(refused('not in the list of wallet w1'));
  const { text } = await run('list');
  expect(text).toContain('a1');
  expect(text).not.toContain('\u001b');
  expect(await run('settle', 'a1', '--order', 'theirs')).toEqual(settled('theirs'));
});

it('--force goes without, also where the REST API can’t be asked', { timeout: 120_000 }, async () => {
  const { rest, run } = await setUp('w1');
  rest.stop();
  for (const how of [['--order', 'other'], ['--failed']])
    expect(await run('settle', 'a1', ...how)).toEqual(refused('could not be asked \\(UPSTREAM_UNAVAILABLE\\)'));
  expect(await run('settle', 'a1', '--order', 'other', '--force')).toEqual(settled('other'));
});

it('a key is not freed while its wallet has orders that may be its own', { timeout: 120_000 }, async () => {
  const { run } = await setUp('w3');
  const { status, text } = await run('settle', 'a1', '--failed');
  expect(status).toBe(1);
  expect(text.match(/^ {2}\w+/gm)).toEqual(['  new', '  odd']);
  expect(await run('settle', 'a1', '--failed', '--force')).toEqual(freed);
});

it.each(['w1', 'w2', 'unheard-of'])(
  'a key is freed where %s has no such orders',
  { timeout: 60_000 },
  async (walletId) => {
    const { run } = await setUp(walletId);
    expect(await run('settle', 'a1', '--failed')).toEqual(freed);
  },
);

/** Lists of REST APIs that page otherwise than the documentation has it, through a whole gateway, with the calls that they cost. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { SeedRecord } from '../../src/simulator/simulator.js';
import { startGateway, type TestGateway } from '../support/gateway.js';
import { ok, orderText, type RestAnswer, refuse, startRestServer } from '../support/rest-server.js';
import { customerToken, JWT_ENV } from '../support/tokens.js';

const named = (prefix: string, count: number) => Array.from({ length: count }, (_, index) => `${prefix}${index}`);
const asListed = (walletId: string) => ({ walletId, asset: 'A', network: 'N', address: 'x', status: 'ACTIVE' });
const W1: SeedRecord = { wallet: { id: 'w1', customerId: 'c1', asset: 'A', network: 'N' } };

interface Behaviour {
  wallets?: string[];
  orders?: string[];
  /** The most entries of a page, whatever is asked for. */
  cap?: number;
  /** Larger sizes are refused. */
  largest?: number;
  refusesBeyond?: boolean;
  /** What each page's `nextCursor` is. */
  nextCursor?: string;
  total?: (page: number) => string;
  ignoresPages?: boolean;
}

/** A REST API of one customer and wallet, whatever it is asked for. */
async function startRest(behaviour: Behaviour) {
  const { cap = 1_000, largest = 1_000, refusesBeyond = false, nextCursor, total, ignoresPages = false } = behaviour;
  const lists = { wallets: behaviour.wallets ?? ['w1'], orders: behaviour.orders ?? [] };
  const rest = await startRestServer(({ path }, response): RestAnswer => {
    const { pathname, searchParams } = new URL(path, 'http://rest');
    const asked = Number(searchParams.get('limit') ?? searchParams.get('pageSize') ?? 0);
    if (asked > largest) return refuse(response, 400, 'invalid size');
    const size = Math.min(cap, asked);
    if (pathname.endsWith('/wallets')) {
      const start = searchParams.get('cursor') === 'END' ? 1_000 : Number(searchParams.get('cursor') ?? 0);
      const next = start + size < lists.wallets.length ? String(start + size) : null;
      return ok({ items: lists.wallets.slice(start, start + size).map(asListed), nextCursor: nextCursor ?? next });
    }
    const id = pathname.split('/')[3];
    if (id !== undefined) return `{"status":"1","data":${orderText({ id })}}`;
    const page = Number(searchParams.get('pages'));
    const shown = ignoresPages ? lists.orders : lists.orders.slice((page - 1) * size, page * size);
    if (refusesBeyond && page > 1 && shown.length === 0) return refuse(response, 400, 'invalid page');
    const count = total?.(page) ?? String(lists.orders.length);
    return `{"status":"1","total":${count},"data":[${shown.map((orderId) => orderText({ id: orderId }))}]}`;
  });
  return Object.assign(lists, { rest });
}

const ORDERS = `query ($first: Int, $after: String, $status: TopupStatus) { wallet(id: "w1") {
  page: topupOrders(first: $first, after: $after, status: $status) { nodes { id } pageInfo { hasNextPage endCursor } }
} }`;
const WALLETS = `query ($first: Int, $after: String) { customer(id: "c1") {
  page: wallets(first: $first, after: $after) { nodes { id } pageInfo { hasNextPage endCursor } }
} }`;

async function readPage(run: TestGateway['run'], query: string, variables: Record<string, unknown>, token?: string) {
  const { data, errors } = await run(query, variables, token);
  expect(errors).toBeUndefined();
  const [{ page }] = Object.values(data) as [{ page: { nodes: { id: string }[]; pageInfo: Info } }];
  return { ids: page.nodes.map(({ id }) => id), ...page.pageInfo };
}

interface Info {
  hasNextPage: boolean;
  endCursor: string | null;
}

/** All ids, each page read by a gateway that was started after the last one had stopped. */
async function walkWithRestarts(url: string, query: string, first: number): Promise<string[]> {
  const folder = mkdtempSync(join(tmpdir(), 'odd-lists-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const ids: string[] = [];
  for (let after: string | null = null, pages = 0; pages < 20; pages += 1) {
    const { gateway, run } = await startGateway(url, { env: { STORE_URL: `file:${folder}` }, seed: [W1] });
    const page = await readPage(run, query, { first, after });
    await gateway.close();
    ids.push(...page.ids);
    if (!page.hasNextPage) return ids;
    after = page.endCursor;
  }
  throw new Error('it goes on for ever');
}

describe('a REST API that gives fewer entries than it is asked for', () => {
  it.each([10, 20, 33, 50])('has a customer’s own order found past its second page of %i', async (cap) => {
    const { rest } = await startRest({ orders: named('o', 200), cap });
    const { run } = await startGateway(rest.url, { env: { ...JWT_ENV, STORE_URL: 'memory:' } });
    const answer = await run('{ topupOrder(id: "o199") { id } }', {}, await customerToken('c1'));
    expect(answer).toEqual({ data: { topupOrder: { id: 'o199' } } });
    expect(rest.calls).toHaveLength(1 + Math.ceil(200 / cap) + 1);
  });

  it.each([
    [10, 30],
    [20, 50],
    [37, 100],
  ])('is walked to its end over restarts, in pages of %i, first: %i', async (cap, first) => {
    const { rest, wallets, orders } = await startRest({ orders: named('o', 200), wallets: named('w', 90), cap });
    expect(await walkWithRestarts(rest.url, ORDERS, first)).toEqual(orders);
    expect(await walkWithRestarts(rest.url, WALLETS, first)).toEqual(wallets);
  });
});

describe('one odd total', () => {
  it('costs its own list a call, and no other one', async () => {
    let odd = true;
    const { rest, orders } = await startRest({ orders: named('o', 3), total: () => (odd ? '90' : '3') });
    const { run } = await startGateway(rest.url, { seed: [W1] });
    expect(await readPage(run, ORDERS, { first: 20 })).toMatchObject({ ids: orders, hasNextPage: false });
    odd = false;
    rest.calls.length = 0;
    await readPage(run, ORDERS, { first: 20 });
    expect(rest.lines().filter((line) => line.includes('/topup/'))).toEqual([
      'GET /topup/orders?walletId=w1&pageSize=50&pages=1',
    ]);
  });
});

describe('a REST API that refuses fifty entries a page', () => {
  it('is asked for twenty, by scans and connections alike', async () => {
    const { rest, wallets, orders } = await startRest({
      orders: named('o', 70),
      wallets: named('w', 45),
      largest: 20,
    });
    const { run } = await startGateway(rest.url, { env: { ...JWT_ENV, STORE_URL: 'memory:' } });
    const token = await customerToken('c1');
    expect((await run('{ wallet(id: "w44") { id } }', {}, token)).data).toEqual({ wallet: { id: 'w44' } });
    const page = await readPage(run, ORDERS, { first: 60 }, token);
    expect(page).toMatchObject({ ids: orders.slice(0, 60), hasNextPage: true });
    rest.calls.length = 0;
    // The size is in the cursor.
    const rest10 = await readPage(run, ORDERS, { first: 60, after: page.endCursor }, token);
    expect(rest10).toMatchObject({ ids: orders.slice(60), hasNextPage: false });
    expect(rest.lines().filter((line) => line.includes('pageSize=50'))).toEqual([]);
    expect(await readPage(run, WALLETS, { first: 100 }, token)).toMatchObject({ ids: wallets, hasNextPage: false });
  });

  it('is asked for what UPSTREAM_MAX_PAGE_SIZE says', async () => {
    const { rest } = await startRest({ orders: named('o', 10), largest: 10 });
    const { run } = await startGateway(rest.url, { env: { UPSTREAM_MAX_PAGE_SIZE: '10' }, seed: [W1] });
    await readPage(run, ORDERS, { first: 10 });
    expect(rest.lines()).toContain('GET /topup/orders?walletId=w1&pageSize=10&pages=1');
  });
});

describe('a list whose last page is full', () => {
  it('is over where its total says so', async () => {
    const { rest, orders } = await startRest({ orders: named('o', 100), refusesBeyond: true });
    const { run } = await startGateway(rest.url, { seed: [W1] });
    expect(await readPage(run, ORDERS, { first: 100 })).toMatchObject({ ids: orders, hasNextPage: false });
    expect(rest.lines().filter((line) => line.includes('/topup/'))).toHaveLength(2);
  });

  it.each(['1000', '0'])('is over where the next one is refused, whatever its total, %s', async (total) => {
    const { rest, orders } = await startRest({ orders: named('o', 100), refusesBeyond: true, total: () => total });
    const { run } = await startGateway(rest.url, { seed: [W1] });
    const { ids, hasNextPage, endCursor } = await readPage(run, ORDERS, { first: 99 });
    expect([ids, hasNextPage]).toEqual([orders.slice(0, 99), true]);
    const last = await readPage(run, ORDERS, { first: 100, after: endCursor });
    expect(last).toMatchObject({ ids: ['o99'], hasNextPage: false });
  });

  it('keeps its entries where one of them stands three times', async () => {
    const orders = ['o0', 'o0', 'o0', ...named('o', 48).slice(1)];
    const { rest } = await startRest({ orders, refusesBeyond: true });
    const { run } = await startGateway(rest.url, { seed: [W1] });
    expect(await readPage(run, ORDERS, { first: 100 })).toMatchObject({ ids: named('o', 48), hasNextPage: false });
  });
});

describe('a cursor on every page with nothing behind it', () => {
  it('ends the list, and a scan of it', async () => {
    const { rest, wallets } = await startRest({ wallets: named('w', 3), orders: ['o1'], nextCursor: 'END' });
    const { run } = await startGateway(rest.url, { env: { ...JWT_ENV, STORE_URL: 'memory:' } });
    const token = await customerToken('c1');
    expect(await readPage(run, WALLETS, { first: 3 }, token)).toMatchObject({ ids: wallets, hasNextPage: false });
    expect(rest.calls).toHaveLength(2);
    rest.calls.length = 0;
    expect((await run('{ topupOrder(id: "o1") { id } }', {}, token)).data).toEqual({ topupOrder: { id: 'o1' } });
    expect(rest.calls.length).toBeLessThanOrEqual(5);
  });
});

describe('a REST API that ignores walletId', () => {
  it.each([false, true])(
    'has known orders of others hidden in a few calls; ignores pages: %s',
    async (ignoresPages) => {
      const others = named('x', 1_000);
      const { rest } = await startRest({ orders: others, ignoresPages });
      const seed: SeedRecord[] = [W1, ...others.map((id) => ({ order: { id, walletId: 'w2' } }))];
      const { run } = await startGateway(rest.url, { env: { ...JWT_ENV, STORE_URL: 'memory:' }, seed });
      const page = await readPage(run, ORDERS, { first: 1 }, await customerToken('c1'));
      expect(page).toMatchObject({ ids: [], hasNextPage: false });
      expect(rest.calls.length).toBeLessThanOrEqual(4);
    },
  );
});

describe('orders of a status that move on between pages', () => {
  it.each([5, 10, 20, 30])('leave the others to be shown, once each, first: %i', async (first) => {
    const list = await startRest({ orders: named('o', 60) });
    const { run } = await startGateway(list.rest.url, { seed: [W1] });
    const variables = { first, status: 'TRANSFERRING' };
    const { ids, endCursor } = await readPage(run, ORDERS, variables);
    list.orders.splice(0, 20);
    const later: string[] = [];
    for (let after = endCursor, isMore = true; isMore; ) {
      const page = await readPage(run, ORDERS, { ...variables, after });
      later.push(...page.ids);
      after = page.endCursor;
      isMore = page.hasNextPage;
    }
    expect([...ids.filter((id) => list.orders.includes(id)), ...later]).toEqual(list.orders);
  });
});

describe('a list that is asked for twice in one operation', () => {
  it('goes on behind what is hidden, with one call', async () => {
    const { rest } = await startRest({ wallets: named('w', 60) });
    const foreign: SeedRecord[] = ['w1', 'w2'].map((id) => ({
      wallet: { id, customerId: 'c2', asset: 'A', network: 'N' },
    }));
    const { run } = await startGateway(rest.url, { env: { ...JWT_ENV, STORE_URL: 'memory:' }, seed: foreign });
    const query = `{ customer(id: "c1") { few: wallets(first: 5) { nodes { id } } many: wallets(first: 48) { nodes { id } } } }`;
    const { data } = await run(query, {}, await customerToken('c1'));
    const ids = (list: { nodes: { id: string }[] }) => list.nodes.map(({ id }) => id);
    expect(ids(data.customer.few)).toEqual(['w0', 'w3', 'w4', 'w5', 'w6']);
    expect(ids(data.customer.many)).toEqual(named('w', 50).filter((id) => id !== 'w1' && id !== 'w2'));
    expect(rest.calls).toHaveLength(1);
  });
});

describe('MAX_REST_CALLS', () => {
  it('ends a page early where the REST API gives so little that the operation would cost more', async () => {
    const { rest, orders } = await startRest({ orders: named('o', 200), cap: 10 });
    const { run } = await startGateway(rest.url, { env: { MAX_REST_CALLS: '4' }, seed: [W1] });
    const { ids, hasNextPage } = await readPage(run, ORDERS, { first: 100 });
    expect([ids, hasNextPage]).toEqual([orders.slice(0, 40), true]);
    expect(rest.calls).toHaveLength(4);
  });
});

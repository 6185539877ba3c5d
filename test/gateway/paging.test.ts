import { describe, expect, it } from 'vitest';
import { BUSY_ORDER_IDS, BUSY_TRANSACTION_IDS, MANY_WALLET_IDS } from '../../src/simulator/sample/sample-data.js';
import { startGateway, startWithSimulator, type TestGateway } from '../support/gateway.js';
import { ok, orderText, startRestServer } from '../support/rest-server.js';

interface Page {
  edges: { cursor: string; node: { id: string } }[];
  pageInfo: { hasNextPage: boolean; hasPreviousPage: boolean; endCursor: string | null };
}

const FIELDS = 'edges { cursor node { id } } pageInfo { hasNextPage hasPreviousPage endCursor }';

async function readPage(run: TestGateway['run'], parent: string, field: string, args: string): Promise<Page> {
  const answer = await run(`{ ${parent} { page: ${field}(${args}) { ${FIELDS} } } }`);
  expect(answer.errors).toBeUndefined();
  return Object.values(answer.data as Record<string, { page: Page }>)[0]?.page as Page;
}

async function walk(
  run: TestGateway['run'],
  parent: string,
  field: string,
  first: number,
  more = '',
): Promise<string[]> {
  const ids: string[] = [];
  let after = '';
  for (let pages = 0; pages < 300; pages += 1) {
    const page = await readPage(run, parent, field, `first: ${first}${more}${after}`);
    ids.push(...page.edges.map(({ node }) => node.id));
    if (!page.pageInfo.hasNextPage) return ids;
    after = `, after: "${page.pageInfo.endCursor}"`;
  }
  throw new Error('never ended');
}

const newestFirst = (ids: readonly string[]) => [...ids].reverse();

describe('connections', () => {
  it.each([
    ['customer(id: "cus_many")', 'wallets', MANY_WALLET_IDS],
    ['wallet(id: "wal_busy")', 'transactions', newestFirst(BUSY_TRANSACTION_IDS)],
    ['wallet(id: "wal_busy")', 'topupOrders', newestFirst(BUSY_ORDER_IDS)],
  ])('%s { %s } is the whole list, whatever the page size', async (parent, field, all) => {
    const { run } = await startWithSimulator();
    for (const first of [7, 30, 45, 100]) expect(await walk(run, parent, field, first)).toEqual(all);
  });

  it.each([
    ['customer(id: "cus_many")', 'wallets', MANY_WALLET_IDS],
    ['wallet(id: "wal_busy")', 'transactions', newestFirst(BUSY_TRANSACTION_IDS)],
    ['wallet(id: "wal_busy")', 'topupOrders', newestFirst(BUSY_ORDER_IDS)],
  ])('any edge of %s { %s } resumes right after it', async (parent, field, all) => {
    const { run } = await startWithSimulator();
    const page = await readPage(run, parent, field, 'first: 25');
    const last = all.length;
    for (const [index, { cursor }] of page.edges.entries()) {
      const next = await readPage(run, parent, field, `first: 4, after: "${cursor}"`);
      expect(next.edges.map(({ node }) => node.id)).toEqual(all.slice(index + 1, index + 5));
      expect(next.pageInfo.hasNextPage).toBe(index + 5 < last);
      expect(next.pageInfo.hasPreviousPage).toBe(true);
    }
  });

  it('goes on with one call a page', async () => {
    const { run, simulator, calls } = await startWithSimulator();
    for (const [parent, field] of [
      ['customer(id: "cus_many")', 'wallets'],
      ['wallet(id: "wal_busy")', 'transactions'],
      ['wallet(id: "wal_busy")', 'topupOrders'],
    ] as const) {
      const { pageInfo } = await readPage(run, parent, field, 'first: 10');
      simulator.requests.length = 0;
      await readPage(run, parent, field, `first: 10, after: "${pageInfo.endCursor}"`);
      // The wallet itself is known by now only where its list or balance was read; its orders don't show it.
      expect(calls().filter((call) => !call.endsWith('/balances'))).toHaveLength(1);
    }
  });

  it('shows an order that is twice on a page once, and ends on a short page whatever the total', async () => {
    const text = orderText({ id: 'o1', status: 'COMPLETED' });
    const rest = await startRestServer(() => `{"status":"1","total":1,"data":[${text},${text}]}`);
    const { run } = await startGateway(rest.url, {
      seed: [{ wallet: { id: 'w1', customerId: 'c1', asset: 'A', network: 'N' } }],
    });
    const answer = await run(
      `{ wallet(id: "w1") { topupOrders(status: CREDITED) { totalCount nodes { id status } pageInfo { hasNextPage } } } }`,
    );
    expect(answer.data.wallet.topupOrders).toEqual({
      totalCount: 1,
      nodes: [{ id: 'o1', status: 'COMPLETED' }],
      pageInfo: { hasNextPage: false },
    });
    expect(rest.lines()).toEqual(['GET /topup/orders?walletId=w1&status=CREDITED&pageSize=50&pages=1']);
  });

  it.each([1, 3, 7, 30])('goes on behind the same order after %i new ones pushed it along', async (pushed) => {
    let ids = Array.from({ length: 60 }, (_, index) => `o${index}`);
    const rest = await startRestServer(({ path }) => {
      const query = new URL(path, 'http://rest').searchParams;
      const [size, page] = [Number(query.get('pageSize')), Number(query.get('pages'))];
      const items = ids.slice((page - 1) * size, page * size).map((id) => orderText({ id }));
      return `{"status":"1","total":${ids.length},"data":[${items}]}`;
    });
    const { run } = await startGateway(rest.url, {
      seed: [{ wallet: { id: 'w1', customerId: 'c1', asset: 'A', network: 'N' } }],
    });
    const before = await readPage(run, 'wallet(id: "w1")', 'topupOrders', 'first: 5');
    ids = [...Array.from({ length: pushed }, (_, index) => `new${index}`), ...ids];
    const next = await readPage(
      run,
      'wallet(id: "w1")',
      'topupOrders',
      `first: 5, after: "${before.pageInfo.endCursor}"`,
    );
    expect(next.edges.map(({ node }) => node.id)).toEqual(['o5', 'o6', 'o7', 'o8', 'o9']);
  });

  it('of one status are the same list by either argument, and a cursor of one is one of the other', async () => {
    const { run, calls } = await startWithSimulator();
    const page = async (args: string) =>
      (
        await run(
          `{ wallet(id: "wal_busy") { topupOrders(first: 2, ${args}) { nodes { id } pageInfo { endCursor } } } }`,
        )
      ).data.wallet.topupOrders;
    const first = await page('withStatus: FAILED');
    expect(calls().filter((call) => call.includes('status=FAILED'))).toHaveLength(1);
    expect(await page('status: FAILED')).toEqual(first);
    expect(await page('withStatus: FAILED, status: COMPLETED')).toEqual(first);
    const after = `after: "${first.pageInfo.endCursor}"`;
    const next = await page(`withStatus: FAILED, ${after}`);
    expect(next.nodes).toHaveLength(2);
    expect(await page(`status: FAILED, ${after}`)).toEqual(next);
  });

  it('resumes at the old place where the order has left the filtered list', async () => {
    let ids = ['o1', 'o2', 'o3', 'o4'];
    const rest = await startRestServer(() => `{"status":"1","total":4,"data":[${ids.map((id) => orderText({ id }))}]}`);
    const { run } = await startGateway(rest.url, {
      seed: [{ wallet: { id: 'w1', customerId: 'c1', asset: 'A', network: 'N' } }],
    });
    const args = 'first: 2, status: TRANSFERRING';
    const before = await readPage(run, 'wallet(id: "w1")', 'topupOrders', args);
    ids = ['o1', 'o3', 'o4'];
    const next = await readPage(
      run,
      'wallet(id: "w1")',
      'topupOrders',
      `${args}, after: "${before.pageInfo.endCursor}"`,
    );
    expect(next.edges.map(({ node }) => node.id)).toEqual(['o3', 'o4']);
  });

  it('takes pages that are shorter or longer than it asked for', async () => {
    const all = Array.from({ length: 10 }, (_, index) => `w${index}`);
    const rest = await startRestServer(({ path }) => {
      const start = Number(new URL(path, 'http://rest').searchParams.get('cursor') ?? 0);
      const items = all
        .slice(start, start + 3)
        .map((walletId) => ({ walletId, asset: 'A', network: 'N', address: 'x', status: 'ACTIVE' }));
      return ok({ items, nextCursor: start + 3 < all.length ? String(start + 3) : null });
    });
    const { run } = await startGateway(rest.url);
    expect(await walk(run, 'customer(id: "c1")', 'wallets', 4)).toEqual(all);
    expect(await walk(run, 'customer(id: "c1")', 'wallets', 1)).toEqual(all);
  });

  it('ends a list that does not move on', async () => {
    const rest = await startRestServer(() => ok({ items: [], nextCursor: 'again' }));
    const { run } = await startGateway(rest.url);
    const answer = await run('{ customer(id: "c1") { wallets { nodes { id } pageInfo { hasNextPage } } } }');
    expect(answer).toEqual({ data: { customer: { wallets: { nodes: [], pageInfo: { hasNextPage: false } } } } });
    expect(rest.calls).toHaveLength(2);
  });
});

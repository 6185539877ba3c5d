/** Lists of which one entry can't be read: it alone is left out, and named; and lists written in other ways than the documentation's. */
import { describe, expect, it } from 'vitest';
import { startGateway } from '../support/gateway.js';
import { ok, orderText, refuse, startRestServer } from '../support/rest-server.js';
import { customerToken, JWT_ENV } from '../support/tokens.js';
import { balanceOf } from '../support/wallet-answers.js';

const wallet = (id: string, members: object = {}) => ({
  walletId: id,
  asset: 'A',
  network: 'N',
  address: `address of ${id}`,
  status: 'ACTIVE',
  ...members,
});
const transaction = (id: string, members: object = {}) => ({
  txId: id,
  type: 'CREDIT',
  reason: 'R',
  amount: '1.50',
  asset: 'A',
  network: 'N',
  txHash: null,
  createdAt: '2025-11-06T02:58:00Z',
  ...members,
});

interface Lists {
  wallets?: unknown;
  transactions?: unknown;
  orders?: string;
}

async function start(
  { wallets = ok({ items: [wallet('w1')], nextCursor: null }), transactions, orders }: Lists,
  env = {},
) {
  const rest = await startRestServer(({ path }) => {
    if (path.startsWith('/customers/')) return wallets as object;
    if (path.includes('/transactions')) return transactions as object;
    if (path.endsWith('/balances')) return balanceOf(path.split('/')[2] ?? '');
    if (path.startsWith('/topup/orders?')) return orders ?? '{"status":"1","total":0,"data":[]}';
    return `{"status":"1","data":${orderText({ id: path.split('/').at(-1) ?? '' })}}`;
  });
  return { rest, ...(await startGateway(rest.url, { env })) };
}

const WALLETS = '{ customer(id: "c1") { wallets { nodes { id asset address status } pageInfo { hasNextPage } } } }';
const TRANSACTIONS = 'query ($first: Int) { wallet(id: "w1") { transactions(first: $first) { nodes { id } } } }';
const ORDERS = '{ wallet(id: "w1") { topupOrders { totalCount nodes { id } } } }';

describe('an entry of a list', () => {
  it('is there with nulls where the schema has them, and what its balance tells', async () => {
    const items = [wallet('w1', { address: null, status: 7 }), wallet('w2', { asset: undefined })];
    const { run } = await start({ wallets: ok({ items, nextCursor: null }) });
    const { data, errors } = await run(WALLETS);
    expect(errors).toBeUndefined();
    expect(data.customer.wallets.nodes).toEqual([
      { id: 'w1', asset: 'A', address: null, status: null },
      { id: 'w2', asset: 'USDT', address: 'address of w2', status: 'ACTIVE' },
    ]);
  });

  it.each([
    ['amount', { amount: 'many' }],
    ['date', { createdAt: '2025-02-31T00:00:00Z' }],
    ['asset', { asset: null }],
  ])('is left out and named where its %s can’t be read', async (_, members) => {
    const items = [transaction('t1'), transaction('t2', members), transaction('t3')];
    const { run } = await start({ transactions: ok({ items, nextCursor: null }) });
    const { data, errors } = await run(TRANSACTIONS);
    expect(data.wallet.transactions.nodes).toEqual([{ id: 't1' }, { id: 't3' }]);
    expect(errors).toMatchObject([
      {
        path: ['wallet', 'transactions'],
        extensions: { code: 'UPSTREAM_BAD_RESPONSE' },
        message: expect.stringContaining('t2'),
      },
    ]);
    // Beyond what is asked for it is nobody's trouble.
    expect((await run(TRANSACTIONS, { first: 1 })).errors).toBeUndefined();
  });

  it('is left out and named among orders, whose total counts it', async () => {
    const odd = orderText({ id: 'o2' }).replace('"targetAmount":32.87,', '');
    const orders = `{"status":"1","total":3.0,"data":[${orderText({ id: 'o1' })},${odd},${orderText({ id: 'o3' })}]}`;
    const { run } = await start({ orders });
    const { data, errors } = await run(ORDERS);
    expect(data.wallet.topupOrders).toEqual({ totalCount: 3, nodes: [{ id: 'o1' }, { id: 'o3' }] });
    expect(errors).toMatchObject([{ path: ['wallet', 'topupOrders'], message: expect.stringContaining('o2') }]);
  });

  it('that is none at all is left out', async () => {
    const { run } = await start({
      wallets: ok({ items: [null, 7, wallet('w1'), { walletId: '../x' }], nextCursor: null }),
    });
    const { data, errors } = await run('{ customer(id: "c1") { wallets { nodes { id } } } }');
    expect(data.customer.wallets.nodes).toEqual([{ id: 'w1' }]);
    expect(errors).toHaveLength(3);
    expect(JSON.stringify(errors)).not.toContain('../x');
  });

  it('locks its owner out of nothing', async () => {
    const odd = orderText({ id: 'o2', created: 'yesterday' });
    const { run } = await start(
      { orders: `{"status":"1","total":2,"data":[${odd},${orderText({ id: 'o1' })}]}` },
      JWT_ENV,
    );
    const token = await customerToken('c1');
    expect((await run('{ a: topupOrder(id: "o1") { id } b: topupOrder(id: "o2") { id } }', {}, token)).data).toEqual({
      a: { id: 'o1' },
      b: { id: 'o2' },
    });
  });
});

describe('a list', () => {
  it.each([
    ['items that are null', ok({ items: null, nextCursor: null })],
    ['data that is null', ok(null)],
  ])('is empty with %s', async (_, wallets) => {
    const { run } = await start({ wallets });
    const { data, errors } = await run('{ customer(id: "c1") { wallets { nodes { id } } } }');
    expect(errors).toBeUndefined();
    expect(data.customer.wallets).toEqual({ nodes: [] });
  });

  it('of orders is empty with data that is null', async () => {
    const { run } = await start({ orders: '{"status":"1","total":0,"data":null}' });
    expect((await run(ORDERS)).data.wallet.topupOrders).toEqual({ totalCount: 0, nodes: [] });
  });

  it('goes on at a cursor that is a number', async () => {
    const rest = await startRestServer(({ path }) => {
      if (path.endsWith('/balances')) return balanceOf('w1');
      const isSecond = path.includes('cursor=50');
      const ids = Array.from({ length: isSecond ? 3 : 50 }, (_, index) => `t${isSecond ? 50 + index : index}`);
      return ok({ items: ids.map((id) => transaction(id)), nextCursor: isSecond ? null : 50 });
    });
    const { run } = await startGateway(rest.url);
    expect((await run(TRANSACTIONS, { first: 100 })).data.wallet.transactions.nodes).toHaveLength(53);
  });

  it('that the REST API doesn’t have is null with an error', async () => {
    const rest = await startRestServer(({ path }, response) =>
      refuse(response, 404, path.includes('customers') ? 'customer not found' : 'wallet not found'),
    );
    const { run } = await startGateway(rest.url, { env: JWT_ENV });
    const { data, errors } = await run('{ viewer { id wallets { nodes { id } } } }', {}, await customerToken('c1'));
    expect(data).toEqual({ viewer: { id: 'c1', wallets: null } });
    expect(errors).toMatchObject([{ path: ['viewer', 'wallets'], extensions: { code: 'NOT_FOUND' } }]);
  });
});

/** The edges of what was created: clients add them to their lists, and page from them. */
import { describe, expect, it } from 'vitest';
import { sampleDirectory } from '../../src/simulator/simulator.js';
import { startWithSimulator } from '../support/gateway.js';

const QUOTE =
  'mutation { createTopupQuote(input: { sourceCurrency: "AUD", targetCurrency: "USDT" }) { quote { id } } }';
const ORDER = `mutation ($quoteId: ID!) {
  createTopupOrder(input: { quoteId: $quoteId, walletId: "wal_c1f0aa", payer: { name: "A" } }) {
    order { id } orderEdge { cursor node { id status } } errors { code } } }`;
const ORDERS = `query ($after: String, $first: Int) { wallet(id: "wal_c1f0aa") {
  topupOrders(first: $first, after: $after) { edges { cursor node { id } } totalCount } } }`;
const WALLET = `mutation ($network: String!) {
  createWallet(input: { customerId: "cus_many", asset: "USDT", network: $network }) {
    walletEdge { cursor node { id } } errors { code } } }`;
const WALLETS = `query ($after: String, $first: Int) { customer(id: "cus_many") {
  wallets(first: $first, after: $after) { edges { node { id } } } } }`;

interface Edge {
  node: { id: string };
}

const idsOf = (edges: readonly Edge[]): string[] => edges.map(({ node }) => node.id);

describe('the edge of a new order', () => {
  it('has the order, costs no call, and pages on from its place in the list', async () => {
    const { run, calls } = await startWithSimulator({ seed: sampleDirectory() });
    const quoteId = (await run(QUOTE)).data.createTopupQuote.quote.id;
    const before = calls().length;
    const { order, orderEdge } = (await run(ORDER, { quoteId })).data.createTopupOrder;
    expect(calls()).toHaveLength(before + 1);
    expect(orderEdge.node).toEqual({ id: order.id, status: 'TRANSFERRING' });
    const all = idsOf((await run(ORDERS, { first: 100 })).data.wallet.topupOrders.edges);
    expect(all).toContain(order.id);
    const page = async (after: string) => idsOf((await run(ORDERS, { first: 3, after })).data.wallet.topupOrders.edges);
    const next = all.indexOf(order.id) + 1;
    expect(await page(orderEdge.cursor)).toEqual(all.slice(next, next + 3));
  });

  it('is null beside errors', async () => {
    const { run } = await startWithSimulator({ seed: sampleDirectory() });
    const { data } = await run(ORDER, { quoteId: 'q_none' });
    expect(data.createTopupOrder).toMatchObject({ orderEdge: null, errors: [{ code: 'REJECTED' }] });
  });

  it('is no edge of another list', async () => {
    const { run } = await startWithSimulator({ seed: sampleDirectory() });
    const quoteId = (await run(QUOTE)).data.createTopupQuote.quote.id;
    const after = (await run(ORDER, { quoteId })).data.createTopupOrder.orderEdge.cursor;
    expect((await run(WALLETS, { first: 1, after })).errors).toMatchObject([
      { extensions: { code: 'BAD_USER_INPUT' } },
    ]);
  });
});

describe('a search for the place of a new object', () => {
  it('is bounded by MAX_REST_CALLS, also several at once', async () => {
    const customers = ['a', 'b', 'c'].map((customerId) => ({
      customerId,
      wallets: Array.from({ length: 40 }, (_, index) => ({
        walletId: `wal_${customerId}${index}`,
        asset: 'USDT',
        network: 'TRON',
      })),
    }));
    const { run, calls } = await startWithSimulator({
      simulator: { seed: { customers } },
      env: { MAX_REST_CALLS: '20', UPSTREAM_MAX_PAGE_SIZE: '2' },
    });
    const create = `mutation ($id: ID!) {
      createWallet(input: { customerId: $id, asset: "USDT", network: "TRON" }) { walletEdge { cursor } } }`;
    const cursors = await Promise.all(
      customers.map(async ({ customerId: id }) => (await run(create, { id })).data.createWallet.walletEdge.cursor),
    );
    const before = calls().length;
    const fields = customers.map(
      ({ customerId }, index) => `${customerId}: customer(id: "${customerId}") {
        wallets(first: 1, after: "${cursors[index]}") { nodes { id } } }`,
    );
    const { errors } = await run(`{ ${fields.join(' ')} }`);
    expect(calls().length - before).toBeLessThanOrEqual(20 + customers.length);
    expect(errors?.length).toBeGreaterThan(0);
    for (const { extensions } of errors ?? []) expect(extensions.code).toBe('LIMIT_EXCEEDED');
  });
});

describe('the edge of a new wallet', () => {
  it('has the wallet, and pages on from its place in the list', async () => {
    const { run } = await startWithSimulator({ seed: sampleDirectory() });
    const [first, second] = [await run(WALLET, { network: 'TRON' }), await run(WALLET, { network: 'ETH' })].map(
      ({ data }) => data.createWallet.walletEdge,
    );
    const all = idsOf((await run(WALLETS, { first: 100 })).data.customer.wallets.edges);
    for (const { cursor, node } of [first, second]) {
      const { data } = await run(WALLETS, { first: 5, after: cursor });
      expect(idsOf(data.customer.wallets.edges)).toEqual(all.slice(all.indexOf(node.id) + 1).slice(0, 5));
    }
  });
});

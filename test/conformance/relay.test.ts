/** Relay: its compiler takes the schema, and what it compiles runs. Pages are fetched as `usePaginationFragment` fetches them. */
import { beforeAll, describe, expect, it } from 'vitest';
import {
  BUSY_ORDER_IDS,
  BUSY_TRANSACTION_IDS,
  BUSY_WALLET_ID,
  MANY_CUSTOMER_ID,
  MANY_WALLET_IDS,
  SAMPLE_CUSTOMER_ID,
  SAMPLE_WALLET_ID,
} from '../../src/simulator/sample/sample-ids.js';
import { sampleDirectory } from '../../src/simulator/simulator.js';
import { startWithSimulator, type TestGateway } from '../support/gateway.js';
import { compileWithRelay } from './relay.js';
import { readSdl } from './sdl.js';

interface Connection {
  edges: { cursor: string; node: { id: string; __typename: string } }[];
  pageInfo: { endCursor: string | null; hasNextPage: boolean };
}

let compiled: Record<string, string>;

beforeAll(async () => {
  compiled = await compileWithRelay(readSdl());
});

const textOf = (name: string): string => compiled[name] ?? expect.fail(`Relay has compiled no ${name}`);

/** From the first page on, until there is no next one. */
async function idsOfAllPages(
  { run }: TestGateway,
  operation: string,
  variables: Record<string, unknown>,
  field: 'customer.wallets' | 'wallet.transactions' | 'wallet.topupOrders',
): Promise<string[]> {
  const [parent = '', list = ''] = field.split('.');
  const ids: string[] = [];
  let after: string | null = null;
  do {
    const answer = await run(textOf(operation), { ...variables, after });
    expect(answer.errors).toBeUndefined();
    const { edges, pageInfo }: Connection = answer.data[parent][list];
    expect(pageInfo.endCursor).toBe(edges.at(-1)?.cursor);
    ids.push(...edges.map(({ node }) => node.id));
    after = pageInfo.hasNextPage ? pageInfo.endCursor : null;
  } while (after !== null);
  return ids;
}

describe("Relay's compiler", () => {
  it('takes the SDL, and compiles every operation of the project', () => {
    expect(Object.keys(compiled).sort()).toEqual([
      'customerWalletsCreateMutation',
      'customerWalletsPaginationQuery',
      'customerWalletsQuery',
      'topupOrderMutation',
      'topupQuoteMutation',
      'topupStatusSubscription',
      'walletPageQuery',
      'walletPageTopupOrdersPaginationQuery',
      'walletPageTransactionsPaginationQuery',
      'walletRefetchQuery',
    ]);
  });

  it.each(['Wallet', 'Transaction', 'TopupOrder'])('would not take a %sConnection without cursors', async (noun) => {
    const sdl = readSdl().replace(new RegExp(`(type ${noun}Edge \\{[^}]*?)cursor: String!`), '$1other: String');
    await expect(compileWithRelay(sdl)).rejects.toMatchObject({
      stderr: expect.stringContaining(
        `Expected the field type '${noun}Connection' to expose a 'edges { cursor }' field`,
      ),
    });
  });
});

describe('what Relay has compiled', () => {
  it('reads an object again, and the next page of its list, through node', async () => {
    const { run } = await startWithSimulator();
    const page = async (after: string | null) => {
      const answer = await run(textOf('walletRefetchQuery'), { id: 'wal_busy', first: 2, after });
      expect(answer.errors).toBeUndefined();
      expect(answer.data.node).toMatchObject({
        __typename: 'Wallet',
        id: 'wal_busy',
        balance: { available: expect.any(String) },
      });
      return answer.data.node.transactions as Connection;
    };
    const first = await page(null);
    const second = await page(first.pageInfo.endCursor);
    const ids = [...first.edges, ...second.edges].map(({ node }) => node.id);
    expect(ids).toEqual([...BUSY_TRANSACTION_IDS].reverse().slice(0, 4));
  });

  it('shows a first page, and all pages of the wallets of a customer', async () => {
    const gateway = await startWithSimulator();
    const first = await gateway.run(textOf('customerWalletsQuery'), { id: MANY_CUSTOMER_ID });
    expect(first.errors).toBeUndefined();
    expect(first.data.customer.wallets.edges).toHaveLength(12);
    expect(first.data.customer.wallets.edges[0].node).toMatchObject({
      __typename: 'Wallet',
      balance: { available: '1.000001' },
    });

    const customerId = MANY_CUSTOMER_ID;
    const ids = await idsOfAllPages(gateway, 'customerWalletsPaginationQuery', { customerId }, 'customer.wallets');
    expect(ids).toEqual(MANY_WALLET_IDS);
  });

  it('shows one wallet for three fragments', async () => {
    const { run, calls } = await startWithSimulator();
    const answer = await run(textOf('walletPageQuery'), { id: BUSY_WALLET_ID });
    expect(answer.errors).toBeUndefined();
    expect(answer.data.wallet).toMatchObject({
      id: BUSY_WALLET_ID,
      asset: 'USDC',
      network: 'ETH',
      topupOrders: { totalCount: BUSY_ORDER_IDS.length },
      transactions: { pageInfo: { hasNextPage: true } },
    });
    expect(answer.data.wallet.assetNetwork.settlementSlaMins).toEqual(expect.any(Number));
    const paths = calls().map((call) => call.replace(/\?.*/, ''));
    expect(paths.sort()).toEqual([
      'GET /assets/networks',
      'GET /topup/orders',
      `GET /wallets/${BUSY_WALLET_ID}/balances`,
      // A hundred are two pages of the REST API.
      `GET /wallets/${BUSY_WALLET_ID}/transactions`,
      `GET /wallets/${BUSY_WALLET_ID}/transactions`,
    ]);
  });

  it('shows all pages of the transactions of a wallet', async () => {
    const gateway = await startWithSimulator();
    const variables = { walletId: BUSY_WALLET_ID };
    const name = 'walletPageTransactionsPaginationQuery';
    const ids = await idsOfAllPages(gateway, name, variables, 'wallet.transactions');
    expect(ids).toHaveLength(BUSY_TRANSACTION_IDS.length);
    expect(new Set(ids)).toEqual(new Set(BUSY_TRANSACTION_IDS));
  });

  it.each([
    ['all', null, 45],
    ['those that failed', 'FAILED', 15],
  ])('shows all pages of the orders of a wallet, %s', async (_, status, count) => {
    const gateway = await startWithSimulator();
    const variables = { walletId: BUSY_WALLET_ID, status };
    const name = 'walletPageTopupOrdersPaginationQuery';
    const ids = await idsOfAllPages(gateway, name, variables, 'wallet.topupOrders');
    expect(ids).toHaveLength(count);
    expect(new Set(ids).size).toBe(count);
  });

  it('opens a wallet, or says why not', async () => {
    const { run } = await startWithSimulator({ seed: sampleDirectory() });
    const open = (network: string) =>
      run(textOf('customerWalletsCreateMutation'), {
        input: { customerId: SAMPLE_CUSTOMER_ID, asset: 'USDT', network },
      });
    const node = { asset: 'USDT', network: 'TRON', customer: { externalRef: 'user_10086' } };
    expect(await open('TRON')).toMatchObject({ data: { createWallet: { walletEdge: { node }, errors: [] } } });
    const refused = await open('NOWHERE');
    expect(refused.errors).toBeUndefined();
    expect(refused.data.createWallet).toMatchObject({
      walletEdge: null,
      errors: [{ code: 'UNSUPPORTED_ASSET_NETWORK' }],
    });
  });

  it('orders a top-up and watches it to its end', async () => {
    const { run, client, simulator } = await startWithSimulator({ simulator: { orderDelayMs: 600_000 } });
    const currencies = { sourceCurrency: 'AUD', targetCurrency: 'USDT' };
    const quoted = await run(textOf('topupQuoteMutation'), { input: currencies });
    const input = {
      quoteId: quoted.data.createTopupQuote.quote.id,
      walletId: SAMPLE_WALLET_ID,
      payer: { name: 'Alice Chen' },
    };
    const { data } = await run(textOf('topupOrderMutation'), { input });
    expect(data.createTopupOrder).toMatchObject({ order: { status: 'TRANSFERRING' }, errors: [] });

    const orderId: string = data.createTopupOrder.order.id;
    const events = client().iterate({ query: textOf('topupStatusSubscription'), variables: { orderId } });
    const statuses: unknown[] = [];
    for await (const event of events) {
      expect(event.errors).toBeUndefined();
      statuses.push(event.data?.topupStatus);
      if (statuses.length === 1) simulator.setOrderStatus(orderId, 'COMPLETED');
    }
    expect(statuses).toMatchObject([
      { id: orderId, status: 'TRANSFERRING', wallet: { id: SAMPLE_WALLET_ID, balance: { available: '65.2932' } } },
      { id: orderId, status: 'COMPLETED', wallet: { id: SAMPLE_WALLET_ID, balance: { available: '98.1632' } } },
    ]);
  });
});

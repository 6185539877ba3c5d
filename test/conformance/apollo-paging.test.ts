/** Apollo Client pages: what it has put together is the whole list, once. */
import { type ApolloClient, gql, type TypedDocumentNode } from '@apollo/client';
import { describe, expect, it, vi } from 'vitest';
import {
  BUSY_FAILED_ORDER_IDS,
  BUSY_ORDER_IDS,
  BUSY_TRANSACTION_IDS,
  BUSY_WALLET_ID,
  MANY_CUSTOMER_ID,
  MANY_WALLET_IDS,
} from '../../src/simulator/sample/sample-ids.js';
import { startWithSimulator } from '../support/gateway.js';
import { createApolloClient } from './apollo.js';

const PATIENCE = { timeout: 10_000, interval: 5 };

interface Page {
  totalCount?: number;
  edges: { cursor: string; node: { id: string } }[];
  pageInfo: { hasNextPage: boolean; hasPreviousPage: boolean; startCursor: string | null; endCursor: string | null };
}

interface Variables {
  id: string;
  first?: number;
  after?: string | null;
  status?: string;
}

type Listing = TypedDocumentNode<{ parent: { list: Page } }, Variables>;

const WALLETS: Listing = gql`
  query Wallets($id: ID!, $first: Int, $after: String) {
    parent: customer(id: $id) {
      id
      list: wallets(first: $first, after: $after) {
        edges { cursor node { id status } }
        pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
      }
    }
  }
`;

/** Without the edges' cursors: `pageInfo` is enough to go on. */
const TRANSACTIONS: Listing = gql`
  query Transactions($id: ID!, $first: Int, $after: String) {
    parent: wallet(id: $id) {
      id
      list: transactions(first: $first, after: $after) {
        edges { node { id amount } }
        pageInfo { hasNextPage endCursor }
      }
    }
  }
`;

const ORDERS: Listing = gql`
  query Orders($id: ID!, $first: Int, $after: String, $status: TopupStatus) {
    parent: wallet(id: $id) {
      id
      list: topupOrders(first: $first, after: $after, status: $status) {
        totalCount
        edges { cursor node { id status } }
        pageInfo { hasNextPage endCursor }
      }
    }
  }
`;

/** Shows the first page and then the next one until there is none, as a frontend with a "more" button would. */
async function showAll(
  client: ApolloClient,
  query: Listing,
  variables: Variables,
): Promise<{ pages: number; list: Page }> {
  let list: Page | undefined;
  const shown = client.watchQuery({ query, variables });
  const subscription = shown.subscribe(({ data, dataState, error }) => {
    if (error) throw error;
    if (dataState === 'complete') list = data.parent.list;
  });
  const longerThan = (count: number): Promise<Page> =>
    vi.waitFor(() => (list && list.edges.length > count ? list : expect.fail(`no more than ${count}`)), PATIENCE);

  let all = await longerThan(0);
  let pages = 1;
  for (; all.pageInfo.hasNextPage; pages += 1) {
    await shown.fetchMore({ variables: { after: all.pageInfo.endCursor } });
    all = await longerThan(all.edges.length);
  }
  subscription.unsubscribe();
  return { pages, list: all };
}

const idsOf = ({ edges }: Page): string[] => edges.map(({ node }) => node.id);

describe('pages in Apollo Client', () => {
  it('puts the wallets of a customer together', async () => {
    const { url } = await startWithSimulator();
    const client = createApolloClient(url);
    const { pages, list } = await showAll(client, WALLETS, { id: MANY_CUSTOMER_ID, first: 7 });
    expect(pages).toBe(5);
    expect(idsOf(list)).toEqual(MANY_WALLET_IDS);
    expect(list.pageInfo).toEqual({
      __typename: 'PageInfo',
      hasNextPage: false,
      hasPreviousPage: false,
      startCursor: list.edges[0]?.cursor,
      endCursor: list.edges.at(-1)?.cursor,
    });
  });

  it('puts the transactions of a wallet together without their cursors', async () => {
    const { url } = await startWithSimulator();
    const { pages, list } = await showAll(createApolloClient(url), TRANSACTIONS, { id: BUSY_WALLET_ID, first: 100 });
    expect(pages).toBe(3);
    expect(idsOf(list)).toHaveLength(BUSY_TRANSACTION_IDS.length);
    expect(new Set(idsOf(list))).toEqual(new Set(BUSY_TRANSACTION_IDS));
  });

  it('keeps the orders of each status apart', async () => {
    const { url } = await startWithSimulator();
    const client = createApolloClient(url);
    const all = await showAll(client, ORDERS, { id: BUSY_WALLET_ID, first: 20 });
    const failed = await showAll(client, ORDERS, { id: BUSY_WALLET_ID, first: 6, status: 'FAILED' });
    expect([...idsOf(all.list)].sort()).toEqual(BUSY_ORDER_IDS);
    expect([...idsOf(failed.list)].sort()).toEqual(BUSY_FAILED_ORDER_IDS);
    expect([all.list.totalCount, failed.list.totalCount]).toEqual([45, 15]);
    const kept = client.readQuery({ query: ORDERS, variables: { id: BUSY_WALLET_ID } });
    expect(kept?.parent.list.edges).toHaveLength(45);
  });

  it('goes on from any edge, and puts what follows in place of what followed', async () => {
    const { url } = await startWithSimulator();
    const client = createApolloClient(url);
    const variables = { id: MANY_CUSTOMER_ID, first: 10 };
    const { data } = await client.query({ query: WALLETS, variables });
    const third = data?.parent.list.edges[2];
    const more = { ...variables, first: 4, after: third?.cursor ?? null };
    await client.query({ query: WALLETS, variables: more, fetchPolicy: 'network-only' });
    const kept = client.readQuery({ query: WALLETS, variables });
    expect(kept && idsOf(kept.parent.list)).toEqual(MANY_WALLET_IDS.slice(0, 7));
  });

  it('asks the gateway for nothing that it has', async () => {
    const { url, calls } = await startWithSimulator();
    const client = createApolloClient(url);
    await showAll(client, WALLETS, { id: MANY_CUSTOMER_ID, first: 30 });
    const before = calls().length;
    const { data } = await client.query({ query: WALLETS, variables: { id: MANY_CUSTOMER_ID, first: 30 } });
    expect(data?.parent.list.edges).toHaveLength(30);
    expect(calls()).toHaveLength(before);
  });
});

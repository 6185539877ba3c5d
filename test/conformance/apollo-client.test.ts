/** Apollo Client's normalised cache, mutations, subscriptions and errors before the gateway. */
import { gql, type TypedDocumentNode } from '@apollo/client';
import { firstValueFrom, toArray } from 'rxjs';
import { beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { SAMPLE_CUSTOMER_ID, SAMPLE_ORDER_ID, SAMPLE_WALLET_ID } from '../../src/simulator/sample/sample-ids.js';
import { sampleDirectory } from '../../src/simulator/simulator.js';
import { startWithSimulator } from '../support/gateway.js';
import { createApolloClient } from './apollo.js';

const PATIENCE = { timeout: 10_000, interval: 5 };

interface Balanced {
  id: string;
  balance: { available: string; pending: string; updatedAt: string } | null;
}

const WALLET: TypedDocumentNode<{ wallet: Balanced | null }, { id: string }> = gql`
  query Wallet($id: ID!) { wallet(id: $id) { id balance { available pending updatedAt } } }
`;

const TOPUP_STATUS: TypedDocumentNode<
  { topupStatus: { id: string; status: string; wallet: Balanced } },
  { orderId: string }
> = gql`
  subscription TopupStatus($orderId: ID!) {
    topupStatus(orderId: $orderId) { id status wallet { id balance { available pending updatedAt } } }
  }
`;

const CREATE_QUOTE: TypedDocumentNode<{ createTopupQuote: { quote: { id: string } } }> = gql`
  mutation CreateQuote {
    createTopupQuote(input: { sourceCurrency: "AUD", targetCurrency: "USDT" }) { quote { id rate } errors { code } }
  }
`;

const CREATE_ORDER: TypedDocumentNode<
  { createTopupOrder: { order: { id: string; status: string } | null; errors: { code: string; field: string[] }[] } },
  { quoteId: string }
> = gql`
  mutation CreateOrder($quoteId: ID!) {
    createTopupOrder(input: { quoteId: $quoteId, walletId: "${SAMPLE_WALLET_ID}", payer: { name: "Alice Chen" } }) {
      order { id status quote { targetAmount targetCurrency } }
      errors { code message field }
    }
  }
`;

async function startWithClient(options: Parameters<typeof startWithSimulator>[0] = {}) {
  const started = await startWithSimulator(options);
  return { ...started, apollo: createApolloClient(started.url) };
}

/** What the REST API itself says. */
async function availableNow({ simulator }: { simulator: { url: string } }): Promise<string> {
  const response = await fetch(`${simulator.url}/wallets/${SAMPLE_WALLET_ID}/balances`);
  return ((await response.json()) as { data: { available: string } }).data.available;
}

/** Apollo Client warns on the console where a cache loses data or an answer lacks a field. */
beforeEach(() => {
  const warnings = [vi.spyOn(console, 'warn'), vi.spyOn(console, 'error')];
  onTestFinished(() => {
    const told = warnings.flatMap((spy) => spy.mock.calls);
    for (const spy of warnings) spy.mockRestore();
    expect(told).toEqual([]);
  });
});

describe("Apollo Client's cache", () => {
  it('holds one wallet and one asset for all the paths that lead to them', async () => {
    const { apollo } = await startWithClient({ seed: sampleDirectory() });
    await apollo.query({
      query: gql`
        query Paths($customer: ID!, $wallet: ID!, $order: ID!) {
          customer(id: $customer) { id wallets { edges { cursor node { id status } } pageInfo { endCursor hasNextPage } } }
          wallet(id: $wallet) {
            id
            balance { available }
            assetNetwork { asset network minTopupFiat }
            customer { id name }
          }
          wallets(ids: [$wallet]) { id address balance { pending updatedAt } }
          topupOrder(id: $order) { id quote { fee } wallet { id asset network } }
          topupOrders(ids: [$order]) { id quote { feeCurrency } }
          assetNetworks { asset network settlementSlaMins }
        }
      `,
      variables: { customer: SAMPLE_CUSTOMER_ID, wallet: SAMPLE_WALLET_ID, order: SAMPLE_ORDER_ID },
    });
    const cached = apollo.cache.extract() as Record<string, object>;
    expect(Object.keys(cached).filter((key) => key.startsWith('Wallet:'))).toHaveLength(1);
    expect(cached[`Wallet:${SAMPLE_WALLET_ID}`]).toMatchObject({
      status: 'ACTIVE',
      asset: 'USDT',
      address: 'TQn2...V1',
      customer: { __ref: `Customer:${SAMPLE_CUSTOMER_ID}` },
      balance: { available: '65.2932', pending: '0', updatedAt: '2025-11-06T02:20:00Z' },
      assetNetwork: { __ref: 'AssetNetwork:{"asset":"USDT","network":"TRON"}' },
    });
    expect(cached['AssetNetwork:{"asset":"USDT","network":"TRON"}']).toMatchObject({
      minTopupFiat: expect.any(String),
      settlementSlaMins: expect.any(Number),
    });
    expect(cached[`TopupOrder:${SAMPLE_ORDER_ID}`]).toMatchObject({
      quote: { fee: '1', feeCurrency: 'USD' },
      wallet: { __ref: `Wallet:${SAMPLE_WALLET_ID}` },
    });
  });

  it.each([
    ['a balance', 'wallet', SAMPLE_WALLET_ID, ['balance { available }', 'balance { pending updatedAt }']],
    ['a quote', 'topupOrder', SAMPLE_ORDER_ID, ['quote { fee feeCurrency }', 'quote { targetAmount }']],
    [
      'an asset',
      'wallet',
      SAMPLE_WALLET_ID,
      ['assetNetwork { asset network minTopupFiat }', 'assetNetwork { asset network settlementSlaMins }'],
    ],
  ])('puts together what several queries ask of %s', async (_, field, id, parts) => {
    const { apollo, calls } = await startWithClient();
    const asking = (selection: string) => gql(`{ ${field}(id: "${id}") { id ${selection} } }`);
    for (const part of parts) await apollo.query({ query: asking(part) });
    const before = calls().length;
    const { data } = await apollo.query({ query: asking(parts.join(' ')) });
    expect(data).toMatchObject({ [field]: { id } });
    expect(calls()).toHaveLength(before);
  });
});

describe('a top-up in Apollo Client', () => {
  it('is ordered and watched, and each event renews the balance that is shown elsewhere', async () => {
    const started = await startWithClient({ simulator: { orderDelayMs: 600_000 } });
    const { apollo, simulator } = started;
    const shown: (string | undefined)[] = [];
    const page = apollo.watchQuery({ query: WALLET, variables: { id: SAMPLE_WALLET_ID } });
    const subscription = page.subscribe(({ data, dataState }) => {
      if (dataState === 'complete') shown.push(data.wallet?.balance?.available);
    });
    await vi.waitFor(() => expect(shown).toEqual(['65.2932']), PATIENCE);

    const orderId = await orderTopup(started);
    const statuses: string[] = [];
    const done = new Promise<void>((resolve, reject) => {
      apollo.subscribe({ query: TOPUP_STATUS, variables: { orderId } }).subscribe({
        next: ({ data, error }) => {
          if (error) reject(error);
          statuses.push(`${data?.topupStatus.status} ${data?.topupStatus.wallet.balance?.available}`);
          if (statuses.length === 1) simulator.setOrderStatus(orderId, 'COMPLETED');
        },
        complete: resolve,
        error: reject,
      });
    });
    await done;
    const available = await availableNow(started);
    expect(available).not.toBe('65.2932');
    expect(statuses).toEqual(['TRANSFERRING 65.2932', `COMPLETED ${available}`]);
    await vi.waitFor(() => expect(shown.at(-1)).toBe(available), PATIENCE);
    subscription.unsubscribe();
  });

  it('comes to its end by itself, whenever the client began to watch', async () => {
    const started = await startWithClient({ simulator: { orderDelayMs: 30 } });
    const orderId = await orderTopup(started);
    const events = started.apollo.subscribe({ query: TOPUP_STATUS, variables: { orderId } });
    const results = await firstValueFrom(events.pipe(toArray()));
    const last = results.at(-1)?.data?.topupStatus;
    expect(last).toMatchObject({ id: orderId, status: 'COMPLETED' });
    expect(last?.wallet.balance).toMatchObject({ available: await availableNow(started), pending: '0' });
  });

  async function orderTopup({ apollo }: Awaited<ReturnType<typeof startWithClient>>): Promise<string> {
    const quoted = await apollo.mutate({ mutation: CREATE_QUOTE });
    const quoteId = quoted.data?.createTopupQuote.quote.id ?? '';
    const ordered = await apollo.mutate({ mutation: CREATE_ORDER, variables: { quoteId } });
    expect(ordered.data?.createTopupOrder).toMatchObject({ order: { status: 'TRANSFERRING' }, errors: [] });
    return ordered.data?.createTopupOrder.order?.id ?? '';
  }
});

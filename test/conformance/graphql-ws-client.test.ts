/** graphql-ws's own client: operations over WebSocket, and what becomes of the socket. */
import type { Client } from 'graphql-ws';
import { describe, expect, it, vi } from 'vitest';
import {
  BUSY_TRANSFERRING_ORDER_IDS,
  SAMPLE_ORDER_ID,
  SAMPLE_WALLET_ID,
} from '../../src/simulator/sample/sample-ids.js';
import { startWithSimulator } from '../support/gateway.js';

const PATIENCE = { timeout: 10_000, interval: 5 };
const [FIRST = '', SECOND = '', THIRD = ''] = BUSY_TRANSFERRING_ORDER_IDS;
const TOPUP_STATUS = 'subscription ($orderId: ID!) { topupStatus(orderId: $orderId) { status } }';

interface Watch {
  /** The statuses that came. */
  told: string[];
  unsubscribe: () => void;
  /** How it ended: `complete`, or the errors that came instead. */
  ended: Promise<unknown>;
}

function watch(client: Client, orderId: string, query = TOPUP_STATUS): Watch {
  const told: string[] = [];
  let unsubscribe = () => {};
  const ended = new Promise<unknown>((resolve) => {
    unsubscribe = client.subscribe<{ topupStatus: { status: string } }>(
      { query, variables: { orderId } },
      {
        next: ({ data }) => told.push(data?.topupStatus.status ?? 'no data'),
        error: resolve,
        complete: () => resolve('complete'),
      },
    );
  });
  return { told, unsubscribe, ended };
}

/** The result of an operation that has one. */
async function resultOf(client: Client, query: string): Promise<unknown> {
  const results: unknown[] = [];
  for await (const result of client.iterate({ query })) results.push(result);
  expect(results).toHaveLength(1);
  return results[0];
}

function socketsOf(client: Client): { opened: number; closes: number[] } {
  const seen = { opened: 0, closes: [] as number[] };
  client.on('opened', () => {
    seen.opened += 1;
  });
  client.on('closed', (event) => seen.closes.push((event as { code: number }).code));
  return seen;
}

describe('operations over WebSocket', () => {
  it('answers a query', async () => {
    const { client } = await startWithSimulator();
    const result = await resultOf(client(), `{ wallet(id: "${SAMPLE_WALLET_ID}") { asset balance { available } } }`);
    expect(result).toEqual({ data: { wallet: { asset: 'USDT', balance: { available: '65.2932' } } } });
  });

  it('carries out a mutation', async () => {
    const { client, calls } = await startWithSimulator();
    const result = await resultOf(
      client(),
      `mutation { createTopupQuote(input: { sourceCurrency: "AUD", targetCurrency: "USDT" }) {
        quote { sourceCurrency } errors { code }
      } }`,
    );
    expect(result).toEqual({ data: { createTopupQuote: { quote: { sourceCurrency: 'AUD' }, errors: [] } } });
    expect(calls()).toHaveLength(1);
  });

  it('tells an order as it is, each change, and its end', async () => {
    const { client, simulator, gateway } = await startWithSimulator();
    const { told, ended } = watch(client(), FIRST);
    await vi.waitFor(() => expect(told).toEqual(['TRANSFERRING']), PATIENCE);
    simulator.setOrderStatus(FIRST, 'CREDITED');
    await vi.waitFor(() => expect(told).toEqual(['TRANSFERRING', 'CREDITED']), PATIENCE);
    simulator.setOrderStatus(FIRST, 'COMPLETED');
    expect(await ended).toBe('complete');
    expect(told).toEqual(['TRANSFERRING', 'CREDITED', 'COMPLETED']);
    await vi.waitFor(() => expect(gateway.watchedOrders).toBe(0), PATIENCE);
  });

  it('tells an order that has come to its end once, and completes', async () => {
    const { client } = await startWithSimulator();
    const { told, ended } = watch(client(), SAMPLE_ORDER_ID);
    expect(await ended).toBe('complete');
    expect(told).toEqual(['COMPLETED']);
  });

  it.each([
    ['missing', 'NOT_FOUND'],
    ['no id!', 'BAD_USER_INPUT'],
    ['', 'BAD_USER_INPUT'],
  ])('refuses to watch "%s" with %s', async (orderId, code) => {
    const { client, gateway } = await startWithSimulator();
    const { told, ended } = watch(client(), orderId);
    expect(await ended).toMatchObject([{ path: ['topupStatus'], message: expect.any(String), extensions: { code } }]);
    expect(told).toEqual([]);
    expect(gateway.watchedOrders).toBe(0);
  });

  it.each([
    ['that is no GraphQL', 'subscription {', 'GRAPHQL_PARSE_FAILED'],
    ['for a field that is none', 'subscription { topup { id } }', 'GRAPHQL_VALIDATION_FAILED'],
    [
      'with an argument that is none',
      'subscription { topupStatus(orderId: "o", id: "x") { id } }',
      'GRAPHQL_VALIDATION_FAILED',
    ],
    ['without its variable', TOPUP_STATUS, 'BAD_USER_INPUT'],
    [
      'for two fields',
      `subscription { ${'abc'.replace(/./g, '$&: topupStatus(orderId: "o") { id } ')} }`,
      'GRAPHQL_VALIDATION_FAILED',
    ],
  ])('refuses an operation %s', async (_, query, code) => {
    const { client } = await startWithSimulator();
    await expect(resultOf(client(), query)).rejects.toMatchObject([
      { message: expect.any(String), extensions: { code } },
    ]);
  });
});

describe('the socket', () => {
  it('opens when it is needed and closes when it no longer is', async () => {
    const { client } = await startWithSimulator();
    const lazy = client();
    const seen = socketsOf(lazy);
    await resultOf(lazy, '{ __typename }');
    await vi.waitFor(() => expect(seen).toEqual({ opened: 1, closes: [1000] }), PATIENCE);
    await resultOf(lazy, '{ __typename }');
    await vi.waitFor(() => expect(seen).toEqual({ opened: 2, closes: [1000, 1000] }), PATIENCE);
  });

  it('carries several subscriptions at once, each with its own end', async () => {
    const { client, simulator, gateway } = await startWithSimulator();
    const shared = client();
    const seen = socketsOf(shared);
    const watches = [FIRST, SECOND, THIRD, FIRST].map((orderId) => watch(shared, orderId));
    await vi.waitFor(() => expect(watches.map(({ told }) => told)).toEqual(Array(4).fill(['TRANSFERRING'])), PATIENCE);
    expect(gateway.watchedOrders).toBe(3);

    watches[1]?.unsubscribe();
    await vi.waitFor(() => expect(gateway.watchedOrders).toBe(2), PATIENCE);
    simulator.setOrderStatus(FIRST, 'FAILED');
    simulator.setOrderStatus(SECOND, 'FAILED');
    simulator.setOrderStatus(THIRD, 'COMPLETED');
    await Promise.all(watches.map(({ ended }) => ended));
    expect(watches.map(({ told }) => told.slice(1))).toEqual([['FAILED'], [], ['COMPLETED'], ['FAILED']]);
    await vi.waitFor(() => expect(gateway.watchedOrders).toBe(0), PATIENCE);
    expect(seen.opened).toBe(1);
  });

  it.each([
    ['unsubscribes', (_: Client, watches: Watch[]) => watches.map(({ unsubscribe }) => unsubscribe())],
    ['breaks off', (client: Client) => client.terminate()],
  ])('leaves nothing watched when the client %s', async (_, leave) => {
    const { client, gateway } = await startWithSimulator();
    const leaving = client();
    const watches = [FIRST, SECOND].map((orderId) => watch(leaving, orderId));
    await vi.waitFor(() => expect(watches.map(({ told }) => told.length)).toEqual([1, 1]), PATIENCE);
    expect(gateway.watchedOrders).toBe(2);
    leave(leaving, watches);
    await vi.waitFor(() => expect(gateway.watchedOrders).toBe(0), PATIENCE);
  });
});

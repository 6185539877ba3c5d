import { describe, expect, it, vi } from 'vitest';
import { startSimulator } from '../../src/simulator/simulator.js';
import { startGateway, type TestGateway } from '../support/gateway.js';
import { hasRedis, startRedis, type TestRedis } from '../support/redis.js';
import { subscribeTo } from '../support/subscription.js';

const STATUS = 'subscription ($id: ID!) { topupStatus(orderId: $id) { status } }';
const ORDER = 'ord_busy_01';
const NEVER = String(86_400_000);

async function startFleet(redis: TestRedis, env: Record<string, string> = {}) {
  const simulator = await startSimulator();
  const options = { env: { STORE_URL: redis.url, RECONCILE_INTERVAL_MS: NEVER, ...env } };
  const [one, other] = [await startGateway(simulator.url, options), await startGateway(simulator.url, options)];
  simulator.setWebhookUrl(one.webhookUrl);
  return { simulator, one, other };
}

const statuses = async (events: ReturnType<typeof subscribeTo>) =>
  (await events.rest()).map(({ data }) => data.topupStatus.status);
const ready = async ({ url }: TestGateway) => (await fetch(`${url}/readyz`)).status;
const hint = (gateway: TestGateway) =>
  fetch(gateway.webhookUrl, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ event: 'topup.status', data: { orderId: ORDER } }),
  });

describe.skipIf(!hasRedis)('two gateways on one Redis', () => {
  it('tell the subscriber of one what the other’s webhook hints at', async () => {
    const { simulator, other } = await startFleet(await startRedis());
    const events = subscribeTo(other.client(), STATUS, { id: ORDER });
    await events.next();
    simulator.setOrderStatus(ORDER, 'COMPLETED');
    expect(await statuses(events)).toEqual(['COMPLETED']);
  });

  it('share what they remember, cursors and idempotency keys', async () => {
    const { one, other, simulator } = await startFleet(await startRedis());
    const create =
      'mutation { createCustomer(input: { externalRef: "r9", name: "Ann", email: "ann@example.com" }) { customer { id } } }';
    const id = (await one.run(create)).data.createCustomer.customer.id;
    expect(
      (await other.run('{ customerByExternalRef(externalRef: "r9") { id name } }')).data.customerByExternalRef,
    ).toEqual({ id, name: 'Ann' });

    const page =
      'query ($after: String) { wallet(id: "wal_busy") { transactions(first: 2, after: $after) { nodes { id } pageInfo { endCursor } } } }';
    const after = (await one.run(page)).data.wallet.transactions.pageInfo.endCursor;
    expect((await other.run(page, { after })).data.wallet.transactions.nodes).toHaveLength(2);

    const quote = await one.run(
      'mutation { createTopupQuote(input: { sourceCurrency: "AUD", targetCurrency: "USDT" }) { quote { id } } }',
    );
    const order =
      'mutation ($quote: ID!) { createTopupOrder(input: { quoteId: $quote, walletId: "wal_c1f0aa", payer: { name: "A" }, idempotencyKey: "k" }) { order { id } errors { code } } }';
    const variables = { quote: quote.data.createTopupQuote.quote.id };
    const first = await one.run(order, variables);
    expect(first.data.createTopupOrder.errors).toEqual([]);
    expect(await other.run(order, variables)).toEqual(first);
    expect(simulator.requests.filter(({ method, path }) => `${method} ${path}` === 'POST /topup/orders')).toHaveLength(
      1,
    );
  });

  it('read a watched order again when Redis is back, and take webhooks for their own meanwhile', async () => {
    const redis = await startRedis();
    const { simulator, one, other } = await startFleet(redis);
    const far = subscribeTo(other.client(), STATUS, { id: ORDER });
    const near = subscribeTo(one.client(), STATUS, { id: ORDER });
    await Promise.all([far.next(), near.next()]);
    await redis.stop();
    await vi.waitFor(async () =>
      expect((await (await fetch(`${one.url}/readyz`)).json()) as object).toEqual({
        status: 'ready',
        away: [{ name: 'redis', reason: 'no connection: check that Redis runs, and STORE_URL' }],
      }),
    );
    simulator.setFaults([{ on: 'webhook', kind: 'lost' }]);
    simulator.setOrderStatus(ORDER, 'COMPLETED');
    expect((await hint(one)).status).toBe(503);
    expect(await statuses(near)).toEqual(['COMPLETED']);
    await redis.restart();
    expect(await statuses(far)).toEqual(['COMPLETED']);
  });

  it('go on by reconciliation while Redis hangs, and keep nobody waiting', async () => {
    const redis = await startRedis();
    const { simulator, one, other } = await startFleet(redis, { RECONCILE_INTERVAL_MS: '500' });
    const events = subscribeTo(other.client(), STATUS, { id: ORDER });
    await events.next();
    redis.pause();
    simulator.setFaults([{ on: 'webhook', kind: 'lost' }]);
    simulator.setOrderStatus(ORDER, 'COMPLETED');
    expect(await statuses(events)).toEqual(['COMPLETED']);
    expect((await hint(one)).status).toBe(503);
    const answer = await one.run(
      '{ wallet(id: "wal_c1f0aa") { asset balance { available } } customer(id: "cus_many") { id name } topupOrder(id: "ord_busy_02") { status } }',
    );
    expect(answer.data).toMatchObject({
      wallet: { asset: 'USDT', balance: { available: '65.2932' } },
      customer: { id: 'cus_many', name: null },
      topupOrder: { status: 'FAILED' },
    });
    expect(answer.errors).toMatchObject([{ path: ['customer', 'name'], extensions: { code: 'STORE_UNAVAILABLE' } }]);
    const keyed = await one.run(
      'mutation { createTopupOrder(input: { quoteId: "q", walletId: "w", payer: { name: "A" }, idempotencyKey: "k" }) { order { id } } }',
    );
    expect(keyed.errors?.[0]?.extensions.code).toBe('STORE_UNAVAILABLE');
    expect(simulator.requests.some(({ method }) => method === 'POST')).toBe(false);
    redis.resume();
  });

  it('start without Redis, are not ready until it has been there, and are then', async () => {
    const redis = await startRedis({ stopped: true });
    const simulator = await startSimulator();
    const gateway = await startGateway(simulator.url, { env: { STORE_URL: redis.url } });
    expect(await ready(gateway)).toBe(503);
    expect((await gateway.run('{ __typename }')).errors?.[0]?.extensions.code).toBe('STORE_UNAVAILABLE');
    await redis.restart();
    await vi.waitFor(async () => expect(await ready(gateway)).toBe(200), { timeout: 10_000 });
    expect((await gateway.run('{ wallet(id: "wal_c1f0aa") { asset } }')).data.wallet).toEqual({ asset: 'USDT' });
  });

  it('refuse a Redis that belongs to another REST API', async () => {
    const redis = await startRedis();
    await startFleet(redis);
    const other = await startSimulator();
    await expect(startGateway(other.url, { env: { STORE_URL: redis.url } })).rejects.toThrow('belongs to');
  });
});

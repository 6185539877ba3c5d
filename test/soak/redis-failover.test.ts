/** Failovers of Sentinel and of a cluster, under load: one order for each key, and no final state is lost. */
import { describe, expect, it } from 'vitest';
import { type Fate, startBreakingRestServer } from '../faults/breaking-rest-server.js';
import { startGateway, type TestGateway } from '../support/gateway.js';
import { startOrdersServer } from '../support/orders-server.js';
import { hasRedis } from '../support/redis.js';
import { type RedisFleet, startClusterFleet, startSentinelFleet } from '../support/redis-fleets.js';
import { subscribeTo } from '../support/subscription.js';
import { forEach, webhooksTo } from '../support/webhooks.js';

const ORDERS = 1_000;
const SUBSCRIBERS = 50;
const NEVER = String(86_400_000);
const SOON = { timeout: 60_000, interval: 100 };
const ORDER = `mutation ($quote: ID!, $key: String) {
  createTopupOrder(input: { quoteId: $quote, walletId: "w1", payer: { name: "A" }, idempotencyKey: $key }) { order { id } errors { code } }
}`;
const STATUS = 'subscription ($id: ID!) { topupStatus(orderId: $id) { status } }';
const FATES: readonly Fate[] = ['order', 'order', 'order', 'refusal', 'reset after the request', 'reset at once'];

const wordOf = async (gateway: TestGateway, quote: string): Promise<string> => {
  const { data, errors } = await gateway.run(ORDER, { quote, key: quote });
  const payload = data?.createTopupOrder;
  return payload?.order?.id ?? payload?.errors[0]?.code ?? errors?.[0]?.extensions.code;
};

/** Kills the primary, and brings it back as a replica; then lets the next one hang for longer than it takes to replace it. */
async function failTwice(fleet: RedisFleet): Promise<void> {
  const first = fleet.primary();
  await first.stop();
  await expect.poll(() => fleet.primary() !== first, SOON).toBe(true);
  await first.restart();
  await fleet.replicated();
  const second = fleet.primary();
  second.pause();
  await expect.poll(() => fleet.primary() !== second, SOON).toBe(true);
  second.resume();
  await fleet.replicated();
  const third = fleet.primary();
  const isHandedOver = () => {
    if (fleet.primary() === third) fleet.handOver();
    return fleet.primary() !== third;
  };
  await expect.poll(isHandedOver, { ...SOON, interval: 1_000 }).toBe(true);
  await fleet.replicated();
}

describe.skipIf(!hasRedis).each([
  ['sentinels', startSentinelFleet],
  ['a cluster', startClusterFleet],
])('a failover of %s', (_, startFleet) => {
  it(`makes at most one order for each of ${ORDERS} keys`, { timeout: 240_000 }, async () => {
    const fleet = await startFleet();
    let drawn = 0;
    const rest = await startBreakingRestServer(() => FATES[drawn++ % FATES.length] ?? 'order');
    const env = { STORE_URL: fleet.url };
    const [one, other] = [await startGateway(rest.url, { env }), await startGateway(rest.url, { env })];
    const words = new Map<string, number>();
    const send = async (index: number): Promise<void> => {
      const quote = `q${index % ORDERS}`;
      for (const word of await Promise.all([wordOf(one, quote), wordOf(other, quote)])) {
        expect([
          `o-${quote}`,
          'REJECTED',
          'OUTCOME_UNKNOWN',
          'UPSTREAM_UNAVAILABLE',
          'STORE_UNAVAILABLE',
          'OVERLOADED',
        ]).toContain(word);
        const kind = word.startsWith('o-') ? 'order' : word;
        words.set(kind, (words.get(kind) ?? 0) + 1);
      }
    };
    let isOver = false;
    const failing = failTwice(fleet).finally(() => {
      isOver = true;
    });
    let sent = 0;
    // On a busy machine most are refused while it fails over.
    const hasOrders = () => (words.get('order') ?? 0) > ORDERS;
    const worker = async (): Promise<void> => {
      while (!isOver || sent < 2 * ORDERS || !hasOrders()) await send(sent++);
    };
    await Promise.all([failing, ...Array.from({ length: 10 }, worker)]);
    // Each key has its order in the end, or one of an unknown outcome.
    await forEach(ORDERS, 10, (index) =>
      expect.poll(() => wordOf(one, `q${index}`), SOON).toMatch(/^(o-q\d+|OUTCOME_UNKNOWN)$/),
    );

    for (const [quote, fates] of rest.fates)
      expect(fates.filter((fate) => fate !== 'refusal').length, `${quote}: ${fates}`).toBeLessThanOrEqual(1);
    expect(words.get('STORE_UNAVAILABLE')).toBeGreaterThan(0);
  });

  it(`costs none of ${SUBSCRIBERS} subscribers the final state`, { timeout: 240_000 }, async () => {
    const fleet = await startFleet();
    const rest = await startOrdersServer();
    const env = { STORE_URL: fleet.url, RECONCILE_INTERVAL_MS: NEVER };
    const [one, other] = [await startGateway(rest.url, { env }), await startGateway(rest.url, { env })];
    const client = one.client();
    const subscriptions = Array.from({ length: SUBSCRIBERS }, (_, index) =>
      subscribeTo(client, STATUS, { id: `o${index}` }),
    );
    for (const event of await Promise.all(subscriptions.map((events) => events.next())))
      expect(event.data.topupStatus.status).toBe('TRANSFERRING');

    const sendWebhook = webhooksTo(other.url);
    const failing = failTwice(fleet);
    // A sender repeats what was not taken.
    const delivering = forEach(SUBSCRIBERS, 1, async (index) => {
      rest.complete(`o${index}`);
      await expect.poll(() => sendWebhook(`o${index}`), SOON).toBe(200);
      await new Promise((resolve) => setTimeout(resolve, 200));
    });
    await Promise.all([failing, delivering]);
    for (const events of await Promise.all(subscriptions.map((subscription) => subscription.rest())))
      expect(events.at(-1)?.data.topupStatus.status).toBe('COMPLETED');
  });
});

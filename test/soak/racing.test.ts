/** Subscriptions that race with the change that they are for, over real sockets. */
import { setTimeout as wait } from 'node:timers/promises';
import type { Client } from 'graphql-ws';
import { describe, expect, it, vi } from 'vitest';
import { startGateway } from '../support/gateway.js';
import { startOrdersServer } from '../support/orders-server.js';
import { hasRedis, startRedis } from '../support/redis.js';
import { subscribeTo } from '../support/subscription.js';
import { forEach, webhooksTo } from '../support/webhooks.js';

const STATUS = 'subscription ($id: ID!) { topupStatus(orderId: $id) { status } }';
const NEVER = String(86_400_000);
const RACES = 1_000;
const AT_A_TIME = 20;
/** A subscription takes about as long as this, in milliseconds. */
const MOMENTS = 8;
const TIME = { timeout: 120_000 };

const statuses = async (client: Client, id: string) =>
  (await subscribeTo(client, STATUS, { id }).rest()).map(({ data }) => data.topupStatus.status);

describe('a subscription that races the change', () => {
  it(`misses the end in none of ${RACES} cases, though there is one webhook only`, TIME, async () => {
    const rest = await startOrdersServer();
    const isKnown = (index: number) => index % 2 === 0;
    const seed = Array.from({ length: RACES }, (_, index) => ({ order: { id: `o${index}`, walletId: `w${index}` } }));
    const started = await startGateway(rest.url, {
      env: { RECONCILE_INTERVAL_MS: NEVER, RECONCILE_RATE: '100000' },
      seed: seed.filter((_, index) => isKnown(index)),
    });
    const send = webhooksTo(started.url);
    const clients = Array.from({ length: 4 }, () => started.client());
    const missed: string[] = [];
    await forEach(RACES, AT_A_TIME, async (index) => {
      const id = `o${index}`;
      const seen = statuses(clients[index % clients.length] as Client, id);
      await wait(index % MOMENTS);
      rest.complete(id);
      expect(await send(id)).toBe(200);
      const story = (await seen).join();
      if (story !== 'COMPLETED' && story !== 'TRANSFERRING,COMPLETED') missed.push(`${id}: ${story}`);
    });
    expect(missed).toEqual([]);
    await vi.waitFor(() => expect(started.gateway.watchedOrders).toBe(0));
  });

  // Their hints are lost, or held back: what was lost is found when Redis is back, or by reconciliation.
  const failures = ['killed', 'stopped'] as const;
  it.skipIf(!hasRedis).each(failures)(
    'misses no end though Redis is %s between webhook and subscriber',
    TIME,
    async (failure) => {
      const redis = await startRedis();
      const rest = await startOrdersServer();
      const env = { STORE_URL: redis.url, RECONCILE_INTERVAL_MS: '3000', RECONCILE_RATE: '100000' };
      const [one, other] = [await startGateway(rest.url, { env }), await startGateway(rest.url, { env })];
      const send = webhooksTo(one.url);
      const clients = [other.client(), other.client()];
      const answers: number[] = [];
      const races = forEach(200, AT_A_TIME, async (index) => {
        const id = `o${index}`;
        const seen = statuses(clients[index % clients.length] as Client, id);
        await wait(index % MOMENTS);
        rest.complete(id);
        answers.push(await send(id));
        expect((await seen).at(-1)).toBe('COMPLETED');
      });
      await vi.waitFor(() => expect(answers.length).toBeGreaterThan(60), { timeout: 30_000, interval: 1 });
      if (failure === 'killed') await redis.stop();
      else redis.pause();
      await vi.waitFor(() => expect(answers).toContain(503), { timeout: 30_000 });
      if (failure === 'killed') await redis.restart();
      else redis.resume();
      await races;
      expect(answers.filter((status) => status === 200).length).toBeGreaterThan(60);
      await vi.waitFor(() => expect(other.gateway.watchedOrders).toBe(0));
    },
  );
});

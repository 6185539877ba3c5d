/** An instance of a fleet that is killed while it holds subscribers. */
import { createClient } from 'graphql-ws';
import { describe, expect, it, onTestFinished } from 'vitest';
import WebSocket from 'ws';
import { startOrdersServer } from '../support/orders-server.js';
import { startProcess } from '../support/process.js';
import { hasRedis, startRedis } from '../support/redis.js';
import { subscribeTo } from '../support/subscription.js';
import { forEach, webhooksTo } from '../support/webhooks.js';

const STATUS = 'subscription ($id: ID!) { topupStatus(orderId: $id) { status } }';
const NEVER = String(86_400_000);
const SUBSCRIBERS = 100;

describe.skipIf(!hasRedis)('an instance that is killed with SIGKILL', () => {
  it(`costs none of its ${SUBSCRIBERS} subscribers the final state: the other has it`, {
    timeout: 120_000,
  }, async () => {
    const redis = await startRedis();
    const rest = await startOrdersServer();
    const env = { UPSTREAM_URL: rest.url, AUTH: 'none', STORE_URL: redis.url, RECONCILE_INTERVAL_MS: NEVER };
    const [first, second] = [startProcess(env), startProcess(env)];
    const urls = [await first.listening(), await second.listening()] as const;
    // As a proxy in front of both would: whoever comes back gets the one that is there.
    let url = urls[0];
    const subscriptions = Array.from({ length: SUBSCRIBERS }, (_, index) => {
      const client = createClient({
        url: () => `${url.replace('http', 'ws')}/graphql`,
        webSocketImpl: WebSocket,
        retryAttempts: 10,
      });
      onTestFinished(() => void client.dispose());
      return subscribeTo(client, STATUS, { id: `o${index}` });
    });
    for (const event of await Promise.all(subscriptions.map((events) => events.next())))
      expect(event.data.topupStatus.status).toBe('TRANSFERRING');

    first.child.kill('SIGKILL');
    await first.exit;
    url = urls[1];
    const send = webhooksTo(url);
    // Some change before their clients are back, some after.
    await forEach(SUBSCRIBERS / 2, 10, async (index) => {
      rest.complete(`o${index}`);
      expect(await send(`o${index}`)).toBe(200);
    });
    const late = subscriptions.slice(SUBSCRIBERS / 2);
    for (const event of await Promise.all(late.map((events) => events.next())))
      expect(event.data.topupStatus.status).toBe('TRANSFERRING');
    await forEach(SUBSCRIBERS / 2, 10, async (index) => {
      rest.complete(`o${SUBSCRIBERS / 2 + index}`);
      expect(await send(`o${SUBSCRIBERS / 2 + index}`)).toBe(200);
    });
    for (const events of await Promise.all(subscriptions.map((one) => one.rest())))
      expect(events.at(-1)?.data.topupStatus.status).toBe('COMPLETED');
  });
});

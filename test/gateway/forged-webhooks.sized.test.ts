/** Anyone who knows the address can send webhooks: they cost the REST API next to nothing. */
import { expect, it } from 'vitest';
import { startGateway } from '../support/gateway.js';
import { startOrdersServer } from '../support/orders-server.js';
import { sized } from '../support/sized.js';
import { subscribeTo } from '../support/subscription.js';
import { forEach, webhooksTo } from '../support/webhooks.js';

const STATUS = 'subscription ($id: ID!) { topupStatus(orderId: $id) { status } }';
const WEBHOOKS = sized(400, 10_000);
const AT_A_TIME = 100;
const PER_SECOND = 5;
const TIME = { timeout: 120_000 };

it(`${WEBHOOKS} webhooks for orders that nobody watches cost no REST call`, TIME, async () => {
  const rest = await startOrdersServer();
  const { url, client, gateway } = await startGateway(rest.url);
  const events = subscribeTo(client(), STATUS, { id: 'watched' });
  await events.next();
  const before = rest.calls.length;
  const send = webhooksTo(url);
  await forEach(WEBHOOKS, AT_A_TIME, async (index) => expect(await send(`o${index}`)).toBe(200));
  expect(rest.calls.slice(before).filter(({ path }) => !path.endsWith('/watched'))).toEqual([]);
  expect(gateway.watchedOrders).toBe(1);
});

it(`${WEBHOOKS} forged webhooks for a watched order cost ${PER_SECOND} reads a second at most`, TIME, async () => {
  const rest = await startOrdersServer();
  const { url, client } = await startGateway(rest.url);
  const startedAt = performance.now();
  const events = subscribeTo(client(), STATUS, { id: 'o1' });
  await events.next();
  const send = webhooksTo(url);
  await forEach(WEBHOOKS, AT_A_TIME, async () => expect(await send('o1')).toBe(200));
  const seconds = (performance.now() - startedAt) / 1_000;
  expect(rest.calls.length).toBeGreaterThan(1);
  expect(rest.calls.length).toBeLessThanOrEqual(PER_SECOND + PER_SECOND * seconds);
  rest.complete('o1');
  await send('o1');
  expect((await events.rest()).map(({ data }) => data.topupStatus.status)).toEqual(['COMPLETED']);
  expect(new Set(rest.lines())).toEqual(new Set(['GET /topup/orders/o1']));
});

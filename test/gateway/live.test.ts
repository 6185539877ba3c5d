import { describe, expect, it, vi } from 'vitest';
import { startGateway, startWithSimulator, type TestGateway } from '../support/gateway.js';
import { orderText, startRestServer } from '../support/rest-server.js';
import { subscribeTo } from '../support/subscription.js';

const STATUS = 'subscription ($id: ID!) { topupStatus(orderId: $id) { id status } }';
const NEVER = String(86_400_000);

async function order(run: TestGateway['run'], walletId = 'wal_c1f0aa'): Promise<string> {
  const quote = await run(
    'mutation { createTopupQuote(input: { sourceCurrency: "AUD", targetCurrency: "USDT" }) { quote { id } } }',
  );
  const made = await run(
    'mutation ($input: CreateTopupOrderInput!) { createTopupOrder(input: $input) { order { id } errors { code } } }',
    { input: { quoteId: quote.data.createTopupQuote.quote.id, walletId, payer: { name: 'Alice Chen' } } },
  );
  expect(made.data.createTopupOrder.errors).toEqual([]);
  return made.data.createTopupOrder.order.id;
}

const hint = (url: string, orderId: string, status = 'COMPLETED') =>
  fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json; charset=utf-8' },
    body: JSON.stringify({ event: 'topup.status', data: { orderId, status } }),
  });

describe('topupStatus', () => {
  it('follows an order to COMPLETED, when its wallet has the money', async () => {
    const { run, client, simulator, gateway } = await startWithSimulator({
      simulator: { orderDelayMs: 2 ** 31 - 1 },
      env: { RECONCILE_INTERVAL_MS: NEVER },
    });
    const id = await order(run);
    const events = subscribeTo(
      client(),
      'subscription ($id: ID!) { topupStatus(orderId: $id) { status wallet { balance { available pending } transactions(first: 1) { nodes { reason amount } } } } }',
      { id },
    );
    expect((await events.next()).data.topupStatus).toMatchObject({
      status: 'TRANSFERRING',
      wallet: { balance: { available: '65.2932', pending: '32.87' } },
    });
    simulator.setOrderStatus(id, 'COMPLETED');
    expect((await events.rest()).map(({ data }) => data.topupStatus)).toEqual([
      {
        status: 'COMPLETED',
        wallet: {
          balance: { available: '98.1632', pending: '0' },
          transactions: { nodes: [{ reason: 'TOPUP_CREDIT', amount: '32.87' }] },
        },
      },
    ]);
    await vi.waitFor(() => expect(gateway.watchedOrders).toBe(0));
  });

  it('believes nothing that only a webhook says', async () => {
    const { run, client, simulator, webhookUrl } = await startWithSimulator({
      simulator: { orderDelayMs: 2 ** 31 - 1 },
    });
    const id = await order(run);
    const events = subscribeTo(client(), STATUS, { id });
    await events.next();
    expect(await (await hint(webhookUrl, id, 'COMPLETED')).json()).toEqual({ status: '1' });
    simulator.setOrderStatus(id, 'FAILED');
    expect((await events.rest()).map(({ data }) => data.topupStatus.status)).toEqual(['FAILED']);
  });

  it('costs no REST call where nobody watches', async () => {
    const { calls, webhookUrl } = await startWithSimulator();
    for (let count = 0; count < 100; count += 1) expect((await hint(webhookUrl, `o${count}`)).status).toBe(200);
    expect(calls()).toEqual([]);
  });

  it('finds the end although every webhook was lost', async () => {
    const { run, client, simulator } = await startWithSimulator({
      simulator: { orderDelayMs: 100 },
      env: { RECONCILE_INTERVAL_MS: '100' },
    });
    simulator.setFaults([{ on: 'webhook', kind: 'lost' }]);
    const events = await subscribeTo(client(), STATUS, { id: await order(run) }).rest();
    expect(events.at(-1)?.data.topupStatus.status).toBe('COMPLETED');
  });

  it('reads an order once for many subscribers, on one or many sockets', async () => {
    const { client, simulator, calls } = await startWithSimulator({ env: { RECONCILE_INTERVAL_MS: NEVER } });
    const clients = [client(), client(), client()];
    const all = clients.flatMap((one) =>
      Array.from({ length: 5 }, () => subscribeTo(one, STATUS, { id: 'ord_busy_01' })),
    );
    await Promise.all(all.map((events) => events.next()));
    const before = calls().length;
    simulator.setOrderStatus('ord_busy_01', 'COMPLETED');
    for (const events of await Promise.all(all.map((one) => one.rest()))) {
      expect(events.map(({ data }) => data.topupStatus.status)).toEqual(['COMPLETED']);
    }
    expect(calls().slice(before)).toEqual(['GET /topup/orders/ord_busy_01']);
  });

  it('completes at once, with the state, for an order that has ended', async () => {
    const { client } = await startWithSimulator();
    const events = await subscribeTo(client(), STATUS, { id: 'bacd97d132014cb6b23ee18fdea3b5c4' }).rest();
    expect(events.map(({ data }) => data.topupStatus.status)).toEqual(['COMPLETED']);
  });

  it.each([
    ['missing', 'NOT_FOUND'],
    ['a/b', 'BAD_USER_INPUT'],
  ])('refuses %s with %s', async (id, code) => {
    const { client, gateway } = await startWithSimulator();
    const refused = subscribeTo(client(), STATUS, { id }).next();
    await expect(refused).rejects.toMatchObject([{ extensions: { code } }]);
    expect(gateway.watchedOrders).toBe(0);
  });

  it('leaves nothing behind when a client goes away before any event', async () => {
    let answerNow: () => void = () => {};
    const held = new Promise<void>((resolve) => {
      answerNow = resolve;
    });
    const rest = await startRestServer(async () => {
      await held;
      return `{"status":"1","data":${orderText({ id: 'o1' })}}`;
    });
    const { client, gateway } = await startGateway(rest.url);
    const leaving = client();
    const events = subscribeTo(leaving, STATUS, { id: 'o1' });
    const first = events.next().catch(() => {});
    await vi.waitFor(() => expect(gateway.watchedOrders).toBe(1));
    await leaving.dispose();
    answerNow();
    await first;
    await vi.waitFor(() => expect(gateway.watchedOrders).toBe(0));
  });

  it('goes on after a read that failed', async () => {
    let fails = false;
    let status = 'TRANSFERRING';
    const rest = await startRestServer((_call, response) => {
      if (fails) response.statusCode = 503;
      return fails ? 'away' : `{"status":"1","data":${orderText({ id: 'o1', status })}}`;
    });
    const { client, webhookUrl } = await startGateway(rest.url);
    const events = subscribeTo(client(), STATUS, { id: 'o1' });
    await events.next();
    fails = true;
    const before = rest.calls.length;
    await hint(webhookUrl, 'o1');
    await vi.waitFor(() => expect(rest.calls.length).toBeGreaterThan(before));
    fails = false;
    status = 'COMPLETED';
    expect((await events.rest()).map(({ data }) => data.topupStatus.status)).toEqual(['COMPLETED']);
  });

  it('leaves a broken part of an event null, with its error', async () => {
    const rest = await startRestServer(({ path }, response) => {
      if (path.includes('balances')) response.statusCode = 500;
      return `{"status":"1","data":${orderText({ id: 'o1', status: 'COMPLETED' })}}`;
    });
    const { client } = await startGateway(rest.url, { seed: [{ order: { id: 'o1', walletId: 'w1' } }] });
    const query = 'subscription { topupStatus(orderId: "o1") { status wallet { balance { available } } } }';
    const [event] = await subscribeTo(client(), query).rest();
    expect(event?.data).toEqual({ topupStatus: { status: 'COMPLETED', wallet: { balance: null } } });
    expect(event?.errors).toMatchObject([
      { path: ['topupStatus', 'wallet', 'balance'], extensions: { code: 'UPSTREAM_UNAVAILABLE' } },
    ]);
  });
});

describe('the webhook', () => {
  const send = (url: string, body: string, type = 'application/json') =>
    fetch(url, { method: 'POST', headers: { 'content-type': type }, body });

  it.each([
    ['another event', '{"event":"topup.other","data":{"orderId":"o1"}}'],
    ['no order', '{"event":"topup.status","data":{}}'],
    ['an order without a proper id', '{"event":"topup.status","data":{"orderId":"a/b"}}'],
    ['no JSON', '{"event":'],
    ['nothing', ''],
    ['an array', '[]'],
  ])('refuses %s with 400', async (_, body) => {
    const { webhookUrl, calls } = await startWithSimulator();
    const response = await send(webhookUrl, body);
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ status: '-1', message: expect.any(String) });
    expect(calls()).toEqual([]);
  });

  it('refuses 16 KB and more with 413, another type with 415, a bad token with 401', async () => {
    const { webhookUrl } = await startWithSimulator({ env: { WEBHOOK_TOKEN: 's3cret' } });
    const good = '{"event":"topup.status","data":{"orderId":"o1"}}';
    const withToken = `${webhookUrl}?token=s3cret`;
    const statuses = [
      await send(withToken, good),
      await send(withToken, good, 'application/json; charset=gbk'),
      await send(withToken, good.padEnd(16_385)),
      await send(withToken, good, 'text/xml'),
      await send(`${webhookUrl}?token=s3cre`, good),
      await send(webhookUrl, good),
    ];
    expect(statuses.map(({ status }) => status)).toEqual([200, 200, 413, 415, 401, 401]);
    for (const refused of statuses.slice(2)) expect(await refused.json()).toMatchObject({ status: '-1' });
  });
});

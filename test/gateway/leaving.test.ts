/** A client that leaves, and an operation whose time is up: what is still done then, and what isn't. */
import { once } from 'node:events';
import { describe, expect, it, onTestFinished } from 'vitest';
import WebSocket from 'ws';
import { startGateway, type TestGateway } from '../support/gateway.js';
import { ok, orderText, refuse, startRestServer } from '../support/rest-server.js';
import { subscribeTo } from '../support/subscription.js';

/** Longer than any test: only the operation's own deadline can end what hangs. */
const NEVER = { UPSTREAM_TIMEOUT_MS: '600000', UPSTREAM_WRITE_TIMEOUT_MS: '600000' };

/** Something that a test waits for or lets happen. */
function signal() {
  let fire: () => void = () => {};
  const fired = new Promise<void>((resolve) => {
    fire = resolve;
  });
  return { fire, fired };
}

/**
 * All is one process: what reached the gateway before this operation came has been dealt with when it is answered. Twice, as a connection's
 * end takes a few turns to be told.
 */
async function settle({ run }: TestGateway): Promise<void> {
  for (let times = 0; times < 2; times += 1)
    expect(await run('{ __typename }')).toEqual({ data: { __typename: 'Query' } });
}

/** Sends an operation over a WebSocket of its own. */
async function send({ url }: TestGateway, query: string): Promise<WebSocket> {
  const socket = new WebSocket(`${url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws');
  onTestFinished(() => socket.terminate());
  await once(socket, 'open');
  socket.send('{"type":"connection_init"}');
  await once(socket, 'message');
  socket.send(JSON.stringify({ type: 'subscribe', id: '1', payload: { query } }));
  return socket;
}

const LEAVE: [string, (started: TestGateway, query: string, isSent: Promise<void>) => Promise<void>][] = [
  [
    'the HTTP client aborts',
    async ({ url }, query, isSent) => {
      const controller = new AbortController();
      const headers = { 'content-type': 'application/json' };
      const request = { method: 'POST', headers, body: JSON.stringify({ query }), signal: controller.signal };
      const answer = fetch(`${url}/graphql`, request).catch(() => 'left');
      await isSent;
      controller.abort();
      expect(await answer).toBe('left');
    },
  ],
  [
    'the WebSocket is closed',
    async (started, query, isSent) => {
      const socket = await send(started, query);
      await isSent;
      socket.close(1000);
      await once(socket, 'close');
    },
  ],
  [
    'the WebSocket breaks off',
    async (started, query, isSent) => {
      const socket = await send(started, query);
      await isSent;
      socket.terminate();
      await once(socket, 'close');
    },
  ],
];

const order = (name: string) =>
  `${name}: createTopupOrder(input: { quoteId: "${name}", walletId: "w1", payer: { name: "A" } }) { order { id } }`;
const THREE_ORDERS = `mutation { ${order('q1')} ${order('q2')} ${order('q3')} }`;

/** A REST API whose first order is held until `release`; every other write is answered at once. */
async function startOrders() {
  const asked = signal();
  const held = signal();
  const rest = await startRestServer(async ({ body }) => {
    const { quoteId } = JSON.parse(body) as { quoteId: string };
    asked.fire();
    if (quoteId === 'q1') await held.fired;
    return `{"status":"1","data":${orderText({ id: `order_${quoteId}` })}}`;
  });
  const quotes = () => rest.calls.map(({ body }) => (JSON.parse(body) as { quoteId: string }).quoteId);
  return { rest, quotes, isSent: asked.fired, release: held.fire };
}

describe('writes', () => {
  it.each(LEAVE)('that have not begun are not sent after %s', async (_, leave) => {
    const { rest, quotes, isSent, release } = await startOrders();
    const started = await startGateway(rest.url, { env: NEVER });
    await leave(started, THREE_ORDERS, isSent);
    await settle(started);
    release();
    await started.gateway.writesSettled();
    await settle(started);
    await started.gateway.writesSettled();
    expect(quotes()).toEqual(['q1']);
  });

  it('that have not begun are not sent when the time is up', async () => {
    const { rest, quotes, release } = await startOrders();
    const started = await startGateway(rest.url, { env: { ...NEVER, OPERATION_TIMEOUT_MS: '1000' } });
    await settle(started);
    const { data, errors } = await started.run(THREE_ORDERS);
    expect(data).toEqual({ q1: null, q2: null, q3: null });
    expect(errors?.map(({ path, extensions }) => [path?.[0], extensions.code])).toEqual([
      ['q1', 'OUTCOME_UNKNOWN'],
      ['q2', 'UPSTREAM_UNAVAILABLE'],
      ['q3', 'UPSTREAM_UNAVAILABLE'],
    ]);
    release();
    await started.gateway.writesSettled();
    await settle(started);
    expect(quotes()).toEqual(['q1']);
  });

  it('of one mutation read back what they and those before them made', async () => {
    const wallets: { walletId: string; asset: string; network: string; address: string; status: string }[] = [];
    const rest = await startRestServer(({ method, body }) => {
      if (method === 'GET') return ok({ items: wallets, nextCursor: null });
      const { asset, network, customerId } = JSON.parse(body) as Record<'asset' | 'network' | 'customerId', string>;
      const wallet = { walletId: `w${wallets.length + 1}`, asset, network, address: 'x', status: 'ACTIVE' };
      wallets.push(wallet);
      return ok({ ...wallet, customerId, createdAt: '2025-11-06T02:15:00Z' });
    });
    const { run } = await startGateway(rest.url);
    const create = (asset: string) => `createWallet(input: { customerId: "c1", asset: "${asset}", network: "N" }) {
      wallet { customer { wallets { nodes { id } } } }
    }`;
    const answer = await run(`mutation { a: ${create('A')} b: ${create('B')} c: ${create('C')} }`);
    const reading = (...ids: string[]) => ({ wallet: { customer: { wallets: { nodes: ids.map((id) => ({ id })) } } } });
    expect(answer).toEqual({ data: { a: reading('w1'), b: reading('w1', 'w2'), c: reading('w1', 'w2', 'w3') } });
  });
});

describe('reads', () => {
  it.each(LEAVE)('that depend on another one are not made after %s', async (_, leave) => {
    const asked = signal();
    const held = signal();
    const rest = await startRestServer(async ({ path }, response) => {
      const [, kind, id = ''] = path.split('/');
      if (kind === 'wallets') return refuse(response, 400, 'not the point');
      if (id === 'c1') {
        asked.fire();
        await held.fired;
      }
      const items = [{ walletId: `wallet_of_${id}`, asset: 'A', network: 'N', address: 'x', status: 'ACTIVE' }];
      return ok({ items, nextCursor: null });
    });
    const started = await startGateway(rest.url, { env: NEVER });
    const query = (id: string) => `{ customer(id: "${id}") { wallets { nodes { balance { available } } } } }`;
    await leave(started, query('c1'), asked.fired);
    await settle(started);
    held.fire();
    // Another one that takes as many steps; were the first still running, it would be further.
    await started.run(query('c2'));
    await settle(started);
    expect(rest.lines().map((line) => line.split('?')[0])).toEqual([
      'GET /customers/c1/wallets',
      'GET /customers/c2/wallets',
      'GET /wallets/wallet_of_c2/balances',
    ]);
  });

  it('of an order that nobody knows are not waited for longer than an operation may take', async () => {
    const rest = await startRestServer(() => new Promise<undefined>(() => {}));
    const { client, gateway } = await startGateway(rest.url, { env: { ...NEVER, OPERATION_TIMEOUT_MS: '1000' } });
    const subscribed = subscribeTo(client(), 'subscription { topupStatus(orderId: "o1") { status } }').next();
    await expect(subscribed).rejects.toMatchObject([{ extensions: { code: 'UPSTREAM_TIMEOUT' } }]);
    expect(rest.lines()).toEqual(['GET /topup/orders/o1']);
    expect(gateway.watchedOrders).toBe(0);
  });
});

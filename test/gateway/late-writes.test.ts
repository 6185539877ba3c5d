/** A write that is not on the wire when its client is answered, or has left, never leaves: whoever looks then may order again. */
import { once } from 'node:events';
import { describe, expect, it, onTestFinished } from 'vitest';
import WebSocket from 'ws';
import { type Answer, startGateway, type TestGateway } from '../support/gateway.js';
import { orderText, startRestServer } from '../support/rest-server.js';

const NEVER = { UPSTREAM_TIMEOUT_MS: '600000', UPSTREAM_WRITE_TIMEOUT_MS: '600000' };
/** One connection is for writes. */
const ONE_WRITE = { ...NEVER, UPSTREAM_CONNECTIONS: '2' };

const order = (quote: string, key?: string) => `mutation {
  createTopupOrder(input: { quoteId: "${quote}", walletId: "w1", payer: { name: "A" }${key ? `, idempotencyKey: "${key}"` : ''} }) { order { id } }
}`;
const codes = ({ errors }: Answer) => errors?.map(({ extensions }) => extensions.code);

/** A REST API whose writes wait until they are released. */
async function startHeldWrites() {
  const held: (() => void)[] = [];
  let isHolding = true;
  const rest = await startRestServer(async ({ body, method }) => {
    const { quoteId } = (method === 'POST' ? JSON.parse(body) : { quoteId: 'read' }) as { quoteId: string };
    if (isHolding) await new Promise<void>((resolve) => void held.push(resolve));
    return `{"status":"1","data":${orderText({ id: `order_${quoteId}` })}}`;
  });
  const quotes = () =>
    rest.calls
      .filter(({ method }) => method === 'POST')
      .map(({ body }) => (JSON.parse(body) as { quoteId: string }).quoteId);
  const release = (): void => {
    isHolding = false;
    for (const letGo of held.splice(0)) letGo();
  };
  return { rest, quotes, release };
}

/** What was begun is over, and nothing more leaves afterwards. */
async function settle({ gateway, run }: TestGateway): Promise<void> {
  for (let times = 0; times < 3; times += 1) {
    await gateway.writesSettled();
    await run('{ __typename }');
  }
}

describe('a write that waits for a connection', () => {
  it.each([undefined, 'key-1'])('never leaves once its time is up, and is told not to have (key %s)', async (key) => {
    const { rest, quotes, release } = await startHeldWrites();
    const started = await startGateway(rest.url, { env: { ...ONE_WRITE, OPERATION_TIMEOUT_MS: '1500' } });
    const first = started.run(order('q1'));
    await expect.poll(quotes).toEqual(['q1']);
    const waiting = await started.run(order('q2', key));
    expect(codes(waiting)).toEqual(['UPSTREAM_UNAVAILABLE']);
    expect(codes(await first)).toEqual(['OUTCOME_UNKNOWN']);
    release();
    await settle(started);
    expect(quotes()).toEqual(['q1']);

    // Nothing stands in the way of ordering again, under the same key too.
    expect((await started.run(order('q2', key))).data.createTopupOrder.order).toEqual({ id: 'order_q2' });
    expect(quotes()).toEqual(['q1', 'q2']);
  });

  it.each(['HTTP', 'WebSocket'])('never leaves once its client has left (%s)', async (transport) => {
    const { rest, quotes, release } = await startHeldWrites();
    const started = await startGateway(rest.url, { env: { ...ONE_WRITE, OPERATION_TIMEOUT_MS: '600000' } });
    const first = started.run(order('q1'));
    await expect.poll(quotes).toEqual(['q1']);
    const leave = await (transport === 'HTTP' ? askByHttp : askByWebSocket)(started, order('q2'));
    await settleReads(started);
    await leave();
    await settleReads(started);
    release();
    await first;
    await settle(started);
    expect(quotes()).toEqual(['q1']);
  });

  it('never leaves once the gateway has stopped waiting for it', { timeout: 30_000 }, async () => {
    const { rest, quotes, release } = await startHeldWrites();
    const started = await startGateway(rest.url, { env: { ...ONE_WRITE, OPERATION_TIMEOUT_MS: '600000' } });
    const first = started.run(order('q1'));
    await expect.poll(quotes).toEqual(['q1']);
    const waiting = started.run(order('q2'));
    await settleReads(started);
    const closed = started.gateway.close();
    expect(codes(await waiting)).toEqual(['UPSTREAM_UNAVAILABLE']);
    expect(codes(await first)).toEqual(['OUTCOME_UNKNOWN']);
    release();
    await closed;
    expect(quotes()).toEqual(['q1']);
  });

  it('leaves for another call under the same key when the first one’s client has left', async () => {
    const { rest, quotes, release } = await startHeldWrites();
    const started = await startGateway(rest.url, { env: { ...ONE_WRITE, OPERATION_TIMEOUT_MS: '600000' } });
    const busy = started.run(order('q1'));
    await expect.poll(quotes).toEqual(['q1']);
    const leave = await askByHttp(started, order('q2', 'key'));
    await settleReads(started);
    const second = started.run(order('q2', 'key'));
    await settleReads(started);
    await leave();
    await settleReads(started);
    release();
    await busy;
    expect((await second).data.createTopupOrder.order).toEqual({ id: 'order_q2' });
    expect(quotes()).toEqual(['q1', 'q2']);
  });
});

/** All is one process: what reached the gateway before has been dealt with when these are answered. */
async function settleReads({ run }: TestGateway): Promise<void> {
  for (let times = 0; times < 3; times += 1) await run('{ __typename }');
}

async function askByHttp({ url }: TestGateway, query: string): Promise<() => Promise<void>> {
  const controller = new AbortController();
  const headers = { 'content-type': 'application/json' };
  const answer = fetch(`${url}/graphql`, {
    method: 'POST',
    headers,
    body: JSON.stringify({ query }),
    signal: controller.signal,
  }).catch(() => 'left');
  return async () => {
    controller.abort();
    expect(await answer).toBe('left');
  };
}

async function askByWebSocket({ url }: TestGateway, query: string): Promise<() => Promise<void>> {
  const socket = new WebSocket(`${url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws');
  onTestFinished(() => socket.terminate());
  await once(socket, 'open');
  socket.send('{"type":"connection_init"}');
  await once(socket, 'message');
  socket.send(JSON.stringify({ type: 'subscribe', id: '1', payload: { query } }));
  return async () => {
    socket.terminate();
    await once(socket, 'close');
  };
}

/** Operations on one WebSocket that get in each other's way, or fail for a reason that nobody foresaw. */
import { once } from 'node:events';
import { CloseCode, GRAPHQL_TRANSPORT_WS_PROTOCOL } from 'graphql-ws';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import WebSocket from 'ws';
import { Executor } from '../../src/graphql/execution/executor.js';
import { RateLimiter } from '../../src/http/rate-limiter.js';
import { Operation } from '../../src/rest/operation.js';
import { RunningOperations } from '../../src/rest/running-operations.js';
import { startGateway, type TestGateway } from '../support/gateway.js';
import { ok, orderText, startRestServer } from '../support/rest-server.js';

const SOON = { timeout: 10_000, interval: 5 };
const SECRET = 'the secret of w1';
const WALLETS = '{ customer(id: "c1") { wallets { nodes { id } } } }';
const STATUS = 'subscription { topupStatus(orderId: "o1") { status } }';

/** A REST API that holds every answer until `release`. */
async function start() {
  const held: (() => void)[] = [];
  const rest = await startRestServer(async ({ path }) => {
    await new Promise<void>((resolve) => void held.push(resolve));
    if (path.startsWith('/topup')) return `{"status":"1","data":${orderText({ id: 'o1' })}}`;
    return ok({
      items: [{ walletId: 'w1', asset: 'A', network: 'N', address: 'x', status: 'ACTIVE' }],
      nextCursor: null,
    });
  });
  const started = await startGateway(rest.url, { env: { UPSTREAM_TIMEOUT_MS: '600000' } });
  const release = (): void => {
    for (const letGo of held.splice(0)) letGo();
  };
  onTestFinished(release);
  const isAsked = (times: number) => vi.waitFor(() => expect(rest.calls).toHaveLength(times), SOON);
  return { ...started, release, isAsked };
}

async function greeted({ url }: TestGateway) {
  const socket = new WebSocket(`${url.replace('http', 'ws')}/graphql`, GRAPHQL_TRANSPORT_WS_PROTOCOL);
  onTestFinished(() => socket.terminate());
  const messages: Record<string, unknown>[] = [];
  await once(socket, 'open');
  socket.send('{"type":"connection_init"}');
  await once(socket, 'message');
  socket.on('message', (text) => messages.push(JSON.parse(String(text)) as Record<string, unknown>));
  const subscribe = (id: string, query: string) =>
    socket.send(JSON.stringify({ id, type: 'subscribe', payload: { query } }));
  const complete = (id: string) => socket.send(JSON.stringify({ id, type: 'complete' }));
  return { socket, messages, subscribe, complete };
}

describe('an id that was completed by its client and is taken again', () => {
  it.each([
    ['a query', WALLETS],
    ['a subscription', STATUS],
  ])('belongs to the new operation alone, after %s', async (_, query) => {
    const started = await start();
    const { messages, subscribe, complete } = await greeted(started);
    subscribe('1', query);
    await started.isAsked(1);
    complete('1');
    subscribe('1', '{ assetNetworks { asset } }');
    await started.isAsked(2);
    // What the first one left is done with before this is answered.
    await started.run('{ __typename }');
    subscribe('2', '{ __typename }');
    await vi.waitFor(() => expect(messages).toHaveLength(2), SOON);
    started.release();
    await vi.waitFor(() => expect(messages).toHaveLength(4), SOON);
    expect(messages.map(({ id, type }) => `${id} ${type}`)).toEqual(['2 next', '2 complete', '1 next', '1 complete']);
    expect(messages[2]).toMatchObject({ payload: { data: { assetNetworks: null } } });
    await vi.waitFor(() => expect(started.gateway.watchedOrders).toBe(0), SOON);
  });

  it('belongs to the new operation alone, after one that was still being counted', async () => {
    let go: () => void = () => {};
    const counted = new Promise<void>((resolve) => {
      go = resolve;
    });
    const count = vi.spyOn(RateLimiter.prototype, 'count').mockReturnValueOnce(counted.then(() => undefined));
    const isOn = vi.spyOn(RateLimiter.prototype, 'isOn', 'get').mockReturnValue(true);
    onTestFinished(() => {
      count.mockRestore();
      isOn.mockRestore();
    });
    const started = await start();
    const { messages, subscribe, complete } = await greeted(started);
    subscribe('1', WALLETS);
    complete('1');
    subscribe('1', '{ assetNetworks { asset } }');
    await started.isAsked(1);
    go();
    subscribe('2', '{ __typename }');
    await vi.waitFor(() => expect(messages).toHaveLength(2), SOON);
    started.release();
    await vi.waitFor(() => expect(messages).toHaveLength(4), SOON);
    expect(messages.map(({ id, type }) => `${id} ${type}`)).toEqual(['2 next', '2 complete', '1 next', '1 complete']);
    await started.isAsked(1);
  });

  it('belongs to the new subscription alone, after one that had begun', async () => {
    const started = await start();
    const { messages, subscribe, complete } = await greeted(started);
    subscribe('1', STATUS);
    await started.isAsked(1);
    started.release();
    await vi.waitFor(() => expect(messages).toHaveLength(1), SOON);
    complete('1');
    subscribe('1', STATUS);
    await started.isAsked(2);
    started.release();
    await vi.waitFor(() => expect(messages).toHaveLength(2), SOON);
    await started.run('{ __typename }');
    expect(messages.map(({ id, type }) => `${id} ${type}`)).toEqual(['1 next', '1 next']);
    expect(started.gateway.watchedOrders).toBe(1);
  });
});

describe('a failure that nobody foresaw', () => {
  it.each([
    ['a query', '{ __typename }'],
    ['a subscription’s event', STATUS],
  ])('of %s closes the socket with 4500, and tells nothing of itself', async (_, query) => {
    const started = await start();
    const { socket, messages, subscribe } = await greeted(started);
    vi.spyOn(Executor.prototype, 'execute').mockImplementation(() => {
      throw new Error(SECRET);
    });
    const begin = vi.spyOn(RunningOperations.prototype, 'begin');
    const end = vi.spyOn(Operation.prototype, 'end');
    onTestFinished(() => void vi.restoreAllMocks());
    const closed = once(socket, 'close') as Promise<[number, Buffer]>;
    subscribe('1', query);
    if (query === STATUS) await started.isAsked(1);
    started.release();
    const [code, reason] = await closed;
    expect(code).toBe(CloseCode.InternalServerError);
    expect(String(reason)).toMatch(/^Internal server error: [0-9a-f-]{36}$/);
    expect(messages).toEqual([]);
    await vi.waitFor(() => expect(started.gateway.watchedOrders).toBe(0), SOON);
    // A gateway that stops would wait for what is not.
    for (const { value } of begin.mock.results)
      await vi.waitFor(() => expect(end.mock.contexts).toContain(value), SOON);
  });
});

/** Sockets and streams whose client doesn't behave, or is gone before it was served. */
import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import WebSocket from 'ws';
import type { SeedRecord } from '../../src/simulator/simulator.js';
import { type Answer, startGateway, type TestGateway } from '../support/gateway.js';
import { ok, orderText, startRestServer } from '../support/rest-server.js';
import { subscribeTo } from '../support/subscription.js';
import { customerToken, inSeconds, JWT_ENV, sign } from '../support/tokens.js';

const SOON = { timeout: 10_000, interval: 5 };
const PROTOCOL = 'graphql-transport-ws';
const SEED: SeedRecord[] = [{ wallet: { id: 'w1', customerId: 'c1', asset: 'A', network: 'N' } }];
const orderBy = (quote: string) =>
  `mutation { createTopupOrder(input: { quoteId: "${quote}", walletId: "w1", payer: { name: "A" } }) { order { id } } }`;
const STATUS = 'subscription ($id: ID!) { topupStatus(orderId: $id) { id } }';
const greeting = (token: string) =>
  JSON.stringify({ type: 'connection_init', payload: { authorization: `Bearer ${token}` } });
const subscribing = (query: string, variables = {}) =>
  JSON.stringify({ type: 'subscribe', id: '1', payload: { query, variables } });

function gate() {
  let open: () => void = () => {};
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { open, opened };
}

/** Twice, as a connection's end takes a few turns to be told. */
async function settle({ run }: TestGateway): Promise<void> {
  for (let times = 0; times < 2; times += 1)
    expect(await run('{ __typename }')).toEqual({ data: { __typename: 'Query' } });
}

/** Each customer `x` has a wallet `w_x` with an order `o_x`; of customers whose name begins with `held` it is told when the gate opens. */
async function start(env: Record<string, string> = {}, seed = SEED) {
  const held = gate();
  const rest = await startRestServer(async ({ method, path }) => {
    const { pathname, searchParams } = new URL(path, 'http://rest');
    const [, kind, id = '', part] = pathname.split('/');
    if (kind === 'customers') {
      if (id.startsWith('held')) await held.opened;
      const wallet = { walletId: `w_${id}`, asset: 'A', network: 'N', address: 'x', status: 'ACTIVE' };
      return ok({ items: [wallet], nextCursor: null });
    }
    if (method === 'POST') return `{"status":"1","data":${orderText({ id: 'o_made' })}}`;
    if (part !== undefined) return `{"status":"1","data":${orderText({ id: part })}}`;
    return `{"status":"1","total":1,"data":[${orderText({ id: `o${searchParams.get('walletId')?.slice(1)}` })}]}`;
  });
  const started = await startGateway(rest.url, { env: { ...JWT_ENV, UPSTREAM_TIMEOUT_MS: '600000', ...env }, seed });
  onTestFinished(() => held.open());
  const isAskedFor = (customer: string) =>
    vi.waitFor(() => expect(rest.lines().join()).toContain(`/customers/${customer}/wallets`), SOON);
  return { ...started, rest, isAskedFor, release: held.open };
}

/** A WebSocket that is signed in, and the connection below it. */
async function signedIn({ url }: TestGateway, token: string) {
  const socket = new WebSocket(`${url.replace('http', 'ws')}/graphql`, PROTOCOL);
  onTestFinished(() => socket.terminate());
  const upgraded = once(socket, 'upgrade');
  await once(socket, 'open');
  const [{ socket: connection }] = (await upgraded) as [IncomingMessage];
  socket.send(greeting(token));
  expect(String((await once(socket, 'message'))[0])).toBe('{"type":"connection_ack"}');
  return { socket, connection };
}

/** From now on the client doesn't see what comes, and so goes on as if it were open. Resolves when it is told to close. */
async function ignoreClose(connection: Socket): Promise<void> {
  connection.removeAllListeners('data');
  const code = Buffer.from([4403 >> 8, 4403 & 0xff]);
  for (let received = Buffer.alloc(0); !received.includes(code); )
    received = Buffer.concat([received, (await once(connection, 'data'))[0]]);
}

/** From here on only the test moves the clock, which stands at a whole second. @returns moves it. */
function holdDate(): (milliseconds: number) => void {
  vi.useFakeTimers({ toFake: ['Date'], now: inSeconds(0) * 1_000 });
  onTestFinished(() => void vi.useRealTimers());
  return (milliseconds) => void vi.setSystemTime(Date.now() + milliseconds);
}

describe('when its token has expired', () => {
  it('a socket that doesn’t heed the close frame is not listened to', async () => {
    const started = await start();
    const pass = holdDate();
    const { socket, connection } = await signedIn(started, await sign({ customer_id: 'c1', exp: inSeconds(1) }));
    const isClosed = ignoreClose(connection);
    pass(1_000);
    await isClosed;
    expect(socket.readyState).toBe(WebSocket.OPEN);
    await new Promise((resolve) => socket.send(subscribing(orderBy('late')), resolve));
    // What comes later, and takes as many steps, is done.
    const { errors } = await started.run(orderBy('control'), {}, await customerToken('c1'));
    expect(errors).toBeUndefined();
    await settle(started);
    await started.gateway.writesSettled();
    const quotes = started.rest.calls.map(({ body }) => (JSON.parse(body) as { quoteId: string }).quoteId);
    expect(quotes).toEqual(['control']);
  });

  it.each([orderBy('q'), 'subscription { topupStatus(orderId: "o1") { id } }'])(
    'a socket that isn’t closed yet gets UNAUTHENTICATED for %s',
    async (query) => {
      const started = await start();
      const pass = holdDate();
      const { socket } = await signedIn(started, await sign({ customer_id: 'c1', exp: inSeconds(3_600) }));
      pass(3_600_000);
      socket.send(subscribing(query));
      const reply = JSON.parse(String((await once(socket, 'message'))[0])) as { type: string; payload: unknown };
      expect(reply).toMatchObject({ type: 'error', payload: [{ extensions: { code: 'UNAUTHENTICATED' } }] });
      expect(started.rest.calls).toEqual([]);
    },
  );
});

describe('a client that leaves', () => {
  it('while it is looked up whose the order is takes no event stream with it', async () => {
    const started = await start({ MAX_SOCKETS: '5' });
    const post = async (customer: string, signal: AbortSignal) => {
      const headers = {
        'content-type': 'application/json',
        authorization: `Bearer ${await customerToken(customer)}`,
      };
      const body = JSON.stringify({ query: STATUS, variables: { id: `o_${customer}` } });
      return fetch(`${started.url}/graphql/stream`, { method: 'POST', headers, body, signal });
    };
    for (const customer of ['held1', 'held2', 'held3', 'held4', 'held5', 'held6']) {
      const left = new AbortController();
      const answer = post(customer, left.signal).catch(() => 'left');
      await started.isAskedFor(customer);
      left.abort();
      expect(await answer).toBe('left');
      await settle(started);
    }
    const staying = new AbortController();
    const seventh = await post('c7', staying.signal);
    expect(seventh.status).toBe(200);
    const event = await seventh.body?.getReader().read();
    expect(Buffer.from(event?.value ?? []).toString()).toContain('{"topupStatus":{"id":"o_c7"}}');
    started.release();
    await settle(started);
    expect(started.gateway.watchedOrders).toBe(1);
    staying.abort();
    await vi.waitFor(() => expect(started.gateway.watchedOrders).toBe(0), SOON);
  });

  it('while it is looked up whose the order is leaves no watcher, and its place is free', async () => {
    const started = await start({ MAX_SUBSCRIPTIONS_PER_VIEWER: '1' });
    const token = await customerToken('held');
    const { socket } = await signedIn(started, token);
    socket.send(subscribing(STATUS, { id: 'o_held' }));
    await started.isAskedFor('held');
    socket.terminate();
    await settle(started);
    started.release();
    const again = started.client({ connectionParams: { authorization: `Bearer ${token}` } });
    const events = subscribeTo(again, STATUS, { id: 'o_held' });
    expect(await events.next()).toEqual({ data: { topupStatus: { id: 'o_held' } } } satisfies Answer);
    await events.stop();
    await vi.waitFor(() => expect(started.gateway.watchedOrders).toBe(0), SOON);
  });

  it('while it is signed in leaves nothing that waits for its token to expire', async () => {
    const { publicKey, privateKey } = await generateKeyPair('ES256');
    const held = gate();
    const keys = await startRestServer(async () => {
      await held.opened;
      return { keys: [{ ...(await exportJWK(publicKey)), kid: 'k', alg: 'ES256' }] };
    });
    const started = await start({ JWT_SECRET: '', JWT_JWKS_URL: keys.url });
    const exp = inSeconds(3_600);
    const token = await new SignJWT({ customer_id: 'c1', exp })
      .setProtectedHeader({ alg: 'ES256', kid: 'k' })
      .sign(privateKey);
    const leaving = new WebSocket(`${started.url.replace('http', 'ws')}/graphql`, PROTOCOL);
    await once(leaving, 'open');
    leaving.send(greeting(token));
    await vi.waitFor(() => expect(keys.calls).toHaveLength(1), SOON);
    leaving.terminate();
    await settle(started);

    const timers = vi.spyOn(globalThis, 'setTimeout');
    onTestFinished(() => timers.mockRestore());
    const untilExpiry = () => timers.mock.calls.filter(([, delay]) => (delay ?? 0) > 1_800_000);
    held.open();
    await signedIn(started, token);
    await settle(started);
    // The one that stayed has one.
    expect(untilExpiry()).toHaveLength(1);
    expect(started.gateway.watchedOrders).toBe(0);
  });
});

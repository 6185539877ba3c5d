import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { Server } from 'node:http';
import { createClient } from 'graphql-sse';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { sampleDirectory } from '../../src/simulator/simulator.js';
import { textUntilCut } from '../support/cut-stream.js';
import { type Answer, startWithSimulator } from '../support/gateway.js';
import { withoutRequestIds } from '../support/request-ids.js';
import { customerToken, inSeconds, JWT_ENV, sign } from '../support/tokens.js';

const STATUS = 'subscription ($id: ID!) { topupStatus(orderId: $id) { status wallet { balance { available } } } }';
const OWN_ORDER = 'bacd97d132014cb6b23ee18fdea3b5c4';

function clientOf(url: string, token?: string) {
  const client = createClient({
    url: `${url}/graphql/stream`,
    retryAttempts: 0,
    headers: token === undefined ? {} : { authorization: `Bearer ${token}` },
  });
  onTestFinished(() => client.dispose());
  return client;
}

const post = (url: string, body: string, headers: Record<string, string> = {}) =>
  fetch(`${url}/graphql/stream`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'text/event-stream', ...headers },
    body,
  });

async function collect<T>(events: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const event of events) all.push(event);
  return all;
}

describe('POST /graphql/stream', () => {
  it('follows an order to its end, read by graphql-sse’s client', async () => {
    const { url, simulator, gateway } = await startWithSimulator({ seed: sampleDirectory() });
    const events = clientOf(url).iterate({ query: STATUS, variables: { id: 'ord_busy_01' } });
    expect((await events.next()).value).toMatchObject({ data: { topupStatus: { status: 'TRANSFERRING' } } });
    simulator.setOrderStatus('ord_busy_01', 'COMPLETED');
    const rest = await collect(events);
    expect(rest).toHaveLength(1);
    expect(rest[0]).toMatchObject({ data: { topupStatus: { status: 'COMPLETED' } } });
    await vi.waitFor(() => expect(gateway.watchedOrders).toBe(0));
  });

  it('leaves nothing behind when the client goes', async () => {
    const { url, gateway } = await startWithSimulator();
    const abort = new AbortController();
    const response = await fetch(`${url}/graphql/stream`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query: STATUS, variables: { id: 'ord_busy_01' } }),
      signal: abort.signal,
    });
    expect(response.headers.get('content-type')).toContain('text/event-stream');
    // No proxy may keep, compress or collect it.
    expect(response.headers.get('cache-control')).toBe('no-store, no-transform');
    expect(response.headers.get('x-accel-buffering')).toBe('no');
    expect(gateway.watchedOrders).toBe(1);
    abort.abort();
    await vi.waitFor(() => expect(gateway.watchedOrders).toBe(0));
  });

  it('tells of an order that is not there, or not theirs, in the same words', async () => {
    const { url } = await startWithSimulator({ env: JWT_ENV, seed: sampleDirectory() });
    const token = await customerToken('cus_8a9b3e');
    const answers = await Promise.all(
      ['nowhere', 'ord_busy_01'].map((id) =>
        collect(clientOf(url, token).iterate({ query: STATUS, variables: { id } })),
      ),
    );
    expect(withoutRequestIds(answers[0])).toEqual(withoutRequestIds(answers[1]));
    expect(answers[0]).toMatchObject([{ data: null, errors: [{ extensions: { code: 'NOT_FOUND' } }] }]);
    const own = await collect(clientOf(url, token).iterate({ query: STATUS, variables: { id: OWN_ORDER } }));
    expect(own).toMatchObject([{ data: { topupStatus: { status: 'COMPLETED' } } }]);
  });

  it.each([
    ['no token', '{}', {}, 401, 'UNAUTHENTICATED'],
    ['a bad token', '{}', { authorization: 'Bearer x' }, 401, 'UNAUTHENTICATED'],
  ])('refuses %s', async (_, body, headers, status, code) => {
    const { url } = await startWithSimulator({ env: JWT_ENV });
    const response = await post(url, body, headers);
    expect(response.status).toBe(status);
    expect(((await response.json()) as Answer).errors?.[0]?.extensions.code).toBe(code);
  });

  it.each([
    ['no JSON', 'x', 'BAD_REQUEST'],
    ['no query', '{"q":1}', 'BAD_REQUEST'],
    ['no GraphQL', '{"query":"{"}', 'GRAPHQL_PARSE_FAILED'],
    ['an unknown field', '{"query":"subscription { x }"}', 'GRAPHQL_VALIDATION_FAILED'],
    ['a query', '{"query":"{ __typename }"}', 'BAD_REQUEST'],
  ])('refuses %s', async (_, body, code) => {
    const { url, calls } = await startWithSimulator();
    const response = await post(url, body);
    expect(response.status).toBe(400);
    expect(((await response.json()) as Answer).errors?.[0]?.extensions.code).toBe(code);
    expect(calls()).toEqual([]);
  });

  it('is named to who sends a subscription elsewhere', async () => {
    const { run } = await startWithSimulator();
    const { errors } = await run(STATUS, { id: OWN_ORDER });
    expect(errors).toMatchObject([{ message: expect.stringContaining('/graphql/stream') }]);
  });

  it('is cut off when its token expires, and when the gateway stops: routers take an end for complete', async () => {
    const { url, gateway } = await startWithSimulator({ env: JWT_ENV, seed: sampleDirectory() });
    const start = async (exp: number) =>
      post(url, JSON.stringify({ query: STATUS, variables: { id: 'ord_busy_01' } }), {
        authorization: `Bearer ${await sign({ customer_id: 'cus_busy', exp })}`,
      });
    const expiring = await textUntilCut(await start(inSeconds(2)));
    expect(expiring).toContain('event: next');
    expect(expiring).not.toContain('event: complete');
    const stopped = textUntilCut(await start(inSeconds(3_600)));
    await gateway.close();
    expect(await stopped).not.toContain('event: complete');
  });
});

describe('limits on subscriptions', () => {
  it('hold for each viewer over all transports, and each socket', async () => {
    const started = await startWithSimulator({
      env: { ...JWT_ENV, MAX_SUBSCRIPTIONS_PER_VIEWER: '3', MAX_SUBSCRIPTIONS_PER_SOCKET: '2' },
      seed: sampleDirectory(),
    });
    const token = await customerToken('cus_busy');
    const socket = started.client({ connectionParams: { authorization: `Bearer ${token}` } });
    const on = (id: string) => socket.iterate({ query: STATUS, variables: { id } });
    const [first, second] = [on('ord_busy_01'), on('ord_busy_04')];
    await Promise.all([first.next(), second.next()]);
    await expect(on('ord_busy_07').next()).rejects.toMatchObject([{ extensions: { code: 'LIMIT_EXCEEDED' } }]);

    const third = clientOf(started.url, token).iterate({ query: STATUS, variables: { id: 'ord_busy_07' } });
    await third.next();
    const refused = await post(started.url, JSON.stringify({ query: STATUS, variables: { id: 'ord_busy_10' } }), {
      authorization: `Bearer ${token}`,
    });
    expect(refused.status).toBe(429);
    await first.return?.(undefined);
    await vi.waitFor(() => expect(started.gateway.watchedOrders).toBe(2));
    const again = on('ord_busy_10');
    expect((await again.next()).value).toMatchObject({ data: { topupStatus: { status: 'TRANSFERRING' } } });
  });

  it('hold for sockets', async () => {
    const { client } = await startWithSimulator({ env: { MAX_SOCKETS: '1' } });
    const query = '{ __typename }';
    const first = client();
    await first.iterate({ query }).next();
    const events = first.iterate({ query: STATUS, variables: { id: 'ord_busy_01' } });
    await events.next();
    await expect(client().iterate({ query }).next()).rejects.toBeDefined();
  });

  it('hold for connections of all kinds', async () => {
    const servers = new Set<Server>();
    const see = (message: unknown) => void servers.add((message as { server: Server }).server);
    subscribe('http.server.request.start', see);
    onTestFinished(() => void unsubscribe('http.server.request.start', see));
    const { url } = await startWithSimulator({ env: { MAX_SOCKETS: '500' } });
    await fetch(`${url}/healthz`);
    expect([...servers].map(({ maxConnections }) => maxConnections)).toContain(11_000);
  });
});

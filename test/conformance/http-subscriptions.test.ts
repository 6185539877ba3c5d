/** Subscriptions over `/graphql` itself, as clients and routers ask for them: multipart (Apollo) and server-sent events (urql, Hive Gateway). */

import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ApolloClient, gql, HttpLink, InMemoryCache } from '@apollo/client';
import { Client, fetchExchange } from '@urql/core';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { sampleDirectory } from '../../src/simulator/simulator.js';
import { textUntilCut } from '../support/cut-stream.js';
import { startWithSimulator } from '../support/gateway.js';
import { holdIntervals } from '../support/held-intervals.js';
import { customerToken, inSeconds, JWT_ENV, sign } from '../support/tokens.js';

const HEARTBEAT_MS = 12_000;
const STATUS = 'subscription ($id: ID!) { topupStatus(orderId: $id) { id status } }';
const ORDER = 'ord_busy_01';
const MULTIPART = 'multipart/mixed;boundary="graphql";subscriptionSpec=1.0,application/json';
const start = (env = {}) => startWithSimulator({ seed: sampleDirectory(), env });
type Started = Awaited<ReturnType<typeof start>>;

const ask = ({ url }: Started, accept: string, id = ORDER, headers: Record<string, string> = {}) =>
  fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept, ...headers },
    body: JSON.stringify({ query: STATUS, variables: { id } }),
  });
const inAddress = ({ url }: Started, path: string, headers: Record<string, string> = {}, variables = { id: ORDER }) =>
  fetch(`${url}${path}?${new URLSearchParams({ query: STATUS, variables: JSON.stringify(variables) })}`, {
    headers: { accept: 'text/event-stream', ...headers },
  });

describe('a subscription by POST /graphql', () => {
  it('is followed to its end by Apollo Client, without WebSockets and past heartbeats', async () => {
    const pass = holdIntervals();
    const started = await start();
    const link = new HttpLink({ uri: `${started.url}/graphql` });
    const client = new ApolloClient({ link, cache: new InMemoryCache() });
    const states: unknown[] = [];
    const isOver = new Promise<void>((resolve, reject) => {
      client
        .subscribe<{ topupStatus: { status: string } }>({ query: gql(STATUS), variables: { id: ORDER } })
        .subscribe({
          next: ({ data, error }) => {
            states.push(data?.topupStatus.status ?? error);
            if (states.length > 1) return;
            pass(HEARTBEAT_MS);
            started.simulator.setOrderStatus(ORDER, 'COMPLETED');
          },
          complete: resolve,
          error: reject,
        });
    });
    await isOver;
    expect(states).toEqual(['TRANSFERRING', 'COMPLETED']);
    await vi.waitFor(() => expect(started.gateway.watchedOrders).toBe(0));
  });

  it('is followed to its end by urql, without WebSockets', async () => {
    const started = await start();
    const client = new Client({
      url: `${started.url}/graphql`,
      exchanges: [fetchExchange],
      fetchSubscriptions: true,
      preferGetMethod: false,
    });
    const states: unknown[] = [];
    await new Promise<void>((resolve) => {
      client.subscription(STATUS, { id: ORDER }).subscribe(({ data, error, hasNext }) => {
        if (states.at(-1) !== data?.topupStatus.status) states.push(data?.topupStatus.status ?? error);
        if (states.length === 1) started.simulator.setOrderStatus(ORDER, 'COMPLETED');
        if (!hasNext) resolve();
      });
    });
    expect(states).toEqual(['TRANSFERRING', 'COMPLETED']);
    // urql accepts event streams for all that it sends.
    const query = await client.query('{ wallet(id: "wal_c1f0aa") { balance { available } } }', {}).toPromise();
    expect(query.data?.wallet.balance.available).toBe('65.2932');
  });

  it('is multipart as Apollo’s protocol has it, with a part for each state', async () => {
    const response = await ask(await start(), MULTIPART, 'bacd97d132014cb6b23ee18fdea3b5c4');
    expect(response.headers.get('content-type')).toBe('multipart/mixed; boundary="graphql"; subscriptionSpec="1.0"');
    expect(response.headers.get('cache-control')).toBe('no-store, no-transform');
    expect(await response.text()).toBe(
      '--graphql\r\ncontent-type: application/json; charset=utf-8\r\n\r\n' +
        '{"payload":{"data":{"topupStatus":{"id":"bacd97d132014cb6b23ee18fdea3b5c4","status":"COMPLETED"}}}}' +
        '\r\n--graphql--\r\n',
    );
  });

  it.each([
    [MULTIPART, '\r\ncontent-type: application/json; charset=utf-8\r\n\r\n{}\r\n--graphql'],
    ['text/event-stream', ':\n\n'],
  ])('sends heartbeats: %s', async (accept, heartbeat) => {
    const pass = holdIntervals();
    const response = await ask(await start(), accept);
    const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
    let text = '';
    while (!text.includes('TRANSFERRING')) text += (await reader?.read())?.value;
    const before = text.length;
    pass(HEARTBEAT_MS);
    while (text.length < before + heartbeat.length) text += (await reader?.read())?.value;
    expect(text.slice(before)).toBe(heartbeat);
    await reader?.cancel();
  });

  it.each([
    ['multipart', MULTIPART, /^--graphql.*"errors":\[.*"NOT_FOUND".*--graphql--\r\n$/s],
    ['server-sent events', 'text/event-stream', /^event: next\n.*"NOT_FOUND".*event: complete\ndata:\n\n$/s],
  ])('tells of an order that is not there in %s', async (_, accept, expected) => {
    const response = await ask(await start(), accept, 'none');
    expect(response.status).toBe(200);
    expect(await response.text()).toMatch(expected);
  });

  it.each([MULTIPART, 'text/event-stream'])('ends with the token, so that clients reconnect: %s', async (accept) => {
    const started = await start(JWT_ENV);
    const token = await sign({ customer_id: 'cus_busy', exp: inSeconds(2) });
    const response = await ask(started, accept, ORDER, { authorization: `Bearer ${token}` });
    const text = await textUntilCut(response);
    expect(text).toContain('TRANSFERRING');
    expect(text).not.toMatch(/event: complete|--graphql--/);
    await vi.waitFor(() => expect(started.gateway.watchedOrders).toBe(0));
  });

  it('ends with an error for Apollo Client when its token expires, so that an app subscribes again', async () => {
    const started = await start(JWT_ENV);
    const authorization = `Bearer ${await sign({ customer_id: 'cus_busy', exp: inSeconds(2) })}`;
    const link = new HttpLink({ uri: `${started.url}/graphql`, headers: { authorization } });
    const client = new ApolloClient({ link, cache: new InMemoryCache() });
    const seen: string[] = [];
    await new Promise<void>((resolve) => {
      client.subscribe({ query: gql(STATUS), variables: { id: ORDER } }).subscribe({
        next: ({ error }) => seen.push(error ? 'error' : 'state'),
        complete: resolve,
        error: resolve,
      });
    });
    expect(seen).toEqual(['state', 'error']);
  });

  it('counts as a socket does', async () => {
    const started = await start({ ...JWT_ENV, MAX_SUBSCRIPTIONS_PER_VIEWER: '1' });
    const authorization = `Bearer ${await customerToken('cus_busy')}`;
    const first = await ask(started, MULTIPART, ORDER, { authorization });
    const second = await ask(started, 'text/event-stream', ORDER, { authorization });
    expect(second.status).toBe(429);
    expect(await second.json()).toMatchObject({ errors: [{ extensions: { code: 'LIMIT_EXCEEDED' } }] });
    await first.body?.cancel();
    await vi.waitFor(async () => {
      const third = await ask(started, MULTIPART, ORDER, { authorization });
      await third.body?.cancel();
      expect(third.status).toBe(200);
    });
  });

  it.each(['{"query":5}', '{"query":"subscription { x }","variables":[]}', '[]', '{}'])(
    'is refused if it is malformed: %s',
    async (body) => {
      const { url } = await start();
      for (const accept of [MULTIPART, 'text/event-stream']) {
        const headers = { 'content-type': 'application/json', accept };
        const response = await fetch(`${url}/graphql`, { method: 'POST', headers, body });
        expect([400, 406]).toContain(response.status);
        expect(await response.json()).toMatchObject({ errors: [{ extensions: { code: 'BAD_REQUEST' } }] });
      }
    },
  );

  it('is told by its transport in metrics', async () => {
    const started = await start({ METRICS_PORT: '0' });
    const response = await ask(started, MULTIPART);
    const text = await (await fetch(started.gateway.metricsUrl ?? '')).text();
    expect(text).toContain('wallet_gateway_subscriptions{transport="multipart"} 1');
    expect(text).toMatch(
      /graphql_operation_duration_seconds_count\{graphql_operation_type="subscription",transport="multipart",outcome="success"[^}]*\} 1/,
    );
    await response.body?.cancel();
  });

  it('is all that a client gets that accepts a stream alone', async () => {
    const { url } = await start();
    for (const method of ['GET', 'POST']) {
      const query = '{ __typename }';
      const response = await fetch(
        method === 'GET' ? `${url}/graphql?query=${encodeURIComponent(query)}` : `${url}/graphql`,
        {
          method,
          headers: { accept: 'text/event-stream', 'content-type': 'application/json' },
          ...(method === 'POST' && { body: JSON.stringify({ query }) }),
        },
      );
      expect(response.status).toBe(406);
      expect(await response.text()).toContain('Only subscriptions are streamed.');
    }
  });

  it.each(['application/json', '*/*', 'application/json, text/event-stream;q=0', 'multipart/mixed, application/json'])(
    'is refused in JSON to clients that accept no stream: %s',
    async (accept) => {
      const response = await ask(await start(), accept);
      expect(await response.json()).toMatchObject({ errors: [{ extensions: { code: 'BAD_REQUEST' } }] });
    },
  );

  it('is streamed by the hash of a persisted query, once its text has come with it', async () => {
    const started = await start();
    const sha256Hash = createHash('sha256').update(STATUS).digest('hex');
    const variables = { id: 'bacd97d132014cb6b23ee18fdea3b5c4' };
    const extensions = { persistedQuery: { version: 1, sha256Hash } };
    const send = (body: object, accept: string) =>
      fetch(`${started.url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', accept },
        body: JSON.stringify({ variables, extensions, ...body }),
      });
    // A client that accepts no stream must not make the hash one that Apollo Server answers.
    await (await send({ query: STATUS }, 'application/json')).text();
    expect(await (await send({}, MULTIPART)).json()).toMatchObject({
      errors: [{ extensions: { code: 'PERSISTED_QUERY_NOT_FOUND' } }],
    });
    expect(await (await send({ query: STATUS }, MULTIPART)).text()).toContain('COMPLETED');
  });
});

describe.each(['/graphql', '/graphql/stream'])('a subscription by GET %s', (path) => {
  it('is a stream of events, as Hive Gateway asks for it', async () => {
    const started = await start();
    const response = await inAddress(started, path);
    expect(response.headers.get('content-type')).toContain('text/event-stream');
    started.simulator.setOrderStatus(ORDER, 'COMPLETED');
    expect(await response.text()).toMatch(/COMPLETED.*event: complete/s);
  });

  it('is read by pages of allowed origins, and refused to others', async () => {
    const started = await start({ CORS_ORIGINS: 'https://app.example.com' });
    const foreign = await inAddress(started, path, { origin: 'https://evil.example.com' });
    expect(foreign.status).toBe(403);
    const own = await inAddress(started, path, { origin: 'https://app.example.com' });
    expect(own.headers.get('access-control-allow-origin')).toBe('https://app.example.com');
    await own.body?.cancel();
  });

  it('is refused to pages that send no origin, as browsers do without CORS', async () => {
    const started = await start();
    for (const site of ['cross-site', 'same-site'])
      expect((await inAddress(started, path, { 'sec-fetch-site': site, 'sec-fetch-mode': 'no-cors' })).status).toBe(
        403,
      );
    const own = await inAddress(started, path, { 'sec-fetch-site': 'same-origin' });
    expect(own.status).toBe(200);
    await own.body?.cancel();
  });

  it('can name a trusted document by its id', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'manifest-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    writeFileSync(join(folder, 'manifest.json'), JSON.stringify({ live: STATUS }));
    const { url } = await start({ TRUSTED_DOCUMENTS: join(folder, 'manifest.json') });
    const parameters = new URLSearchParams({ documentId: 'live', variables: JSON.stringify({ id: ORDER }) });
    const response = await fetch(`${url}${path}?${parameters}`, { headers: { accept: 'text/event-stream' } });
    expect(response.status).toBe(200);
    await response.body?.cancel();
  });

  it.each([
    ['no query', '', 400],
    ['variables that are no object', `?query=${encodeURIComponent(STATUS)}&variables=1`, 400],
    ['an unknown field', '?query=subscription%7Bx%7D', 400],
  ])('is refused with %s', async (_, parameters, status) => {
    const { url } = await start();
    const response = await fetch(`${url}${path}${parameters}`, { headers: { accept: 'text/event-stream' } });
    expect(response.status).toBe(status);
    expect(await response.json()).toMatchObject({ errors: [{ extensions: { code: expect.any(String) } }] });
  });
});

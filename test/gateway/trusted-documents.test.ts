/** `TRUSTED_DOCUMENTS`: only what the manifest holds runs, however a client names it. */
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Kind, parse, print, visit } from 'graphql';
import { describe, expect, it, onTestFinished } from 'vitest';
import WebSocket from 'ws';
import { ConfigError, readConfig } from '../../src/config/config.js';
import { startWithSimulator } from '../support/gateway.js';
import { logLines } from '../support/redis.js';
import { TRANSPORTS } from '../support/transports.js';

const DOCUMENTS = {
  query:
    'query Wallet($id: ID!) {\n  wallet(id: $id) {\n    id\n    balance {\n      available\n    }\n    __typename\n  }\n}',
  subscription: 'subscription Status($id: ID!) {\n  topupStatus(orderId: $id) {\n    status\n  }\n}',
};
const VARIABLES = { query: { id: 'wal_busy' }, subscription: { id: 'ord_busy_01' } };
const hash = (text: string): string => createHash('sha256').update(text).digest('hex');
const TEXTS = Object.values(DOCUMENTS);

const MANIFESTS: [string, object][] = [
  [
    'Apollo’s',
    {
      format: 'apollo-persisted-query-manifest',
      version: 1,
      operations: TEXTS.map((body) => ({ id: hash(body), body, name: 'Any', type: 'query' })),
    },
  ],
  ['codegen’s and Relay’s', Object.fromEntries(TEXTS.map((text) => [hash(text), text]))],
];

function manifestOf(content: unknown): string {
  const folder = mkdtempSync(join(tmpdir(), 'wallet-gateway-manifest-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const path = join(folder, 'manifest.json');
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
  return path;
}

/** As a client's cache sends it: with `__typename` in each selection set below the operation's own. */
const withTypenames = (text: string): string =>
  print(
    visit(parse(text), {
      Field: (field) => {
        if (!field.selectionSet) return undefined;
        const typename = { kind: Kind.FIELD, name: { kind: Kind.NAME, value: '__typename' } } as const;
        const others = field.selectionSet.selections.filter((selection) => print(selection) !== '__typename');
        return { ...field, selectionSet: { ...field.selectionSet, selections: [...others, typename] } };
      },
    }),
  );

const start = (content: unknown) => startWithSimulator({ env: { TRUSTED_DOCUMENTS: manifestOf(content) } });

describe.each(TRANSPORTS)('over $name', (transport) => {
  const text = DOCUMENTS[transport.serves];
  const variables = VARIABLES[transport.serves];

  it.each(MANIFESTS)('a document of %s manifest runs by its id and by its text', async (_, manifest) => {
    const gateway = await start(manifest);
    const requests = [
      { query: text },
      { query: ` # another spelling\n${text.replace(/\s+/g, ' ')},` },
      { extensions: { persistedQuery: { version: 1, sha256Hash: hash(text) } } },
      { documentId: hash(text) },
      { id: hash(text) },
      { doc_id: hash(text) },
      { query: text, extensions: { persistedQuery: { version: 1, sha256Hash: hash(text) } } },
    ];
    for (const request of requests) {
      const answer = await transport.ask(gateway, { ...request, variables });
      expect(answer.errors, JSON.stringify(request)).toBeUndefined();
      expect(answer.data).toMatchObject(
        transport.serves === 'query' ? { wallet: { id: 'wal_busy' } } : { topupStatus: { status: 'TRANSFERRING' } },
      );
    }
  });

  it('a document runs by its id whatever text comes with it, and with the fields of a client’s cache', async () => {
    const gateway = await start(MANIFESTS[1]?.[1]);
    const added = withTypenames(text);
    expect(added).not.toBe(text);
    const reordered = text.replace(
      'id\n    balance {\n      available\n    }',
      'balance {\n      available\n    }\n    id',
    );
    for (const request of [{ query: '{ a }', documentId: hash(text) }, { query: reordered }]) {
      const answer = await transport.ask(gateway, { ...request, variables });
      expect(answer.errors, JSON.stringify(request)).toBeUndefined();
    }
    const typed =
      transport.serves === 'query'
        ? { wallet: { __typename: 'Wallet', balance: { __typename: 'Balance' } } }
        : { topupStatus: { __typename: 'TopupOrder' } };
    for (const named of [{}, { documentId: hash(text) }]) {
      const { data, errors } = await transport.ask(gateway, { ...named, query: added, variables });
      expect(errors).toBeUndefined();
      expect(data).toMatchObject(typed);
    }
  });

  it('no other document runs', async () => {
    const gateway = await start(MANIFESTS[0]?.[1]);
    const others = [
      [{ query: text.replace('status', 'id').replace('available', 'pending') }, 'FORBIDDEN'],
      [{ query: '{ __typename }' }, 'FORBIDDEN'],
      [{ query: '{ __schema { types { name } } }' }, 'FORBIDDEN'],
      [{ query: '{' }, 'FORBIDDEN'],
      [{ extensions: { persistedQuery: { version: 1, sha256Hash: hash('{ a }') } } }, 'PERSISTED_QUERY_NOT_FOUND'],
      [{ documentId: '__proto__' }, 'PERSISTED_QUERY_NOT_FOUND'],
    ] as const;
    for (const [request, code] of others) {
      const { errors, data, status = 400 } = await transport.ask(gateway, { ...request, variables });
      expect({ errors, data }).toEqual({
        errors: [{ message: expect.any(String), extensions: { code, requestId: expect.any(String) } }],
      });
      expect(status).toBe(status === 400 || code !== 'FORBIDDEN' ? 400 : 403);
    }
    expect(gateway.calls()).toEqual([]);
  });

  it('a text that isn’t trusted can’t be registered beforehand', async () => {
    const gateway = await start(MANIFESTS[0]?.[1]);
    const query = '{ viewer { id } }';
    const extensions = { persistedQuery: { version: 1, sha256Hash: hash(query) } };
    await transport.ask(gateway, { query, extensions });
    expect((await transport.ask(gateway, { extensions })).errors).toMatchObject([
      { extensions: { code: 'PERSISTED_QUERY_NOT_FOUND' } },
    ]);
  });
});

describe('over WebSocket', () => {
  it('what a client sends in its variables is not touched by the way that ids are read', async () => {
    const mutation =
      'mutation ($m: JSONObject) { createCustomer(input: { externalRef: "r", name: "n", email: "new@x", metadata: $m }) { customer { metadata } } }';
    const { url } = await start({ m: mutation });
    const socket = new WebSocket(`${url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws');
    onTestFinished(() => socket.close());
    const metadata = { payload: { id: 'x' }, type: 'subscribe', '': 'no' };
    const answer = await new Promise((resolve) => {
      socket.on('open', () => socket.send('{"type":"connection_init"}'));
      socket.on('message', (data) => {
        const message = JSON.parse(String(data));
        if (message.type === 'next') resolve(message.payload);
        if (message.type !== 'connection_ack') return;
        socket.send(
          JSON.stringify({ type: 'subscribe', id: '1', payload: { documentId: 'm', variables: { m: metadata } } }),
        );
      });
    });
    expect(answer).toEqual({ data: { createCustomer: { customer: { metadata } } } });
  });
});

describe('the manifests of several applications', () => {
  const [web, ios] = [{ w: '{ viewer { id } }' }, { i: 'query Ios { viewer { id name } }', w: '{ viewer { id } }' }];

  it('are named in the log and in metrics; what is in none runs and is named with TRUSTED_DOCUMENTS_MODE=log', async () => {
    const lines = logLines();
    const env = {
      TRUSTED_DOCUMENTS: `web=${manifestOf(web)},ios=${manifestOf(ios)}`,
      TRUSTED_DOCUMENTS_MODE: 'log',
      METRICS_PORT: '0',
      LOG_REQUESTS: 'on',
    };
    const gateway = await startWithSimulator({ env, log: lines.log });
    const asked = [{ documentId: 'w' }, { documentId: 'i' }, { query: 'query Other { viewer { email } }' }];
    for (const request of asked) {
      const response = await fetch(`${gateway.url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(request),
      });
      expect(await response.json()).toMatchObject({ data: { viewer: null } });
    }
    const access = lines.entries().filter(({ component }) => component === 'access');
    expect(access.map(({ app, operationName }) => [app, operationName])).toEqual([
      ['web', undefined],
      ['ios', 'Ios'],
      [undefined, undefined],
    ]);
    expect(lines.entries().filter(({ msg }) => msg === 'document is not trusted')).toMatchObject([
      { operationName: 'Other', operationHash: hash('query Other { viewer { email } }') },
    ]);
    const text = await (await fetch(gateway.gateway.metricsUrl ?? '')).text();
    expect(text).toMatch(/graphql_operation_duration_seconds_count\{[^}]*graphql_operation_name="Ios",app="ios"\} 1/);
    expect(text).toContain('wallet_gateway_untrusted_operations_total 1');
    expect(text).not.toContain('Other');
  });

  it('are taken over by a reload, also if there were none before', async () => {
    const lines = logLines();
    const { gateway, run, simulator } = await startWithSimulator({ log: lines.log });
    const untrusted = () => lines.entries().filter(({ msg }) => msg === 'document is not trusted');
    await run('{ viewer { id } }');
    expect(untrusted()).toEqual([]);
    const env = {
      AUTH: 'none',
      STORE_URL: 'memory:',
      UPSTREAM_URL: simulator.url,
      TRUSTED_DOCUMENTS: manifestOf(ios),
      TRUSTED_DOCUMENTS_MODE: 'log',
    };
    gateway.reload({ ...readConfig(env), upstreamUrl: new URL(simulator.url) });
    await run('{ viewer { id } }');
    await run('{ viewer { email } }');
    expect(untrusted()).toHaveLength(1);
  });

  it('may not have two texts under one id', () => {
    const paths = [manifestOf({ a: '{ viewer { id } }' }), manifestOf({ a: '{ viewer { name } }' })];
    expect(() => readConfig({ TRUSTED_DOCUMENTS: paths.join() })).toThrow(/another text under the id a/);
  });
});

it('mutations run in the order that the manifest has', async () => {
  const one = 'a: createTopupQuote(input: { sourceCurrency: "AUD", targetCurrency: "USDT" }) { quote { rate } }';
  const other = 'b: createTopupQuote(input: { sourceCurrency: "USD", targetCurrency: "USDT" }) { quote { rate } }';
  const gateway = await start({ m: `mutation { ${one} ${other} }` });
  expect((await gateway.run(`mutation { ${one} ${other} __typename }`)).errors).toBeUndefined();
  expect((await gateway.run(`mutation { ${other} ${one} }`)).errors).toMatchObject([
    { extensions: { code: 'FORBIDDEN' } },
  ]);
});

describe('a manifest that can’t be used is reported at start', () => {
  it.each([
    ['that isn’t there', undefined],
    ['that is no JSON', '{'],
    ['of a format that isn’t known', { format: 'other', version: 1, operations: [] }],
    ['of a version that isn’t known', { format: 'apollo-persisted-query-manifest', version: 2, operations: [] }],
    ['without documents', {}],
    ['that is a list', ['{ a }']],
    ['with what is no GraphQL', { a: '{ a }', b: '{' }],
    ['with a fragment alone', { a: 'fragment F on Query { a }' }],
    [
      'with two documents of one id',
      {
        format: 'apollo-persisted-query-manifest',
        version: 1,
        operations: [
          { id: 'a', body: '{ a }' },
          { id: 'a', body: '{ b }' },
        ],
      },
    ],
  ])('%s', (_, content) => {
    const path = content === undefined ? '/nowhere/manifest.json' : manifestOf(content);
    const read = () => readConfig({ TRUSTED_DOCUMENTS: path, LIMIT_DEPTH: 'deep' });
    expect(read).toThrow(ConfigError);
    expect(read).toThrow(/LIMIT_DEPTH.*\nTRUSTED_DOCUMENTS/);
  });
});

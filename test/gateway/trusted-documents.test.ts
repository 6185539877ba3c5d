/** `TRUSTED_DOCUMENTS`: only what the manifest holds runs, however a client names it. */
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import WebSocket from 'ws';
import { ConfigError, readConfig } from '../../src/config/config.js';
import { startWithSimulator } from '../support/gateway.js';
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

  it('no other document runs', async () => {
    const gateway = await start(MANIFESTS[0]?.[1]);
    const others = [
      [{ query: text.replace('status', 'id').replace('available', 'pending') }, 'FORBIDDEN'],
      [{ query: '{ __typename }' }, 'FORBIDDEN'],
      [{ query: '{ __schema { types { name } } }' }, 'FORBIDDEN'],
      [{ query: '{' }, 'FORBIDDEN'],
      [{ query: '{ a }', documentId: hash(text) }, 'FORBIDDEN'],
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

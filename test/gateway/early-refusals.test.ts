/** What is refused before any REST call, and how the routes refuse what isn't theirs. */
import { describe, expect, it } from 'vitest';
import type { SeedRecord } from '../../src/simulator/simulator.js';
import { type Answer, startGateway, startWithSimulator, type TestGateway } from '../support/gateway.js';

const BAD_INPUT = /^(BAD_USER_INPUT|GRAPHQL_VALIDATION_FAILED|LIMIT_EXCEEDED)$/;
const SEED: SeedRecord[] = [
  { wallet: { id: 'wal_busy', customerId: 'cus_busy', asset: 'USDT', network: 'TRON' } },
  { customer: { id: 'cus_busy', externalRef: 'r', name: 'n', email: 'e@x', createdAt: '2025-11-06T02:13:00Z' } },
];

const codesOf = ({ errors }: Answer) => errors?.map(({ extensions }) => extensions.code);

async function overWebSocket({ client }: TestGateway, query: string, variables: Record<string, unknown>) {
  try {
    return (await client().iterate({ query, variables }).next()).value as Answer;
  } catch (errors) {
    return { errors } as Answer;
  }
}

describe('without a REST call', () => {
  it('a cursor of another wallet’s orders is refused, although nobody has heard of this wallet', async () => {
    const { run, calls, simulator } = await startWithSimulator({ seed: SEED });
    const known = await run('{ wallet(id: "wal_busy") { topupOrders(first: 2) { pageInfo { endCursor } } } }');
    const cursor: string = known.data.wallet.topupOrders.pageInfo.endCursor;
    simulator.requests.length = 0;
    const direct = `{ wallet(id: "wal_never_seen") { topupOrders(after: "${cursor}") { totalCount } } }`;
    expect(codesOf(await run(direct))).toEqual(['BAD_USER_INPUT']);
    const inFragment = `{ wallet(id: "wal_never_seen") { ...Orders } }
      fragment Orders on Wallet { ... on Wallet { topupOrders(after: "${cursor}") { totalCount } } }`;
    expect(codesOf(await run(inFragment))).toEqual(['BAD_USER_INPUT']);
    expect(calls()).toEqual([]);
  });

  it.each([
    ['of a known wallet', '{ wallet(id: "wal_busy") { topupOrders(status: UNKNOWN) { totalCount } } }', {}],
    ['of an unknown wallet', '{ wallet(id: "wal_new") { topupOrders(status: UNKNOWN) { totalCount } } }', {}],
    [
      'deep down',
      '{ customer(id: "cus_many") { wallets { nodes { topupOrders(status: UNKNOWN) { totalCount } } } } }',
      {},
    ],
    [
      'in a fragment',
      `{ customer(id: "cus_many") { wallets { nodes { ...Orders } } } }
       fragment Orders on Wallet { topupOrders(status: UNKNOWN) { totalCount } }`,
      {},
    ],
    [
      'by variable',
      'query ($status: TopupStatus) { wallet(id: "wal_new") { topupOrders(status: $status) { totalCount } } }',
      { status: 'UNKNOWN' },
    ],
    [
      'by variable, deep down',
      `query ($status: TopupStatus) {
        customer(id: "cus_many") { wallets { nodes { topupOrders(status: $status) { totalCount } } } }
      }`,
      { status: 'UNKNOWN' },
    ],
    [
      'by a variable’s default',
      'query ($status: TopupStatus = UNKNOWN) { wallet(id: "wal_new") { topupOrders(status: $status) { totalCount } } }',
      {},
    ],
  ])('orders are not filtered by UNKNOWN %s', async (_, query, variables) => {
    const started = await startWithSimulator({ seed: SEED });
    expect(codesOf(await started.run(query, variables))).toEqual(['BAD_USER_INPUT']);
    expect(codesOf(await overWebSocket(started, query, variables))).toEqual(['BAD_USER_INPUT']);
    expect(started.calls()).toEqual([]);
  });

  it.each([
    ['query ($i: ID = "w1") { wallet(id: $i) { id } }', { i: null }],
    ['query ($i: [ID!] = ["w1"]) { topupOrders(ids: $i) { id } }', { i: null }],
    ['query ($i: ID!) { wallet(id: $i) { id } }', { i: null }],
    ['query ($i: ID!) { wallet(id: $i) { id } }', {}],
  ])('%s with %j is BAD_USER_INPUT on every transport', async (query, variables) => {
    const started = await startWithSimulator();
    expect(codesOf(await started.run(query, variables))).toEqual(['BAD_USER_INPUT']);
    expect(codesOf(await overWebSocket(started, query, variables))).toEqual(['BAD_USER_INPUT']);
    expect(started.calls()).toEqual([]);
  });
});

describe('metadata', () => {
  const nested = (depth: number): string => (depth === 0 ? '1' : `{ a: ${nested(depth - 1)} }`);
  const create = (metadata: string) =>
    `mutation { createCustomer(input: { externalRef: "r", name: "n", email: "e@x", metadata: ${metadata} }) {
      customer { metadata } errors { code }
    } }`;

  it.each([
    ['a number past the largest', '{ n: 1e999 }'],
    ['a number below the smallest', '{ n: -1e999 }'],
    ['more digits than a number holds', '{ n: 0.12345678901234567890123 }'],
    ['a long integer', '{ n: 12345678901234567890 }'],
    ['such a number deep down', '{ a: [{ b: 0.12345678901234567890123 }] }'],
    ['eleven levels', nested(11)],
    ['eleven levels of lists', `{ a: ${'['.repeat(10)}1${']'.repeat(10)} }`],
  ])('may not hold %s', async (_, metadata) => {
    const { run, calls } = await startWithSimulator();
    expect((await run(create(metadata))).errors?.[0]?.extensions.code).toMatch(BAD_INPUT);
    expect(calls()).toEqual([]);
  });

  it.each([
    ['a number past the largest', '{"n":1e999}', 'BAD_USER_INPUT'],
    ['a long integer', '{"n":12345678901234567890}', 'BAD_USER_INPUT'],
    ['eleven levels', nested(11).replaceAll('a', '"a"'), 'LIMIT_EXCEEDED'],
  ])('may not hold %s in a variable', async (_, metadata, code) => {
    const { url, calls } = await startWithSimulator();
    const query = create('$metadata').replace('mutation', 'mutation ($metadata: JSONObject)');
    const response = await fetch(`${url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: `{"query":${JSON.stringify(query)},"variables":{"metadata":${metadata}}}`,
    });
    expect(codesOf((await response.json()) as Answer)).toEqual([code]);
    expect(calls()).toEqual([]);
  });

  it('may hold ten levels and what numbers hold', async () => {
    const { run } = await startWithSimulator();
    const answer = await run(create(`{ deep: ${nested(9)}, n: [0.1, -12.5e3, 9007199254740991, 0.000000123] }`));
    expect(answer.errors).toBeUndefined();
    expect(answer.data.createCustomer.customer.metadata.n).toEqual([0.1, -12500, 9007199254740991, 1.23e-7]);
  });
});

describe('a route that isn’t there', () => {
  const message = expect.any(String);

  it.each([
    ['PUT', '/graphql'],
    ['DELETE', '/graphql'],
    ['PATCH', '/graphql'],
    ['GET', '/graphql/'],
    ['POST', '/graphql/'],
    ['GET', '/graphql/other?query=%7B__typename%7D'],
    ['POST', '/'],
  ])('%s %s is refused in GraphQL’s words', async (method, path) => {
    const { url } = await startGateway('http://127.0.0.1:9');
    const body = method === 'GET' ? {} : { body: '{"query":"{ __typename }"}' };
    const response = await fetch(url + path, { method, headers: { 'content-type': 'application/json' }, ...body });
    expect(response.status).toBeGreaterThanOrEqual(400);
    expect(response.status).toBeLessThan(500);
    expect(await response.json()).toEqual({
      errors: [{ message, extensions: { code: expect.any(String), requestId: expect.any(String) } }],
    });
  });

  it.each(['GET', 'PUT', 'DELETE'])('%s on the webhook’s path is refused in its words', async (method) => {
    const { webhookUrl } = await startGateway('http://127.0.0.1:9');
    const response = await fetch(webhookUrl, { method });
    expect(response.status).toBeGreaterThanOrEqual(400);
    expect(response.status).toBeLessThan(500);
    expect(await response.json()).toEqual({ status: '-1', message });
  });
});

/** The gateway answers plain requests by itself, and all others through Apollo Server: nobody can tell which. */
import { describe, expect, it } from 'vitest';
import { sampleDirectory } from '../../src/simulator/simulator.js';
import { startWithSimulator } from '../support/gateway.js';
import { sized } from '../support/sized.js';

/** A member that nobody knows is for Apollo Server to look at. */
const THROUGH_APOLLO = { unknown: true };

const BODIES: [string, object][] = [
  ['a query', { query: '{ wallet(id: "wal_c1f0aa") { balance { available } } }' }],
  ['variables', { query: 'query Q($id: ID!) { wallet(id: $id) { id } }', variables: { id: 'wal_c1f0aa', other: 1 } }],
  [
    'what Apollo Client says of itself',
    { query: '{ __typename }', extensions: { clientLibrary: { name: '@apollo/client', version: '4' } } },
  ],
  ['null members', { query: '{ __typename }', variables: null, operationName: null }],
  ['a name of an operation', { query: 'query A { __typename } query B { __typename }', operationName: 'B' }],
  ['no name where one is needed', { query: 'query A { __typename } query B { __typename }' }],
  ['a name that there is not', { query: 'query A { __typename }', operationName: 'C' }],
  ['an error at a field', { query: '{ wallet(id: "wal/1") { id } assetNetworks { asset } }' }],
  ['errors at two fields, in their order', { query: '{ b: wallet(id: "/") { id } a: wallet(id: "?") { id } }' }],
  [
    'a mutation with an error of the person',
    {
      query:
        'mutation { createTopupQuote(input: { sourceCurrency: "", targetCurrency: "X" }) { errors { code field } } }',
    },
  ],
  ['what is no GraphQL', { query: '{ wallet(' }],
  ['an unknown field', { query: '{ purse }' }],
  ['a bad variable', { query: 'query ($id: ID!) { wallet(id: $id) { id } }', variables: { id: {} } }],
  ['a page that is too long', { query: '{ customer(id: "c") { wallets(first: 101) { nodes { id } } } }' }],
  ['too many aliases', { query: `{ ${Array.from({ length: 16 }, (_, index) => `a${index}: __typename`).join(' ')} }` }],
  ['a subscription', { query: 'subscription { topupStatus(orderId: "o") { id } }' }],
];
const ACCEPTS = [
  '*/*',
  'application/json',
  // Apollo Router, Hive Gateway and Cosmo, as far as they ask for no subscription.
  'application/json, application/graphql-response+json',
  'application/graphql-response+json, application/json, multipart/mixed',
  'application/json;q=0.9, */*;q=0.1',
  // Apollo Client 3, Apollo Kotlin and Apollo iOS, urql.
  'multipart/mixed;deferSpec=20220824,application/json',
  'multipart/mixed;deferSpec=20220824, application/graphql-response+json, application/json',
  'application/graphql-response+json, application/graphql+json, application/json, text/event-stream, multipart/mixed',
  'text/html, application/json;q=0.5',
  'application/graphql-response+json',
  'application/graphql-response+json, application/json',
];

describe.each(sized(ACCEPTS.slice(-2), ACCEPTS))('with accept: %s', (accept) => {
  it.each(BODIES)('%s is answered the same to the byte', async (_, body) => {
    const { url } = await startWithSimulator({
      seed: sampleDirectory(),
      reportsCalls: true,
      env: { TRUST_PROXY: 'loopback' },
    });
    const ask = async (sent: object) => {
      const response = await fetch(`${url}/graphql`, {
        method: 'POST',
        headers: { accept, 'content-type': 'application/json', origin: 'http://localhost:3000', 'x-request-id': 'r-1' },
        body: JSON.stringify(sent),
      });
      const { date: __, ...headers } = Object.fromEntries(response.headers);
      return { status: response.status, headers, text: await response.text() };
    };
    expect(await ask(body)).toEqual(await ask({ ...body, ...THROUGH_APOLLO }));
  });
});

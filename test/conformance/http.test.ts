/** GraphQL over HTTP without any client library: what is answered, and how it is refused. */
import { describe, expect, it } from 'vitest';
import { SAMPLE_WALLET_ID } from '../../src/simulator/sample/sample-ids.js';
import { startWithSimulator } from '../support/gateway.js';
import { ask, type HttpAnswer, post, withQuery } from './http.js';

const WALLET = 'query Wallet($id: ID!) { wallet(id: $id) { asset } }';
const VARIABLES = { id: SAMPLE_WALLET_ID };
const ANSWER = { data: { wallet: { asset: 'USDT' } } };
const MUTATION =
  'mutation { createTopupQuote(input: { sourceCurrency: "AUD", targetCurrency: "USDT" }) { quote { id } } }';

async function start() {
  const started = await startWithSimulator();
  return { ...started, graphql: `${started.url}/graphql` };
}

/** A refusal as every one must be: errors with a message and a code each, and nothing else. */
function expectRefusal({ type, json, status }: HttpAnswer, expected: { status: number; code?: string }): void {
  expect({ type, status, json }).toEqual({
    status: expected.status,
    type: expect.stringMatching(/^application\/(graphql-response\+)?json$/),
    json: {
      errors: [
        expect.objectContaining({
          message: expect.any(String),
          extensions: { code: expect.any(String), requestId: expect.any(String) },
        }),
      ],
    },
  });
  if (expected.code) expect(json).toMatchObject({ errors: [{ extensions: { code: expected.code } }] });
}

describe('POST /graphql', () => {
  it.each([
    'application/json',
    'application/json; charset=utf-8',
    'application/json;charset=UTF-8',
    'Application/JSON',
  ])('answers a body of the type %s', async (type) => {
    const { graphql } = await start();
    const answer = await post(graphql, { query: WALLET, variables: VARIABLES }, { 'content-type': type });
    expect(answer).toMatchObject({ status: 200, type: 'application/json', json: ANSWER });
    expect(answer.headers.get('content-type')).toMatch(/charset=utf-8$/i);
  });

  it.each([
    ['application/graphql-response+json', 'application/graphql-response+json'],
    ['application/graphql-response+json, application/json;q=0.9', 'application/graphql-response+json'],
    ['application/json', 'application/json'],
    ['*/*', 'application/json'],
  ])('answers one who accepts %s in %s', async (accept, type) => {
    const { graphql } = await start();
    const answer = await post(graphql, { query: WALLET, variables: VARIABLES }, { accept });
    expect(answer).toMatchObject({ status: 200, type, json: ANSWER });
    const refused = await post(graphql, { query: '{ nothing }' }, { accept });
    expect(refused.type).toBe(type);
    expectRefusal(refused, { status: 400, code: 'GRAPHQL_VALIDATION_FAILED' });
  });

  it('answers an operation by its name, and takes null for what is left out', async () => {
    const { graphql } = await start();
    const query = `${WALLET} query Other { __typename }`;
    expect(await post(graphql, { query, operationName: 'Wallet', variables: VARIABLES })).toMatchObject({
      json: ANSWER,
    });
    const other = { query, operationName: 'Other', variables: null, extensions: null };
    expect(await post(graphql, other)).toMatchObject({ status: 200, json: { data: { __typename: 'Query' } } });
  });

  it.each([
    ['that is no JSON', '{"query":', undefined],
    ['that is empty', '', undefined],
    ['that is null', 'null', undefined],
    ['that is a string', '"{ __typename }"', undefined],
    ['that is a list of operations', [{ query: '{ __typename }' }], undefined],
    ['without a query', { variables: {} }, undefined],
    ['whose query is empty', { query: '' }, undefined],
    ['whose query is no string', { query: 1 }, undefined],
    ['whose variables are no object', { query: WALLET, variables: [] }, undefined],
    ['that is no GraphQL', { query: '{' }, 'GRAPHQL_PARSE_FAILED'],
    ['with a field that is none', { query: '{ nothing }' }, 'GRAPHQL_VALIDATION_FAILED'],
    ['with an argument that is none', { query: '{ wallet(id: "w", at: "x") { id } }' }, 'GRAPHQL_VALIDATION_FAILED'],
    ['with a value of a wrong type', { query: '{ topupOrders(ids: {}) { id } }' }, 'GRAPHQL_VALIDATION_FAILED'],
    ['without a variable that is needed', { query: WALLET }, 'BAD_USER_INPUT'],
    ['with a variable of a wrong type', { query: WALLET, variables: { id: {} } }, 'BAD_USER_INPUT'],
    ['that names no operation of its own', { query: WALLET, operationName: 'Nope' }, 'OPERATION_RESOLUTION_FAILURE'],
    [
      'that leaves open which',
      { query: 'query A { __typename } query B { __typename }' },
      'OPERATION_RESOLUTION_FAILURE',
    ],
    ['with a subscription', { query: 'subscription { topupStatus(orderId: "o") { id } }' }, undefined],
  ])('refuses a body %s with 400', async (_, body, code) => {
    const { graphql, calls } = await start();
    expectRefusal(await post(graphql, body), { status: 400, ...(code && { code }) });
    expect(calls()).toEqual([]);
  });

  it.each([
    ['text/plain', 415],
    ['application/x-www-form-urlencoded', 415],
    ['multipart/form-data; boundary=x', 415],
    ['application/xml', 415],
  ])('refuses a body of the type %s, which a form or a stranger sends', async (type, status) => {
    const { graphql, calls } = await start();
    expectRefusal(await post(graphql, { query: MUTATION }, { 'content-type': type }), { status });
    expect(calls()).toEqual([]);
  });

  it('refuses a body that is too long, and one who accepts nothing that it has', async () => {
    const { graphql } = await start();
    expectRefusal(await post(graphql, { query: WALLET, padding: 'x'.repeat(100 * 1024) }), { status: 413 });
    expectRefusal(await post(graphql, { query: WALLET }, { accept: 'text/csv' }), { status: 406 });
  });
});

describe('GET /graphql', () => {
  const preflighted = { 'apollo-require-preflight': 'true' };
  const parameters = { query: WALLET, variables: JSON.stringify(VARIABLES) };

  it.each([
    ['a header that a form can not send', preflighted],
    ['a type that a form can not send', { 'content-type': 'application/json' }],
  ])('answers a query with %s', async (_, headers) => {
    const { graphql } = await start();
    const answer = await ask(withQuery(graphql, { ...parameters, operationName: 'Wallet' }), { headers });
    expect(answer).toMatchObject({ status: 200, type: 'application/json', json: ANSWER });
  });

  it('refuses a query without either, which another page could have sent', async () => {
    const { graphql, calls } = await start();
    expectRefusal(await ask(withQuery(graphql, parameters)), { status: 400 });
    expect(calls()).toEqual([]);
  });

  it.each([
    ['mutation', MUTATION],
    ['subscription', 'subscription { topupStatus(orderId: "o") { id } }'],
  ])('refuses a %s', async (_, query) => {
    const { graphql, calls } = await start();
    const refused = await ask(withQuery(graphql, { query }), { headers: preflighted });
    expectRefusal(refused, { status: 405 });
    expect(refused.headers.get('allow')).toBe('POST');
    expect(calls()).toEqual([]);
  });

  it('takes an empty operationName as left out, which a body’s is not', async () => {
    const { graphql } = await start();
    const query = 'query Named { __typename }';
    const answer = await ask(withQuery(graphql, { query, operationName: '' }), { headers: preflighted });
    expect(answer).toMatchObject({ status: 200, json: { data: { __typename: 'Query' } } });
    const several = await ask(withQuery(graphql, { query: `${query} query Other { __typename }`, operationName: '' }), {
      headers: preflighted,
    });
    expectRefusal(several, { status: 400 });
    expectRefusal(await post(graphql, { query, operationName: '' }), { status: 400 });
    expect(await post(graphql, { query, operationName: null })).toMatchObject({ status: 200 });
  });

  it.each([
    ['no query', {}],
    ['variables that are no JSON', { query: WALLET, variables: '{' }],
  ])('refuses %s with 400', async (_, parameters) => {
    const { graphql } = await start();
    expectRefusal(await ask(withQuery(graphql, parameters), { headers: preflighted }), { status: 400 });
  });
});

describe('what /graphql does not serve', () => {
  it.each(['PUT', 'PATCH', 'DELETE'])('is refused as everything is: %s', async (method) => {
    const { graphql } = await start();
    const refused = await ask(graphql, { method });
    expect([404, 405]).toContain(refused.status);
    expectRefusal(refused, { status: refused.status });
  });
});

import { getOperationAST, getVariableValues, parse } from 'graphql';
import { describe, expect, it } from 'vitest';
import { findRestReads, gapsInRestCosts } from '../../../../../src/graphql/admission/cost/find-rest-reads.js';
import { countCalls } from '../../../../../src/graphql/admission/cost/rest-reads.js';
import { createSchema } from '../../../../../src/graphql/schema/executable-schema.js';

const schema = createSchema();

function callsOf(query: string, variables: Record<string, unknown> = {}): number {
  const document = parse(query);
  const operation = getOperationAST(document);
  if (!operation) throw new Error('no operation');
  const { coerced, errors } = getVariableValues(schema, operation.variableDefinitions ?? [], variables);
  if (!coerced) throw new Error(errors.join());
  return countCalls(findRestReads(schema, document, operation), coerced);
}

const nested = (depth: number): string =>
  depth === 0
    ? 'id'
    : `topupOrders(first: 100) { nodes { wallet { customer { wallets(first: 100) { nodes { ${nested(depth - 1)} } } } } } }`;

describe('the REST calls that an operation can cost', () => {
  it('are known for every field of the schema, and for no other', () => {
    expect(gapsInRestCosts(schema)).toEqual([]);
  });

  it.each([
    ['{ __typename __schema { types { name } } viewer { id } }', 0],
    ['{ wallet(id: "w") { id } }', 1],
    ['{ wallet(id: "w") { asset network balance { available } } }', 1],
    ['{ wallet(id: "w") { transactions { nodes { id } } } }', 1],
    ['{ wallet(id: "w") { transactions(first: 3) { nodes { id } } topupOrders { totalCount } balance { asset } } }', 3],
    ['{ wallet(id: "w") { status address customer { name } } }', 2],
    ['{ wallet(id: "w") { assetNetwork { minTopupFiat } } assetNetworks { asset } }', 2],
    ['{ customer(id: "c") { name } }', 1],
    ['{ customer(id: "c") { wallets(first: 20) { nodes { balance { available } } } } }', 21],
    [
      '{ customer(id: "c") { wallets { edges { node { balance { available } transactions(first: 5) { nodes { id } } } } } } }',
      41,
    ],
    ['{ customer(id: "c") { wallets { nodes { id asset network address status customer { id } } } } }', 1],
    // A page of the REST API holds 50: the second fifty are another call.
    ['{ customer(id: "c") { wallets(first: 50) { nodes { assetNetwork { asset } } } } }', 2],
    ['{ customer(id: "c") { wallets(first: 100) { nodes { assetNetwork { asset } } } } }', 3],
    ['{ customer(id: "c") { wallets(first: 100, after: "x") { nodes { id } } } }', 3],
    [
      '{ customer(id: "c") { wallets { nodes { topupOrders { nodes { status wallet { balance { asset } } } } } } } }',
      41,
    ],
    [
      '{ customer(id: "c") { wallets(first: 9) { nodes { customer { wallets(first: 9) { nodes { balance { asset } } } } } } } }',
      10,
    ],
    ['{ customer(id: "c") { wallets(first: 3, after: "x") { nodes { id } } } }', 2],
    ['{ wallets(ids: ["a", "b", "a"]) { balance { available } } }', 2],
    ['{ wallets(ids: "a") { status } }', 2],
    ['{ topupOrder(id: "o") { status wallet { id } } }', 1],
    ['{ topupOrders(ids: ["a", "b"]) { wallet { balance { asset } } } }', 4],
    ['{ a: wallet(id: "w") { balance { asset } } b: wallet(id: "w") { balance { pending } network } }', 1],
    ['{ a: wallet(id: "w") { balance { asset } } b: wallet(id: "v") { balance { pending } } }', 2],
    ['{ customer(id: "c") { wallets { nodes { balance { asset } } edges { node { balance { pending } } } } } }', 21],
    ['{ wallet(id: "w") { ...A ...A } } fragment A on Wallet { ...B } fragment B on Wallet { balance { asset } }', 1],
    [
      '{ wallet(id: "w") { id balance @skip(if: true) { asset } transactions @include(if: true) { nodes { id } } } }',
      1,
    ],
    ['mutation { createTopupQuote(input: { sourceCurrency: "A", targetCurrency: "U" }) { quote { rate } } }', 1],
    [
      'mutation { a: createWallet(input: { customerId: "c", asset: "a", network: "n" }) { wallet { asset status } } }',
      1,
    ],
    [
      `mutation { a: createWallet(input: { customerId: "c", asset: "a", network: "n" }) { wallet { assetNetwork { asset } } }
                 b: createWallet(input: { customerId: "c", asset: "a", network: "n" }) { wallet { assetNetwork { asset } } } }`,
      4,
    ],
    ['subscription { topupStatus(orderId: "o") { status wallet { balance { available } } } }', 2],
    [`{ wallet(id: "w") { ${nested(2)} } }`, 205],
  ])('of %s are %i', (query, calls) => {
    expect(callsOf(query)).toBe(calls);
  });

  it.each([
    ['query ($n: Int) { customer(id: "c") { wallets(first: $n) { nodes { balance { asset } } } } }', { n: 7 }, 8],
    ['query ($n: Int) { customer(id: "c") { wallets(first: $n) { nodes { balance { asset } } } } }', {}, 21],
    ['query ($n: Int) { customer(id: "c") { wallets(first: $n) { nodes { balance { asset } } } } }', { n: null }, 21],
    ['query ($n: Int = 3) { customer(id: "c") { wallets(first: $n) { nodes { balance { asset } } } } }', {}, 4],
    ['query ($a: String) { customer(id: "c") { wallets(after: $a) { nodes { id } } } }', {}, 1],
    ['query ($a: String) { customer(id: "c") { wallets(after: $a) { nodes { id } } } }', { a: 'x' }, 2],
    ['query ($i: [ID!]!) { wallets(ids: $i) { balance { asset } status } }', { i: ['a', 'b', 'c', 'a'] }, 6],
    ['query ($i: [ID!]!) { wallets(ids: $i) { balance { asset } } }', { i: 'a' }, 1],
    [
      'query ($b: Boolean!) { wallet(id: "w") { id balance @include(if: $b) { asset } status @skip(if: $b) } }',
      { b: true },
      1,
    ],
    [
      'query ($b: Boolean!) { wallet(id: "w") { id balance @include(if: $b) { asset } status @skip(if: $b) } }',
      { b: false },
      2,
    ],
    [
      'query ($b: Boolean!) { customer(id: "c") { ... @include(if: $b) { wallets { nodes { balance { asset } } } } } }',
      { b: false },
      1,
    ],
  ])('of %s with %j are %i', (query, variables, calls) => {
    expect(callsOf(query, variables)).toBe(calls);
  });
});

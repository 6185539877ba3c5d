/** `@include` and `@skip` by a variable that is null: GraphQL allows it where the variable has a default, and only execution minds. */
import { describe, expect, it } from 'vitest';
import { BUSY_TRANSFERRING_ORDER_IDS } from '../../src/simulator/sample/sample-ids.js';
import { startWithSimulator } from '../support/gateway.js';
import { TRANSPORTS } from '../support/transports.js';

const [ORDER = ''] = BUSY_TRANSFERRING_ORDER_IDS;
const QUERIES = [
  'query ($a: Boolean = true) { assetNetworks @include(if: $a) { asset } }',
  'query ($a: Boolean = true) { wallet(id: "wal_busy") { id @skip(if: $a) } }',
  'query ($a: Boolean = true) { wallet(id: "wal_busy") { transactions { nodes { ... @include(if: $a) { id } } } } }',
  'query ($a: Boolean = true) { wallet(id: "wal_busy") { ...A } } fragment A on Wallet { id ...B } fragment B on Wallet { customer { id @skip(if: $a) } }',
  'query ($a: Boolean = true) { wallet(id: "wal_busy") { ...A @include(if: $a) } } fragment A on Wallet { id }',
];
const SUBSCRIPTIONS = [
  `subscription ($a: Boolean = true) { topupStatus(orderId: "${ORDER}") { status @include(if: $a) } }`,
  `subscription ($a: Boolean = true) { topupStatus(orderId: "${ORDER}") { ...A } } fragment A on TopupOrder { wallet { ... @skip(if: $a) { id } } }`,
];

describe.each(TRANSPORTS)('over $name', (transport) => {
  const documents = transport.serves === 'query' ? QUERIES : SUBSCRIPTIONS;

  it.each(documents)('null is the mistake of the request, before any call: %s', async (query) => {
    const gateway = await startWithSimulator();
    const answer = await transport.ask(gateway, { query, variables: { a: null } });
    expect(answer.errors?.map(({ extensions }) => extensions.code)).toEqual(['BAD_USER_INPUT']);
    expect(answer).not.toHaveProperty('data');
    expect(answer.status ?? 400).toBe(400);
    expect(gateway.calls()).toEqual([]);
  });

  it.each(documents)('a variable that is left out is its default: %s', async (query) => {
    const gateway = await startWithSimulator();
    expect((await transport.ask(gateway, { query })).errors).toBeUndefined();
  });
});

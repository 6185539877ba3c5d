/** Every limit, over every transport: what is within is answered, what is past it refused before anything is done. */
import { describe, expect, it } from 'vitest';
import { sampleDirectory } from '../../src/simulator/simulator.js';
import { startWithSimulator } from '../support/gateway.js';
import { TRANSPORTS, type Transport, type TransportRequest } from '../support/transports.js';

/** The same question about a wallet, as the transport has it. Selections are of `Wallet`. */
function onWallet({ serves }: Transport, selections: string, rest = '', parameters = ''): string {
  return serves === 'query'
    ? `query Q${parameters} { wallet(id: "wal_busy") { ${selections} } } ${rest}`
    : `subscription Q${parameters} { topupStatus(orderId: "ord_busy_01") { wallet { ${selections} } } } ${rest}`;
}

const listOf = (ids: number): string[] => Array.from({ length: ids }, (_, index) => `id${index}`);
/** Objects and lists in turn. */
function deep(levels: number): unknown {
  if (levels === 0) return 1;
  return levels % 2 === 0 ? { a: deep(levels - 1) } : [deep(levels - 1)];
}

interface Row {
  limit: string;
  env: Record<string, string>;
  /** What it asks for; otherwise what the transport serves. */
  type?: 'query' | 'mutation';
  /** A request that is within the limit, or just past it. */
  ask: (transport: Transport, isPast: boolean) => TransportRequest;
}

const ROOTS = {
  query: 'fragment R on Query { a: viewer { id } b: viewer { id } }',
  subscription:
    'fragment R on Subscription { a: topupStatus(orderId: "o") { id } b: topupStatus(orderId: "o") { id } }',
};
const CREATE = 'createCustomer(input: { externalRef: "r", name: "n", email: "e@x", metadata: $m }) { customer { id } }';

const ROWS: Row[] = [
  {
    limit: 'LIMIT_TOKENS',
    env: { LIMIT_TOKENS: '40' },
    ask: (on, isPast) => ({ query: onWallet(on, 'id asset '.repeat(isPast ? 20 : 5)) }),
  },
  {
    limit: 'LIMIT_DEPTH',
    env: { LIMIT_DEPTH: '5' },
    ask: (on, isPast) => {
      const fields = `customer { wallets(first: 1) { nodes { id ${isPast ? 'balance { asset }' : ''} } } }`;
      return { query: onWallet(on, '...F', `fragment F on Wallet { ${isPast ? fields : 'customer { id }'} }`) };
    },
  },
  {
    limit: 'LIMIT_ALIASES',
    env: { LIMIT_ALIASES: '2' },
    ask: (on, isPast) => ({ query: onWallet(on, `a: id b: __typename ${isPast ? 'c: ' : ''}__typename`) }),
  },
  {
    limit: 'LIMIT_ROOT_FIELDS',
    env: { LIMIT_ROOT_FIELDS: '2' },
    ask: (on, isPast) => ({
      query: isPast ? `${onWallet(on, 'id').replace('{', '{ ...R')} ${ROOTS[on.serves]}` : onWallet(on, 'id'),
    }),
  },
  {
    limit: 'LIMIT_DIRECTIVES',
    env: { LIMIT_DIRECTIVES: '2' },
    ask: (on, isPast) => ({
      query: onWallet(on, `id @skip(if: false) @include(if: true) ${isPast ? '... @skip(if: true) { id }' : ''}`),
    }),
  },
  {
    limit: 'LIMIT_SELECTIONS',
    env: { LIMIT_SELECTIONS: '12' },
    ask: (on, isPast) => ({
      query: onWallet(on, `...F ${isPast ? '...F ...F' : ''}`, 'fragment F on Wallet { id asset network createdAt }'),
    }),
  },
  {
    limit: 'LIMIT_LIST',
    env: { LIMIT_LIST: '3' },
    type: 'query',
    ask: (_, isPast) => ({ query: `{ wallets(ids: ${JSON.stringify(listOf(isPast ? 4 : 3))}) { id } }` }),
  },
  {
    limit: 'LIMIT_LIST',
    env: { LIMIT_LIST: '3' },
    type: 'query',
    ask: (_, isPast) => ({
      query: 'query ($ids: [ID!]!) { wallets(ids: $ids) { id } }',
      variables: { ids: listOf(isPast ? 4 : 3) },
    }),
  },
  {
    limit: 'LIMIT_LIST',
    env: { LIMIT_LIST: '3' },
    type: 'mutation',
    ask: (_, isPast) => ({
      query: `mutation ($m: JSONObject) { ${CREATE} }`,
      variables: { m: { list: listOf(isPast ? 4 : 3) } },
    }),
  },
  {
    limit: 'LIMIT_INPUT_DEPTH',
    env: {},
    type: 'mutation',
    ask: (_, isPast) => ({
      query: `mutation ($m: JSONObject) { ${CREATE} }`,
      variables: { m: { a: deep(isPast ? 10 : 9) } },
    }),
  },
  {
    limit: 'LIMIT_INPUT_DEPTH',
    env: {},
    type: 'mutation',
    ask: (_, isPast) => ({
      query: `mutation ($m: JSONObject) { ${CREATE.replace('$m', '{ a: { b: $m } }')} }`,
      variables: { m: { a: deep(isPast ? 8 : 7) } },
    }),
  },
  {
    limit: 'LIMIT_INPUT_DEPTH',
    env: {},
    type: 'mutation',
    ask: (_, isPast) => {
      const levels = isPast ? 11 : 10;
      return { query: `mutation { ${CREATE.replace('$m', `${'{ a: '.repeat(levels)} 1 ${'}'.repeat(levels)}`)} }` };
    },
  },
  {
    limit: 'LIMIT_INPUT_DEPTH',
    env: {},
    type: 'mutation',
    ask: (_, isPast) => {
      const levels = isPast ? 8 : 7;
      const fallback = `${'{ a: '.repeat(levels)} 1 ${'}'.repeat(levels)}`;
      const create = CREATE.replace('$m', '{ a: { a: { a: $m } } }');
      return { query: `mutation ($m: JSONObject = ${fallback}) { ${create} }` };
    },
  },
  {
    limit: 'MAX_REST_CALLS',
    env: { MAX_REST_CALLS: '23' },
    ask: (on, isPast) => ({
      query: onWallet(on, `customer { wallets(first: ${isPast ? 23 : 20}) { nodes { balance { available } } } }`),
    }),
  },
  {
    limit: 'MAX_REST_CALLS',
    env: { MAX_REST_CALLS: '23' },
    ask: (on, isPast) => ({
      query: onWallet(on, 'customer { wallets(first: $n) { nodes { balance { available } } } }', '', '($n: Int)'),
      variables: { n: isPast ? 23 : 20 },
    }),
  },
];

/** Over GET a mutation is refused as one, which comes before its variables. */
const isServed = ({ name }: Transport, type: Row['type']): boolean =>
  type === undefined || (type === 'query' ? name !== 'SSE' : name === 'HTTP POST' || name === 'WebSocket');

describe.each(TRANSPORTS)('over $name', (transport) => {
  it.each(ROWS.map((row, index) => ({ ...row, index })))('$limit ($index)', async ({ limit, env, type, ask }) => {
    const gateway = await startWithSimulator({ env, seed: sampleDirectory() });
    const refused = await transport.ask(gateway, ask(transport, true));
    if (refused.status === 405) expect(type).toBe('mutation');
    else
      expect(refused).toEqual({
        ...(refused.status !== undefined && { status: 400 }),
        errors: [
          {
            message: expect.stringContaining(`(${limit})`),
            extensions: { code: 'LIMIT_EXCEEDED', requestId: expect.any(String) },
          },
        ],
      });
    expect(gateway.calls()).toEqual([]);

    const within = await transport.ask(gateway, ask(transport, false));
    if (isServed(transport, type)) expect(within).toMatchObject({ data: expect.anything() });
    else expect(within.errors).toMatchObject([{ extensions: { code: 'BAD_REQUEST' } }]);
    if (isServed(transport, type)) expect(within.errors).toBeUndefined();
  });
});

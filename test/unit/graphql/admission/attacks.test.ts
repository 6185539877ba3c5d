/** Requests that are made to cost: each is refused, and refused cheaply. */
import { describe, expect, it } from 'vitest';
import { readConfig } from '../../../../src/config/config.js';
import { Preparer } from '../../../../src/graphql/admission/preparer.js';
import { createSchema } from '../../../../src/graphql/schema/executable-schema.js';

const schema = createSchema();
/** As in production, and with the largest limits that can be set. */
const PRODUCTION = { NODE_ENV: 'production', SIMULATOR: 'on' };
const prepare = new Preparer({ schema, ...readConfig(PRODUCTION), trusted: undefined });
const MOST = {
  LIMIT_TOKENS: '20000',
  LIMIT_DEPTH: '100',
  LIMIT_DIRECTIVES: '10000',
  LIMIT_ROOT_FIELDS: '10000',
  LIMIT_INPUT_DEPTH: '100',
  LIMIT_LIST: '10000',
};
const wide = new Preparer({ schema, ...readConfig({ ...PRODUCTION, ...MOST }), trusted: undefined });

const repeat = (count: number, make: (index: number) => string): string =>
  Array.from({ length: count }, (_, index) => make(index)).join(' ');
/** `levels` lists in each other, without recursion. */
function deep(levels: number): unknown {
  let value: unknown = 1;
  for (let level = 0; level < levels; level += 1) value = [value];
  return value;
}
const CREATE = 'createCustomer(input: { externalRef: "r", name: "n", email: "e@x", metadata: $m }) { customer { id } }';

type Attack = [name: string, query: string, variables?: Record<string, unknown>];
const ATTACKS: Attack[] = [
  [
    '2^100 fragments',
    `{ ...F0 } ${repeat(100, (i) => `fragment F${i} on Query { ...F${i + 1} ...F${i + 1} }`)} fragment F100 on Query { viewer { id } }`,
  ],
  [
    'a bomb in reverse order',
    `${repeat(60, (i) => `fragment F${60 - i} on Query { ...F${61 - i} ...F${61 - i} }`)} fragment F61 on Query { __typename } { ...F1 }`,
  ],
  [
    'a bomb of inline fragments',
    `{ ...F0 } ${repeat(50, (i) => `fragment F${i} on Query { ... { ...F${i + 1} } ... on Query { ...F${i + 1} } }`)} fragment F50 on Query { viewer { id } }`,
  ],
  [
    'fragments in a circle',
    `{ ...F0 } ${repeat(100, (i) => `fragment F${i} on Query { ...F${(i + 1) % 100} viewer { id } }`)}`,
  ],
  ['10,000 of the same field', `{ wallet(id: "w") { ${'id '.repeat(10_000)} } }`],
  ['as many of the same field as there may be tokens', `{ wallet(id: "w") { ${'balance { asset } '.repeat(245)} } }`],
  ['10,000 aliases', `{ ${repeat(10_000, (i) => `a${i}: __typename`)} }`],
  ['300 aliases', `{ viewer { ${repeat(300, (i) => `a${i}: id`)} } }`],
  ['10,000 unknown directives', `{ __typename ${'@x '.repeat(10_000)} }`],
  ['450 unknown directives', `{ __typename ${'@x '.repeat(450)} }`],
  ['10,000 root fields', `{ ${repeat(10_000, (i) => `f${i}`)} }`],
  ['900 unknown fields', `{ viewer { ${repeat(900, (i) => `walet${i}`)} } }`],
  ['10,000 variables', `query (${repeat(10_000, (i) => `$v${i}: Int`)}) { __typename }`],
  ['240 variables that are not used', `query (${repeat(240, (i) => `$v${i}: Int`)}) { __typename }`],
  ['1,000 operations', repeat(1_000, (i) => `query Q${i} { __typename }`)],
  [
    '150 operations of one fragment',
    `${repeat(150, (i) => `query Q${i} { ...F }`)} fragment F on Query { ${'viewer { id } '.repeat(5)} }`,
  ],
  ['100,000 lists in a literal', `{ wallet(id: ${'['.repeat(100_000)}${']'.repeat(100_000)}) { id } }`],
  ['400 lists in a literal', `{ wallets(ids: ${'['.repeat(400)}${']'.repeat(400)}) { id } }`],
  ['100,000 lists of a type', `query ($v: ${'['.repeat(100_000)}ID${']'.repeat(100_000)}) { __typename }`],
  ['200 lists of a type', `query ($v: ${'['.repeat(200)}ID${']'.repeat(200)}) { wallets(ids: $v) { id } }`, { v: 'w' }],
  ['a selection 100,000 deep', `${'{ a '.repeat(100_000)}${'}'.repeat(100_000)}`],
  ['100,000 lists in a variable', `mutation ($m: JSONObject) { ${CREATE} }`, { m: { a: deep(100_000) } }],
  ['100,000 lists in a variable of ids', 'query ($i: [ID!]!) { wallets(ids: $i) { id } }', { i: deep(100_000) }],
  ['100,000 lists in a single id', 'query ($i: ID!) { wallet(id: $i) { id } }', { i: deep(100_000) }],
  [
    '100,000 lists within a literal',
    `mutation ($m: JSONObject) { ${CREATE.replace('$m', '{ a: $m }')} }`,
    { m: { a: deep(100_000) } },
  ],
  ['100,000 ids', 'query ($i: [ID!]!) { wallets(ids: $i) { id } }', { i: Array(100_000).fill('w') }],
  ['100 ids of a wrong type', 'query ($i: [ID!]!) { wallets(ids: $i) { id } }', { i: Array(100).fill({}) }],
  [
    '100,000 members that an input has not',
    'mutation ($i: CreateWalletInput!) { createWallet(input: $i) { wallet { id } } }',
    { i: Object.fromEntries(Array.from({ length: 100_000 }, (_, i) => [`m${i}`, 1])) },
  ],
  [
    'a long value of a wrong type',
    'query ($i: Int) { wallet(id: "w") { transactions(first: $i) { nodes { id } } } }',
    { i: 'x'.repeat(60_000) },
  ],
];

describe.each([
  ['the default limits', prepare],
  ['the largest limits', wide],
])('with %s', (_, preparer) => {
  it.each(ATTACKS)('%s: refused in few words', (_name, query, variables = {}) => {
    preparer.prepare({ query: '{ __typename }' });
    const begun = process.cpuUsage();
    const prepared = preparer.prepare({ query, variables });
    const { user, system } = process.cpuUsage(begun);
    if (prepared.ok) throw new Error('it was not refused');
    expect(prepared.errors.length).toBeLessThanOrEqual(6);
    expect(JSON.stringify(prepared.errors).length).toBeLessThan(6_000);
    expect(JSON.stringify(prepared.errors)).not.toMatch(/did you mean/i);
    for (const { extensions } of prepared.errors) {
      expect([
        'LIMIT_EXCEEDED',
        'GRAPHQL_VALIDATION_FAILED',
        'GRAPHQL_PARSE_FAILED',
        'BAD_USER_INPUT',
        'OPERATION_RESOLUTION_FAILURE',
      ]).toContain(extensions.code);
    }
    // Some 20 ms on an idle machine, most far less; what isn't bounded takes seconds.
    expect(user + system).toBeLessThan(1_000_000);
  });
});

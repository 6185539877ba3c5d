/** The schema as tools read it from a running gateway. */
import {
  buildClientSchema,
  buildSchema,
  type ExecutionResult,
  getIntrospectionQuery,
  type IntrospectionQuery,
  lexicographicSortSchema,
  printSchema,
} from 'graphql';
import { describe, expect, it } from 'vitest';
import { startWithSimulator, type TestGateway } from '../support/gateway.js';
import { TRANSPORTS } from '../support/transports.js';
import { post } from './http.js';
import { readSdl } from './sdl.js';

const QUERY = getIntrospectionQuery({
  specifiedByUrl: true,
  directiveIsRepeatable: true,
  schemaDescription: true,
  inputValueDeprecation: true,
  oneOf: true,
});

const overHttp = async ({ url }: TestGateway, query: string): Promise<unknown> =>
  (await post(`${url}/graphql`, { query })).json;

/** A refused operation is an error of graphql-ws's client; here it looks as it does over HTTP. */
async function overWebSocket({ client }: TestGateway, query: string): Promise<unknown> {
  try {
    const { value } = await client().iterate({ query }).next();
    return value;
  } catch (errors) {
    return { errors };
  }
}

/** Each code once: how many errors a refusal has is the transport's own affair. */
async function codesOf(result: Promise<unknown>): Promise<unknown[]> {
  const { errors } = (await result) as ExecutionResult;
  return [...new Set(errors?.map(({ extensions }) => extensions.code))];
}

const transports = [
  ['HTTP', overHttp],
  ['WebSocket', overWebSocket],
] as const;

describe.each(transports)('introspection over %s', (_, run) => {
  it('tells the schema of the SDL, with its descriptions', async () => {
    const { data } = (await run(await startWithSimulator(), QUERY)) as { data: IntrospectionQuery };
    const told = printSchema(lexicographicSortSchema(buildClientSchema(data)));
    expect(told).toBe(printSchema(lexicographicSortSchema(buildSchema(readSdl()))));
  });

  it('passes at any depth of types, whatever limits other operations have', async () => {
    const gateway = await startWithSimulator({ env: { LIMIT_DEPTH: '3', LIMIT_SELECTIONS: '20' } });
    for (const typeDepth of [1, 7, 100]) {
      const query = getIntrospectionQuery({ inputValueDeprecation: true, oneOf: true, typeDepth });
      expect(await run(gateway, query), String(typeDepth)).toMatchObject({ data: { __schema: expect.anything() } });
    }
  });

  it.each<Record<string, string>>([{ INTROSPECTION: 'off' }, { NODE_ENV: 'production' }])(
    'is refused with %o, but what a type is called is told',
    async (env) => {
      const gateway = await startWithSimulator({ env });
      for (const query of [
        '{ __schema { queryType { name } } }',
        '{ __type(name: "Wallet") { name } }',
        '{ ...F } fragment F on Query { __schema { description } }',
      ]) {
        expect(await codesOf(run(gateway, query)), query).toEqual(['GRAPHQL_VALIDATION_FAILED']);
      }
      expect(await run(gateway, '{ __typename }')).toEqual({ data: { __typename: 'Query' } });
    },
  );

  it('is not made up for by suggestions where it is off', async () => {
    const gateway = await startWithSimulator({ env: { INTROSPECTION: 'off' } });
    const refused = await run(gateway, '{ walet(id: "w") { ID } }');
    expect(await codesOf(Promise.resolve(refused))).toEqual(['GRAPHQL_VALIDATION_FAILED']);
    expect(JSON.stringify(refused)).not.toMatch(/wallet|did you mean/i);
  });
});

describe.each(TRANSPORTS)('without introspection, over $name', (transport) => {
  it.each([
    ['a field', '{ walet(id: "w") { id } }', {}],
    ['an argument', '{ wallet(idd: "w") { id } }', {}],
    ['a type', 'query ($s: TopupStatu) { wallet(id: "w") { topupOrders(status: $s) { totalCount } } }', {}],
    ['a word of an enum', '{ wallet(id: "w") { topupOrders(status: COMPLETE) { totalCount } } }', {}],
    [
      'a variable’s word of an enum',
      'query ($s: TopupStatus) { wallet(id: "w") { topupOrders(status: $s) { totalCount } } }',
      { s: 'COMPLETE' },
    ],
    ['a member of an input', 'mutation { createWallet(input: { custmerId: "c" }) { wallet { id } } }', {}],
    [
      'a variable’s member of an input',
      'mutation ($i: CreateWalletInput!) { createWallet(input: $i) { wallet { id } } }',
      { i: { custmerId: 'c' } },
    ],
  ])('%s that is misspelt is not put right', async (_, query, variables) => {
    const gateway = await startWithSimulator({ env: { INTROSPECTION: 'off' } });
    const { errors = [] } = await transport.ask(gateway, { query, variables });
    expect(errors).not.toEqual([]);
    expect(JSON.stringify(errors)).not.toMatch(/did you mean|COMPLETED/i);
    expect(gateway.calls()).toEqual([]);
  });
});

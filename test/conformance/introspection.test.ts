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

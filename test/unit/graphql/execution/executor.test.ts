import {
  buildSchema,
  type ExecutionResult,
  execute,
  GraphQLError,
  type GraphQLFieldResolver,
  type GraphQLSchema,
  getIntrospectionQuery,
  isObjectType,
  parse,
} from 'graphql';
import { describe, expect, it } from 'vitest';
import { GatewayError } from '../../../../src/common/gateway-error.js';
import { Executor } from '../../../../src/graphql/execution/executor.js';
import { OperationPlan } from '../../../../src/graphql/execution/operation-plan.js';
import { createSchema } from '../../../../src/graphql/schema/executable-schema.js';
import { type SelectedField, selectedFields } from '../../../../src/paging/selection.js';

const SDL = `
  type Query { thing(first: Int = 3, words: [String!], on: Boolean): Thing, things: [Thing!], constructor: String, node: Node }
  type Mutation { change(id: ID!): Thing, must(id: ID!): Thing! }
  type Subscription { thing: Thing! }
  interface Node { id: ID! }
  type Thing implements Node { id: ID!, name: String, sure: String!, thing: Thing, count: Int! }
`;

type Resolvers = Record<string, GraphQLFieldResolver<unknown, unknown>>;

/** @param resolvers By type and field, such as `Query.thing`. */
function schemaWith(resolvers: Resolvers): GraphQLSchema {
  const schema = buildSchema(SDL);
  for (const [name, resolve] of Object.entries(resolvers)) {
    const [typeName = '', fieldName = ''] = name.split('.');
    const type = schema.getType(typeName);
    if (isObjectType(type)) type.getFields()[fieldName]!.resolve = resolve;
  }
  return schema;
}

interface Asked {
  variables?: Record<string, unknown>;
  rootValue?: unknown;
  operationName?: string | null;
}

async function both(
  schema: GraphQLSchema,
  query: string,
  { variables = {}, rootValue, operationName = null }: Asked = {},
): Promise<{ ours: ExecutionResult; theirs: ExecutionResult }> {
  const document = parse(query);
  const given = { document, operationName, rootValue, contextValue: {} };
  return {
    ours: await new Executor(schema).execute({ ...given, variables }),
    theirs: await execute({ schema, variableValues: variables, ...given }),
  };
}

const sleep = (turns: number): Promise<unknown> =>
  turns === 0 ? Promise.resolve() : Promise.resolve().then(() => sleep(turns - 1));

describe('Executor', () => {
  it.each([
    '{ change(id: 1) { id name } b: change(id: 2) { id name } c: change(id: 3) { id } }',
    '{ change(id: 1) { name } must(id: 2) { sure } c: change(id: 3) { id } }',
  ])('begins a mutation’s next root field when the one before is complete: %s', async (selection) => {
    const logs: string[][] = [];
    const schema = schemaWith({
      'Mutation.change': async (_, { id }) => {
        logs.at(-1)?.push(`begin ${id}`);
        await sleep(5 - Number(id));
        return { id };
      },
      'Mutation.must': (_, { id }) => ({ id, sure: Promise.reject(new Error('no')) }),
      'Thing.name': async (source) => {
        await sleep(20);
        logs.at(-1)?.push(`name of ${(source as { id: string }).id}`);
        return 'name';
      },
    });
    const document = parse(`mutation ${selection}`);
    logs.push([]);
    const ours = await new Executor(schema).execute({
      document,
      operationName: null,
      variables: {},
      contextValue: {},
    });
    logs.push([]);
    const theirs = await execute({ schema, document });
    expect(JSON.stringify(ours)).toBe(JSON.stringify(theirs));
    expect(logs[0]).toEqual(logs[1]);
    expect(logs[0]?.length).toBeGreaterThan(1);
  });

  it('answers at once where no resolver makes a promise', () => {
    const schema = schemaWith({
      'Query.thing': () => ({
        id: 1,
        name: () => {
          throw new Error('no');
        },
      }),
    });
    const result = new Executor(schema).execute({
      document: parse('{ thing { id name } }'),
      operationName: null,
      variables: {},
      contextValue: {},
    });
    expect(result).toMatchObject({ data: { thing: { id: '1', name: null } }, errors: [{ path: ['thing', 'name'] }] });
  });

  it('tells an error’s place and origin', async () => {
    const thrown = new GatewayError('NOT_FOUND');
    const schema = schemaWith({ 'Query.things': async () => [{ sure: Promise.reject(thrown) }] });
    const { ours, theirs } = await both(schema, '{ things { sure } }');
    const [error] = ours.errors ?? [];
    expect(error).toBeInstanceOf(GraphQLError);
    expect(error?.originalError).toBe(thrown);
    expect(error?.nodes?.[0]?.kind).toBe('Field');
    expect(JSON.stringify(ours)).toBe(JSON.stringify(theirs));
  });

  it('points at an argument’s value where that is wrong, which only execution sees', async () => {
    const schema = schemaWith({ 'Query.thing': () => ({ id: 1 }) });
    const query = 'query ($word: String) { thing(words: [$word]) { id } }';
    const { ours, theirs } = await both(schema, query, { variables: { word: null } });
    expect(ours.errors?.[0]?.nodes?.[0]?.kind).not.toBe('Field');
    expect(JSON.stringify(ours)).toBe(JSON.stringify(theirs));
  });

  it('answers as graphql-js where there is nothing to execute, where variables are wrong, and where a type is known only from a value', async () => {
    const schema = schemaWith({
      'Query.thing': () => ({ id: 1 }),
      'Query.node': () => ({ __typename: 'Thing', id: 5 }),
    });
    for (const [query, asked] of [
      ['{ thing { id } }', { operationName: 'None' }],
      ['query A { thing { id } } query B { thing { id } }', {}],
      ['query A { thing { id } } query B { b: thing { id } }', { operationName: 'B' }],
      ['query ($n: Int!) { thing(first: $n) { id } }', { variables: { n: 'text' } }],
      ['query ($n: Boolean = true) { thing { id @skip(if: $n) } }', { variables: { n: null } }],
      ['query ($n: Boolean = true) { thing @skip(if: $n) { id } }', { variables: { n: null } }],
      ['{ node { id ... on Thing { name } } }', {}],
      ['{ thing { ... on Node { id } __proto__: id } constructor }', {}],
      ['subscription { thing { id } }', { rootValue: { thing: { id: 3 } } }],
      ['subscription { thing { id sure } }', { rootValue: { thing: { id: 3 } } }],
      [getIntrospectionQuery(), {}],
    ] as [string, Asked][]) {
      const { ours, theirs } = await both(schema, query, asked);
      expect(JSON.stringify(ours), query).toBe(JSON.stringify(theirs));
    }
  });

  it('plans anew what a condition’s variable selects', async () => {
    const schema = schemaWith({ 'Query.thing': () => ({ id: 1, name: 'n' }) });
    const executor = new Executor(schema);
    const document = parse('query ($on: Boolean!) { thing { id @include(if: $on) name @skip(if: $on) } }');
    const plan = OperationPlan.of(schema, document, null);
    const run = (on: boolean) =>
      executor.execute({ document, operationName: null, plan, variables: { on }, contextValue: {} });
    expect([run(true), run(false), run(true)]).toEqual([
      { data: { thing: { id: '1' } } },
      { data: { thing: { name: 'n' } } },
      { data: { thing: { id: '1' } } },
    ]);
  });

  it('gives each call arguments of its own, and an `info` that tells what is selected', async () => {
    const seen: SelectedField[][] = [];
    const schema = schemaWith({
      'Query.thing': (_, args, __, info) => {
        seen.push(selectedFields(info));
        args.first += 1;
        return { id: args.first };
      },
    });
    const query =
      'query ($on: Boolean = true) { thing { ...F } thing { name @skip(if: $on) } b: thing(on: $on) { id } } fragment F on Thing { id count @include(if: $on) }';
    const executor = new Executor(schema);
    const document = parse(query);
    const plan = OperationPlan.of(schema, document, null);
    const run = () =>
      executor.execute({ document, operationName: null, plan, variables: { on: true }, contextValue: {} });
    expect(await run()).toEqual(await run());
    expect(seen[0]?.map(({ name }) => name)).toEqual(['id', 'count']);
  });

  it('lets no rejection go unheard below what became null in the meantime', async () => {
    const schema = schemaWith({
      'Query.thing': () => ({
        sure: Promise.reject(new Error('at once')),
        thing: sleep(10).then(() => ({ id: 1, name: Promise.reject(new Error('later')) })),
      }),
    });
    const { ours, theirs } = await both(schema, '{ thing { sure thing { id name } } }');
    await sleep(50);
    expect(JSON.stringify(ours)).toBe(JSON.stringify(theirs));
    expect(ours.errors).toHaveLength(1);
  });

  it('plans the gateway’s own schema', () => {
    const executor = new Executor(createSchema());
    const document = parse('{ __typename }');
    expect(executor.execute({ document, operationName: null, variables: {}, contextValue: {} })).toEqual({
      data: { __typename: 'Query' },
    });
  });
});

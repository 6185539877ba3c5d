/** `node(id:)`: which kind an id is of, and that nobody learns of what is not theirs. */
import { execute, parse } from 'graphql';
import { describe, expect, it } from 'vitest';
import { Executor } from '../../src/graphql/execution/executor.js';
import { OperationPlan } from '../../src/graphql/execution/operation-plan.js';
import { createSchema } from '../../src/graphql/schema/executable-schema.js';
import { sampleDirectory } from '../../src/simulator/sample/sample-data.js';
import { BUSY_ORDER_IDS, SAMPLE_ORDER_ID } from '../../src/simulator/sample/sample-ids.js';
import { startGateway, startWithSimulator } from '../support/gateway.js';
import { orderText, startRestServer } from '../support/rest-server.js';
import { customerToken, JWT_ENV, operatorToken } from '../support/tokens.js';

const NODE = `query ($id: ID!) { node(id: $id) { __typename id
  ... on Customer { name wallets(first: 1) { nodes { id } } }
  ... on Wallet { asset balance { available } }
  ... on TopupOrder { status wallet { id } } } }`;
const start = (seed = sampleDirectory()) => startWithSimulator({ env: JWT_ENV, seed });

describe('node', () => {
  it.each([
    ['cus_8a9b3e', { __typename: 'Customer', name: 'Alice Chen', wallets: { nodes: [{ id: 'wal_c1f0aa' }] } }],
    ['wal_c1f0aa', { __typename: 'Wallet', asset: 'USDT', balance: { available: '65.2932' } }],
    [SAMPLE_ORDER_ID, { __typename: 'TopupOrder', status: 'COMPLETED', wallet: { id: 'wal_c1f0aa' } }],
  ])('%s is what the directory or its beginning says, for operators and its owner', async (id, expected) => {
    for (const seed of [sampleDirectory(), []]) {
      const { run } = await start(seed);
      for (const token of [await operatorToken(), await customerToken('cus_8a9b3e')]) {
        const { data, errors } = await run(NODE, { id }, token);
        expect(errors).toBeUndefined();
        const { name, wallet, ...always } = expected as Record<string, unknown>;
        const known = seed.length > 0 ? expected : always;
        expect(data.node).toMatchObject({ id, ...known });
      }
    }
  });

  it('is null for what is missing, for an operator', async () => {
    const { run } = await start();
    for (const id of ['cus_none', 'wal_none', 'none'])
      expect(await run(NODE, { id }, await operatorToken())).toEqual({ data: { node: null } });
    expect((await run(NODE, { id: '' }, await operatorToken())).errors).toMatchObject([
      { extensions: { code: 'BAD_USER_INPUT' } },
    ]);
    expect((await run(NODE, { id: 'x' })).errors).toMatchObject([{ extensions: { code: 'UNAUTHENTICATED' } }]);
  });

  it.each([
    ['customers', ['cus_busy', 'cus_none']],
    ['wallets', ['wal_busy', 'wal_none']],
    ['orders', [BUSY_ORDER_IDS[0] ?? '', 'ord_none']],
  ])('does not tell foreign %s from missing ones, to the byte and in calls', async (_, ids) => {
    const told = new Set<string>();
    for (const id of ids) {
      const { run, calls } = await start();
      const answer = await run(NODE, { id }, await customerToken('cus_8a9b3e'));
      told.add(JSON.stringify({ answer, calls: calls() }));
    }
    expect([...told]).toEqual([expect.stringContaining('{"data":{"node":null}}')]);
  });

  it('tells foreign and missing ids without a beginning apart no better', async () => {
    const seed = [
      { wallet: { id: 'w_bob', customerId: 'bob', asset: 'A', network: 'N' } },
      { order: { id: 'o_bob', walletId: 'w_bob' } },
    ];
    const told = new Set<string>();
    for (const id of ['w_bob', 'o_bob', 'bob', 'none']) {
      const rest = await startRestServer(({ path }) =>
        path.includes('/wallets') && !path.includes('orders')
          ? '{"status":"1","data":{"items":[],"nextCursor":null}}'
          : `{"status":"1","total":0,"data":[]}`,
      );
      const { run } = await startGateway(rest.url, { env: JWT_ENV, seed });
      const answer = await run(NODE, { id }, await customerToken('alice'));
      told.add(JSON.stringify({ data: answer.data, calls: rest.calls.map(({ method, path }) => `${method} ${path}`) }));
    }
    expect(told.size).toBe(1);
  });

  it('is planned as graphql-js executes it', async () => {
    const schema = createSchema();
    const query = schema.getQueryType()?.getFields().node;
    if (!query) throw new Error('no node');
    query.resolve = (_source: unknown, { id }: { id: string }) => ({
      __typename: id,
      id: 'x',
      status: 'ODD',
      customer: null,
    });
    const documents = [
      '{ a: node(id: "Wallet") { id ... on Wallet { customer { id } } ... on Customer { name } } b: node(id: "Customer") { __typename } }',
      '{ node(id: "Balance") { id } }',
      '{ node(id: "Nothing") { id } }',
    ];
    for (const text of documents) {
      const document = parse(text);
      const contextValue = {};
      expect(OperationPlan.of(schema, document, null)).not.toBeNull();
      const ours = await new Executor(schema).execute({ document, operationName: null, variables: {}, contextValue });
      const theirs = await execute({ schema, document, contextValue });
      expect(JSON.parse(JSON.stringify(ours.data))).toEqual(JSON.parse(JSON.stringify(theirs.data)));
      expect(ours.errors?.map(({ path }) => path)).toEqual(theirs.errors?.map(({ path }) => path));
    }
  });

  it('costs what its kind costs, whatever fragments are beside', async () => {
    const rest = await startRestServer(() => `{"status":"1","data":${orderText({ id: 'o1' })}}`);
    const { run } = await startGateway(rest.url, { reportsCalls: true });
    const { data, extensions } = await run(NODE, { id: 'o1' });
    expect(data.node).toMatchObject({ __typename: 'TopupOrder', id: 'o1' });
    expect(extensions?.restCalls).toMatchObject({ made: 1 });
    expect(rest.calls).toHaveLength(1);
  });
});

/** The gateway as a subgraph: `_service` and `_entities`, as routers ask for them. */
import { assertCompositionSuccess, composeServices } from '@theguild/federation-composition';
import { execute, parse } from 'graphql';
import { describe, expect, it } from 'vitest';
import { ConfigError, readConfig } from '../../src/config/config.js';
import { Executor } from '../../src/graphql/execution/executor.js';
import { OperationPlan } from '../../src/graphql/execution/operation-plan.js';
import { createSchema } from '../../src/graphql/schema/executable-schema.js';
import { MANY_WALLET_IDS, SAMPLE_ORDER_ID, sampleDirectory } from '../../src/simulator/sample/sample-data.js';
import { startGateway, startWithSimulator } from '../support/gateway.js';
import { customerToken, JWT_ENV, operatorToken } from '../support/tokens.js';

const ON = { FEDERATION: 'on' };
const start = (env = {}, seed = sampleDirectory()) => startWithSimulator({ env: { ...ON, ...env }, seed });

const ENTITIES = `query ($representations: [_Any!]!) { _entities(representations: $representations) { __typename
  ... on Customer { id name wallets(first: 1) { nodes { id } } }
  ... on Wallet { id asset balance { available } }
  ... on TopupOrder { id status wallet { id } }
  ... on AssetNetwork { asset minTopupFiat } } }`;
const wallet = (id: string) => ({ __typename: 'Wallet', id });

const USERS = `
extend schema @link(url: "https://specs.apollo.dev/federation/v2.3", import: ["@key"])
type Query { users: [User!]! }
type User @key(fields: "id") { id: ID! wallets: [Wallet!]! customer: Customer lastOrder: TopupOrder }
type Wallet @key(fields: "id", resolvable: false) { id: ID! }
type Customer @key(fields: "id", resolvable: false) { id: ID! }
type TopupOrder @key(fields: "id", resolvable: false) { id: ID! }
`;
const SHOP = `
extend schema @link(url: "https://specs.apollo.dev/federation/v2.0", import: ["@key", "@shareable"])
type Query { node(id: ID!): Node products(first: Int, after: String): ProductConnection! }
interface Node { id: ID! }
type Product implements Node @key(fields: "id") { id: ID! payableWith: [AssetNetwork!]! }
type ProductConnection { nodes: [Product!]! pageInfo: PageInfo! }
type AssetNetwork @key(fields: "asset network", resolvable: false) { asset: String! network: String! }
type PageInfo @shareable { hasNextPage: Boolean! hasPreviousPage: Boolean! startCursor: String endCursor: String }
`;

describe('_service', () => {
  it('is the SDL, which composes with other subgraphs', async () => {
    const { run } = await start();
    const { sdl } = (await run('{ _service { sdl } }')).data._service as { sdl: string };
    const composed = composeServices([
      { name: 'wallets', typeDefs: parse(sdl) },
      { name: 'users', typeDefs: parse(USERS) },
      { name: 'shop', typeDefs: parse(SHOP) },
    ]);
    assertCompositionSuccess(composed);
    expect(composed.supergraphSdl).toContain('topupStatus');
  });

  it('is for operators', async () => {
    const { run } = await start(JWT_ENV);
    expect((await run('{ _service { sdl } }', {}, await operatorToken())).errors).toBeUndefined();
    const { errors } = await run('{ _service { sdl } }', {}, await customerToken('cus_8a9b3e'));
    expect(errors).toMatchObject([{ extensions: { code: 'FORBIDDEN' } }]);
  });

  it('does not exist without FEDERATION=on', async () => {
    const { run } = await startWithSimulator();
    for (const query of ['{ _service { sdl } }', '{ _entities(representations: []) { __typename } }'])
      expect((await run(query)).errors).toMatchObject([{ extensions: { code: 'GRAPHQL_VALIDATION_FAILED' } }]);
  });
});

describe('_entities', () => {
  it('are of every kind, in the order of the references, each read once', async () => {
    const { run, calls } = await start({ COST_EXTENSION: 'on' });
    const representations = [
      wallet('wal_c1f0aa'),
      { __typename: 'AssetNetwork', asset: 'USDT', network: 'TRON', more: 1 },
      wallet('wal_none'),
      { __typename: 'TopupOrder', id: SAMPLE_ORDER_ID },
      wallet('wal_c1f0aa'),
      { __typename: 'Customer', id: 'cus_8a9b3e' },
      { __typename: 'AssetNetwork', asset: 'USDT', network: 'MOON' },
    ];
    const { data, errors, extensions } = await run(ENTITIES, { representations });
    expect(errors).toBeUndefined();
    const sample = { __typename: 'Wallet', id: 'wal_c1f0aa', asset: 'USDT', balance: { available: '65.2932' } };
    expect(data._entities).toEqual([
      sample,
      { __typename: 'AssetNetwork', asset: 'USDT', minTopupFiat: '100.00' },
      null,
      { __typename: 'TopupOrder', id: SAMPLE_ORDER_ID, status: 'COMPLETED', wallet: { id: 'wal_c1f0aa' } },
      sample,
      { __typename: 'Customer', id: 'cus_8a9b3e', name: 'Alice Chen', wallets: { nodes: [{ id: 'wal_c1f0aa' }] } },
      null,
    ]);
    expect(calls().sort()).toEqual([
      'GET /assets/networks',
      'GET /customers/cus_8a9b3e/wallets?limit=50',
      `GET /topup/orders/${SAMPLE_ORDER_ID}`,
      'GET /wallets/wal_c1f0aa/balances',
      'GET /wallets/wal_none/balances',
    ]);
    expect(extensions).toMatchObject({ cost: { requested: 5, made: 5 } });
  });

  it('of a foreign and a missing reference are null alike, to the byte and in calls', async () => {
    for (const [__typename, foreign, missing] of [
      ['Customer', 'cus_busy', 'cus_none'],
      ['Wallet', 'wal_busy', 'wal_none'],
      ['TopupOrder', 'ord_busy_01', 'ord_none'],
    ]) {
      const told = new Set<string>();
      for (const id of [foreign, missing]) {
        const { run, calls } = await start(JWT_ENV);
        const representations = [{ __typename, id }, wallet('wal_c1f0aa')];
        const answer = await run(ENTITIES, { representations }, await customerToken('cus_8a9b3e'));
        told.add(JSON.stringify({ answer, calls: calls() }));
      }
      expect([...told]).toEqual([expect.stringContaining('[null,{"__typename":"Wallet"')]);
    }
  });

  it('that cannot be read do not affect the others', async () => {
    const { run } = await start();
    const { data, errors } = await run(ENTITIES, { representations: [wallet('a/b'), wallet('wal_c1f0aa')] });
    expect(data._entities).toMatchObject([null, { id: 'wal_c1f0aa' }]);
    expect(errors).toMatchObject([{ path: ['_entities', 0], extensions: { code: 'BAD_USER_INPUT' } }]);
  });

  it.each([
    ['a text', 'Wallet', 'must be an object'],
    ['no type', { id: 'w' }, '__typename'],
    ['a type that is no entity', { __typename: 'Balance', id: 'w' }, '__typename'],
    ['a name that prototypes have', { __typename: 'constructor', id: 'w' }, '__typename'],
    ['no key', { __typename: 'Wallet' }, '"id"'],
    ['a part of a key', { __typename: 'AssetNetwork', asset: 'USDT' }, '"network"'],
  ])('refuse %s', async (_, representation, word) => {
    const { run, calls } = await start();
    const { errors } = await run(ENTITIES, { representations: [representation] });
    expect(errors).toMatchObject([{ message: expect.stringContaining(word), extensions: { code: 'BAD_USER_INPUT' } }]);
    expect(calls()).toEqual([]);
  });

  it('may stand in the document, with variables', async () => {
    const { run } = await start();
    const query = (id: string) =>
      `query ($id: ID!) { _entities(representations: [{ __typename: "Wallet", id: ${id} }]) { ... on Wallet { id } } }`;
    expect((await run(query('$id'), { id: 'wal_c1f0aa' })).data._entities).toEqual([{ id: 'wal_c1f0aa' }]);
    const { errors } = await run(query('[$id]'), { id: 'wal_c1f0aa' });
    expect(errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT' } }]);
  });

  it('are executed by a plan, with the result of graphql-js', async () => {
    const schema = createSchema({ isSubgraph: true });
    const document = parse(ENTITIES);
    expect(OperationPlan.of(schema, document, null)).not.toBeNull();
    const rows = [{ asset: 'USDT', network: 'TRON', minTopupFiat: '1', settlementSlaMins: 1 }];
    const contextValue = { viewer: { kind: 'operator' }, loaders: { assetNetworks: async () => rows } };
    const variables = {
      representations: [
        { __typename: 'AssetNetwork', asset: 'USDT', network: 'TRON' },
        { __typename: 'AssetNetwork', asset: 'USDT', network: '' },
      ],
    };
    const ours = await new Executor(schema).execute({ document, operationName: null, variables, contextValue });
    const theirs = await execute({ schema, document, variableValues: variables, contextValue });
    expect(JSON.stringify(ours)).toBe(JSON.stringify(theirs));
    expect(ours.data?._entities).toHaveLength(2);
  });
});

describe('the limits of a router’s operations', () => {
  const batch = (fields: number) =>
    `query ($r: [_Any!]!) { ${Array.from({ length: fields }, (_, index) => `_${index}: _entities(representations: $r) { ... on Wallet { id } }`).join(' ')} }`;
  const wallets = (count: number) => Array.from({ length: count }, (_, index) => wallet(`wal_${index}`));
  const codeOf = ({ errors = [] }: { errors?: { extensions: { code: string } }[] }) => errors[0]?.extensions.code;

  it('are 300 entities, whatever lists of clients may hold', async () => {
    const { run } = await start({ LIMIT_LIST: '2' }, []);
    expect((await run(batch(1), { r: wallets(300) })).errors).toBeUndefined();
    const { errors } = await run(batch(1), { r: wallets(301) });
    expect(errors?.[0]?.message).toContain('LIMIT_ENTITIES');
  });

  it('count the entities of all fields, which are neither aliases nor root fields', async () => {
    const { run } = await start({ LIMIT_ENTITIES: '60', LIMIT_ALIASES: '1', LIMIT_ROOT_FIELDS: '1' }, []);
    expect((await run(batch(30), { r: wallets(2) })).errors).toBeUndefined();
    expect(codeOf(await run(batch(31), { r: wallets(2) }))).toBe('LIMIT_EXCEEDED');
    expect(codeOf(await run(batch(61), { r: [] }))).toBe('LIMIT_EXCEEDED');
    expect(
      (await run(`{ v: viewer { id } ${batch(2).slice(batch(2).indexOf('_0'))}`.replaceAll('$r', '[]'))).errors,
    ).toBeUndefined();
  });

  it('are MAX_REST_CALLS too, by the types of the references', async () => {
    const { run } = await start({ MAX_REST_CALLS: '12', COST_EXTENSION: 'on' }, []);
    const query = `query ($r: [_Any!]!) { _entities(representations: $r) {
      ... on Customer { wallets(first: 1) { nodes { balance { pending } } } } ... on Wallet { balance { pending } } } }`;
    const customer = { __typename: 'Customer', id: 'cus_busy' };
    const ids = [...MANY_WALLET_IDS.slice(0, 10)];
    const { extensions } = await run(query, { r: [...ids.map(wallet), customer] });
    expect(extensions).toMatchObject({ cost: { requested: 12, made: 12 } });
    expect(codeOf(await run(query, { r: [...ids.map(wallet), wallet('wal_x'), customer] }))).toBe('LIMIT_EXCEEDED');
  });
});

describe('FEDERATION', () => {
  it('excludes trusted documents, which routers do not send', async () => {
    const env = { AUTH: 'none', STORE_URL: 'memory:', UPSTREAM_URL: 'http://127.0.0.1:1', ...ON };
    expect(() => readConfig({ ...env, TRUSTED_DOCUMENTS: 'nowhere.json' })).toThrow(ConfigError);
    expect(() => readConfig({ ...env, TRUSTED_DOCUMENTS: 'nowhere.json' })).toThrow(/FEDERATION/);
    const { run } = await startGateway('http://127.0.0.1:1', { env: ON });
    expect((await run('{ __type(name: "_Entity") { possibleTypes { name } } }')).data.__type).toEqual({
      possibleTypes: ['AssetNetwork', 'Customer', 'TopupOrder', 'Wallet'].map((name) => ({ name })),
    });
  });
});

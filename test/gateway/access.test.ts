import { describe, expect, it, vi } from 'vitest';
import { RULES } from '../../src/auth/rules.js';
import { createSchema } from '../../src/graphql/schema.js';
import { BUSY_ORDER_IDS, sampleDirectory } from '../../src/simulator/sample-data.js';
import { type Answer, startGateway, startWithSimulator, type TestGateway } from '../support/gateway.js';
import { ok, orderText, startRestServer } from '../support/rest-server.js';
import { subscribeTo } from '../support/subscription.js';
import { customerToken, inSeconds, JWT_ENV, operatorToken, sign } from '../support/tokens.js';

const OWN_ORDER = 'bacd97d132014cb6b23ee18fdea3b5c4';
const FOREIGN = { customer: 'cus_busy', ref: 'user_busy', wallet: 'wal_busy', order: BUSY_ORDER_IDS[0] ?? '' };
const MISSING = { customer: 'cus_none', ref: 'user_none', wallet: 'wal_none', order: 'ord_none' };
const OWN = { customer: 'cus_8a9b3e', ref: 'user_10086', wallet: 'wal_c1f0aa', order: OWN_ORDER };

const EVERYTHING = `query ($customer: ID!, $ref: String!, $wallet: ID!, $order: ID!) {
  customer(id: $customer) { id name email wallets { nodes { id } } }
  customerByExternalRef(externalRef: $ref) { id email }
  wallet(id: $wallet) { id asset address balance { available } transactions { nodes { amount } } topupOrders { totalCount } }
  aliased: wallet(id: $wallet) { topupOrders { nodes { id } } }
  wallets(ids: [$wallet, "wal_c1f0aa", $wallet]) { id balance { available } }
  topupOrder(id: $order) { id quote { fee } paymentInstructions wallet { id customer { email } } }
  topupOrders(ids: [$order, "${OWN_ORDER}"]) { id status }
}`;
const NOTHING = {
  customer: null,
  customerByExternalRef: null,
  wallet: null,
  aliased: null,
  wallets: [null, { id: 'wal_c1f0aa', balance: { available: '65.2932' } }, null],
  topupOrder: null,
  topupOrders: [null, { id: OWN_ORDER, status: 'COMPLETED' }],
};

const start = (seed = sampleDirectory()) => startWithSimulator({ env: JWT_ENV, seed });
const alice = () => customerToken('cus_8a9b3e');
const codes = ({ errors = [] }: Answer): string[] => errors.map(({ extensions }) => extensions.code);

describe('the rules', () => {
  it('have a row for each root field, and no other', () => {
    const schema = createSchema();
    const types = [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()];
    const fields = types.flatMap((type) =>
      Object.keys(type?.getFields() ?? {}).map((field) => `${type?.name}.${field}`),
    );
    expect(Object.keys(RULES).sort()).toEqual(fields.sort());
    expect(
      Object.entries(RULES).map(([field, { customer, operator }]) => `${field}: ${customer}, ${operator}`),
    ).toEqual([
      'Query.viewer: own, all',
      'Query.customer: own, all',
      'Query.customerByExternalRef: own, all',
      'Query.wallet: own, all',
      'Query.wallets: own, all',
      'Query.topupOrder: own, all',
      'Query.topupOrders: own, all',
      'Query.assetNetworks: all, all',
      'Mutation.createCustomer: no, all',
      'Mutation.createWallet: own, all',
      'Mutation.createTopupQuote: all, all',
      'Mutation.createTopupOrder: own, all',
      'Subscription.topupStatus: own, all',
    ]);
  });
});

describe('a customer', () => {
  it.each([
    ['that the directory knows', sampleDirectory()],
    ['although the directory knows nothing', []],
  ])('reaches what is theirs, %s', async (_, seed) => {
    const { run } = await start(seed);
    const answer = await run(EVERYTHING, OWN, await alice());
    expect(answer.errors).toBeUndefined();
    expect(answer.data).toMatchObject({
      customer: { id: 'cus_8a9b3e', wallets: { nodes: [{ id: 'wal_c1f0aa' }] } },
      wallet: { id: 'wal_c1f0aa', balance: { available: '65.2932' }, topupOrders: { totalCount: 1 } },
      topupOrder: { id: OWN_ORDER, wallet: { id: 'wal_c1f0aa' } },
    });
    expect((await run('{ viewer { id wallets { nodes { id } } } }', {}, await alice())).data.viewer).toEqual({
      id: 'cus_8a9b3e',
      wallets: { nodes: [{ id: 'wal_c1f0aa' }] },
    });
  });

  it.each([
    ['with a directory that knows', sampleDirectory()],
    ['with one that was just emptied', []],
  ])('can’t tell what is somebody else’s from what is nobody’s, %s', async (_, seed) => {
    const seen: { body: string; calls: string[] }[] = [];
    for (const ids of [FOREIGN, MISSING]) {
      const { run, calls } = await start(seed);
      const answer = await run(EVERYTHING, ids, await alice());
      expect(answer).toEqual({ data: NOTHING });
      seen.push({ body: JSON.stringify(answer), calls: calls().sort() });
    }
    expect(seen[0]).toEqual(seen[1]);
    expect(seen[0]?.calls.join()).not.toMatch(/busy|none/);
  });

  it('can’t write for somebody else, in the same words as for nobody', async () => {
    const { run, calls } = await start();
    const createWallet =
      'mutation ($id: ID!) { createWallet(input: { customerId: $id, asset: "USDT", network: "TRON" }) { wallet { id } errors { code message field } } }';
    const createOrder =
      'mutation ($id: ID!) { createTopupOrder(input: { quoteId: "q1", walletId: $id, payer: { name: "A" }, idempotencyKey: "k" }) { order { id } errors { code message field } } }';
    const token = await alice();
    const wallets = await Promise.all(['cus_busy', 'cus_none'].map((id) => run(createWallet, { id }, token)));
    const orders = await Promise.all(['wal_busy', 'wal_none'].map((id) => run(createOrder, { id }, token)));
    expect(wallets[0]).toEqual(wallets[1]);
    expect(orders[0]).toEqual(orders[1]);
    expect(wallets[0]?.data.createWallet.errors).toMatchObject([{ code: 'CUSTOMER_NOT_FOUND' }]);
    expect(orders[0]?.data.createTopupOrder.errors).toMatchObject([{ code: 'WALLET_NOT_FOUND' }]);
    expect(calls().filter((call) => call.startsWith('POST'))).toEqual([]);
  });

  it('is told the same words by the gateway as an operator is by the REST API', async () => {
    const { run } = await start();
    const create =
      'mutation { createWallet(input: { customerId: "cus_none", asset: "USDT", network: "TRON" }) { errors { code message field } } }';
    expect(await run(create, {}, await alice())).toEqual(await run(create, {}, await operatorToken()));
  });

  it('may open wallets and top them up for themselves, ask for quotes and assets, but not create customers', async () => {
    const { run } = await start([]);
    const token = await alice();
    const made = await run(
      `mutation {
        createWallet(input: { customerId: "cus_8a9b3e", asset: "USDC", network: "ETH" }) { wallet { id } errors { code } }
        createTopupQuote(input: { sourceCurrency: "AUD", targetCurrency: "USDT" }) { quote { id } }
        createCustomer(input: { externalRef: "x", name: "x", email: "x@example.com" }) { customer { id } }
      }`,
      {},
      token,
    );
    expect(codes(made)).toEqual(['FORBIDDEN']);
    const order =
      'mutation ($quote: ID!) { createTopupOrder(input: { quoteId: $quote, walletId: "wal_c1f0aa", payer: { name: "A" } }) { order { id } errors { code } } }';
    const ordered = await run(order, { quote: made.data.createTopupQuote.quote.id }, token);
    const orderId: string = ordered.data.createTopupOrder.order.id;
    const seen = await run(
      'query ($order: ID!, $wallet: ID!) { topupOrder(id: $order) { id } wallet(id: $wallet) { asset } assetNetworks { asset } }',
      { order: orderId, wallet: made.data.createWallet.wallet.id },
      token,
    );
    expect(seen.data).toMatchObject({ topupOrder: { id: orderId }, wallet: { asset: 'USDC' } });
  });

  it('gets nothing by a cursor of somebody else’s page', async () => {
    const { run, simulator, calls } = await start();
    const page = await run(
      '{ wallet(id: "wal_busy") { transactions(first: 2) { pageInfo { endCursor } } } }',
      {},
      await operatorToken(),
    );
    simulator.requests.length = 0;
    const query =
      'query ($after: String) { wallet(id: "wal_c1f0aa") { transactions(after: $after) { nodes { id } } } }';
    const answer = await run(query, { after: page.data.wallet.transactions.pageInfo.endCursor }, await alice());
    expect(codes(answer)).toEqual(['BAD_USER_INPUT']);
    expect(calls()).toEqual([]);
  });

  it('is denied a wallet that another customer claims too', async () => {
    const { run } = await start([
      { wallet: { id: 'wal_c1f0aa', customerId: 'cus_busy', asset: 'USDT', network: 'TRON' } },
    ]);
    const answer = await run(
      `{ wallet(id: "wal_c1f0aa") { id } topupOrder(id: "${OWN_ORDER}") { id } viewer { wallets { nodes { id } } } }`,
      {},
      await alice(),
    );
    expect(answer.data).toEqual({ wallet: null, topupOrder: null, viewer: { wallets: { nodes: [] } } });
  });
});

describe('looking for what is a customer’s', () => {
  async function startWithWallets(walletCount: number, ordersEach = 0) {
    const ids = Array.from({ length: walletCount }, (_, index) => `w${index}`);
    const rest = await startRestServer(({ path }) => {
      const url = new URL(path, 'http://rest');
      if (url.pathname === '/topup/orders') {
        const walletId = url.searchParams.get('walletId');
        const orders = Array.from({ length: ordersEach }, (_, index) => orderText({ id: `${walletId}-o${index}` }));
        return `{"status":"1","total":${ordersEach},"data":[${orders}]}`;
      }
      const start = Number(url.searchParams.get('cursor') ?? 0);
      const items = ids
        .slice(start, start + 100)
        .map((walletId) => ({ walletId, asset: 'A', network: 'N', address: 'x', status: 'ACTIVE' }));
      return ok({ items, nextCursor: start + 100 < ids.length ? String(start + 100) : null });
    });
    return { rest, ...(await startGateway(rest.url, { env: { ...JWT_ENV, STORE_URL: 'memory:' } })) };
  }

  it('is one scan for all who ask at once, remembered for 5 s', async () => {
    const { rest, run } = await startWithWallets(250);
    const token = await customerToken('c1');
    vi.useFakeTimers({ toFake: ['Date'] });
    const ask = () => run('{ a: wallet(id: "x1") { id } b: wallet(id: "x2") { id } }', {}, token);
    await Promise.all([ask(), ask(), ask()]);
    expect(rest.calls).toHaveLength(3);
    await ask();
    expect(rest.calls).toHaveLength(3);
    vi.setSystemTime(Date.now() + 5_001);
    await ask();
    vi.useRealTimers();
    expect(rest.calls).toHaveLength(6);
  });

  it('ends where the wallet is found', async () => {
    const { rest, run } = await startWithWallets(1_000);
    expect((await run('{ wallet(id: "w150") { id } }', {}, await customerToken('c1'))).data.wallet).toEqual({
      id: 'w150',
    });
    expect(rest.calls).toHaveLength(2);
  });

  it('is at most 50 calls, and then no null', async () => {
    const { rest, run } = await startWithWallets(60, 3);
    const answer = await run('{ topupOrder(id: "nowhere") { id } }', {}, await customerToken('c1'));
    expect(codes(answer)).toEqual(['LIMIT_EXCEEDED']);
    expect(rest.calls).toHaveLength(50);
    expect(
      (await run('{ topupOrder(id: "w20-o2") { id } }', {}, await customerToken('c1'))).errors?.[0]?.extensions.code,
    ).not.toBe('LIMIT_EXCEEDED');
  });
});

describe('nobody', () => {
  it('reaches nothing but __typename and introspection', async () => {
    const { run, calls } = await start();
    const answer = await run(EVERYTHING, OWN);
    expect(Object.values(answer.data).every((value) => value === null)).toBe(true);
    expect(new Set(codes(answer))).toEqual(new Set(['UNAUTHENTICATED']));
    const mutation = await run(
      'mutation { createTopupQuote(input: { sourceCurrency: "AUD", targetCurrency: "USDT" }) { quote { id } } }',
    );
    expect(codes(mutation)).toEqual(['UNAUTHENTICATED']);
    expect((await run('{ __typename __schema { queryType { name } } }')).data).toEqual({
      __typename: 'Query',
      __schema: { queryType: { name: 'Query' } },
    });
    expect(calls()).toEqual([]);
  });

  it('is not who comes with a bad token: that is 401', async () => {
    const { url } = await start();
    for (const authorization of [
      'Bearer nonsense',
      `Bearer ${await sign({ customer_id: 'c', exp: inSeconds(-1) })}`,
      'Basic eDp5',
    ]) {
      const response = await fetch(`${url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization },
        body: '{"query":"{ __typename }"}',
      });
      expect(response.status).toBe(401);
      expect(response.headers.get('www-authenticate')).toContain('Bearer');
      expect(((await response.json()) as Answer).errors?.[0]?.extensions.code).toBe('UNAUTHENTICATED');
    }
  });
});

describe('on WebSocket', () => {
  const STATUS = 'subscription ($id: ID!) { topupStatus(orderId: $id) { id status } }';
  const refusal = async (
    gateway: TestGateway,
    id: string,
    connectionParams: Record<string, unknown>,
  ): Promise<unknown> =>
    subscribeTo(gateway.client({ connectionParams }), STATUS, { id })
      .next()
      .catch((error: unknown) => error);

  it('a customer watches their own order; another’s is as good as none', async () => {
    for (const seed of [sampleDirectory(), []]) {
      const gateway = await start(seed);
      const connectionParams = { Authorization: `Bearer ${await alice()}` };
      const events = await subscribeTo(gateway.client({ connectionParams }), STATUS, { id: OWN_ORDER }).rest();
      expect(events).toEqual([{ data: { topupStatus: { id: OWN_ORDER, status: 'COMPLETED' } } }]);
      const foreign = await refusal(gateway, FOREIGN.order, connectionParams);
      expect(foreign).toMatchObject([{ extensions: { code: 'NOT_FOUND' } }]);
      expect(foreign).toEqual(await refusal(gateway, MISSING.order, connectionParams));
      expect(gateway.gateway.watchedOrders).toBe(0);
    }
  });

  it('a missing token closes with 4401, a bad or expired one with 4403', async () => {
    const gateway = await start();
    expect(await refusal(gateway, OWN_ORDER, {})).toMatchObject({ code: 4401 });
    expect(await refusal(gateway, OWN_ORDER, { authorization: 'Bearer nonsense' })).toMatchObject({ code: 4403 });
    const expired = await sign({ customer_id: 'cus_8a9b3e', exp: inSeconds(-1) });
    expect(await refusal(gateway, OWN_ORDER, { AUTHORIZATION: `Bearer ${expired}` })).toMatchObject({ code: 4403 });
  });

  it('the socket lives as long as its token, however long that is', async () => {
    const gateway = await start();
    const watch = async (exp: number) => {
      const connectionParams = { authorization: `Bearer ${await sign({ customer_id: 'cus_busy', exp })}` };
      const events = subscribeTo(gateway.client({ connectionParams }), STATUS, { id: FOREIGN.order });
      await events.next();
      return events;
    };
    const forever = await watch(inSeconds(1e12));
    const short = await watch(inSeconds(2));
    await expect(short.next()).rejects.toMatchObject({ code: 4403 });
    gateway.simulator.setOrderStatus(FOREIGN.order, 'COMPLETED');
    expect((await forever.next()).data.topupStatus.status).toBe('COMPLETED');
  });

  it('rules hold for queries and mutations too', async () => {
    const gateway = await start();
    const client = gateway.client({ connectionParams: { authorization: `Bearer ${await alice()}` } });
    const [answer] = await subscribeTo(client, EVERYTHING, FOREIGN).rest();
    expect(answer).toEqual({ data: NOTHING });
  });
});

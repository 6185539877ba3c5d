/** Whose something is where the REST API, the directory and a store that is away say different things. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { SeedRecord } from '../../src/simulator/simulator.js';
import { type Answer, startGateway, type TestGateway } from '../support/gateway.js';
import { hasRedis, startRedis } from '../support/redis.js';
import { withoutRequestIds } from '../support/request-ids.js';
import { ok, orderText, type RestAnswer, refuse, startRestServer } from '../support/rest-server.js';
import { subscribeTo } from '../support/subscription.js';
import { customerToken, JWT_ENV } from '../support/tokens.js';

const alice = () => customerToken('alice');
const walletOf = (id: string, customerId: string): SeedRecord => ({
  wallet: { id, customerId, asset: 'A', network: 'N' },
});
const BOBS: SeedRecord[] = [walletOf('w_bob', 'bob'), { order: { id: 'o_bob', walletId: 'w_bob' } }];
const STATUS = 'subscription ($id: ID!) { topupStatus(orderId: $id) { id } }';

const asListed = (walletId: string) => ({ walletId, asset: 'A', network: 'N', address: 'x', status: 'ACTIVE' });
const listOf = (ids: readonly string[]) =>
  `{"status":"1","total":${ids.length},"data":[${ids.map((id) => orderText({ id }))}]}`;

/** A REST API that lists these wallets by customer, and these orders by wallet; what it makes it doesn't list. */
const startRest = (wallets: Record<string, string[]>, orders: Record<string, string[]>) =>
  startRestServer(({ method, path, body }): RestAnswer => {
    const { pathname, searchParams } = new URL(path, 'http://rest');
    const [, kind, id = '', part] = pathname.split('/');
    if (method === 'POST' && kind === 'wallets') {
      const { customerId } = JSON.parse(body) as { customerId: string };
      return ok({ ...asListed('w_new'), customerId, createdAt: '2025-11-06T02:15:00Z' });
    }
    if (method === 'POST') {
      const { walletId } = JSON.parse(body) as { walletId: string };
      return `{"status":"1","data":${orderText({ id: `order_for_${walletId}`, extra: ',"paymentUrl":"IBAN"' })}}`;
    }
    if (kind === 'customers') return ok({ items: (wallets[id] ?? []).map(asListed), nextCursor: null });
    if (part === undefined) return listOf(orders[searchParams.get('walletId') ?? ''] ?? []);
    return `{"status":"1","data":${orderText({ id: part })}}`;
  });

const CREATE_ORDER = `mutation ($wallet: ID!) {
  createTopupOrder(input: { quoteId: "q", walletId: $wallet, payer: { name: "A" } }) { order { id paymentInstructions } }
}`;

function fileStore(): string {
  const folder = mkdtempSync(join(tmpdir(), 'ownership-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return `file:${folder}`;
}

describe('after a restart, with nothing in memory', () => {
  /** Bob's wallet and order are known to the gateway that was there before; the REST API lists both as Alice's too. */
  async function restarted() {
    const made = 'order_for_w_bob';
    const rest = await startRest({ alice: ['w_alice', 'w_bob'] }, { w_alice: ['o_alice', 'o_bob', made] });
    const env = { ...JWT_ENV, STORE_URL: fileStore() };
    const before = await startGateway(rest.url, { env, seed: [...BOBS, walletOf('w_alice', 'alice')] });
    const order = await before.run(CREATE_ORDER, { wallet: 'w_bob' }, await customerToken('bob'));
    expect(order.data.createTopupOrder.order).toEqual({ id: made, paymentInstructions: { paymentUrl: 'IBAN' } });
    await before.gateway.close();
    return startGateway(rest.url, { env });
  }

  it('a wallet that is remembered as another’s is not in the list', async () => {
    const { run } = await restarted();
    const answer = await run('{ viewer { wallets { nodes { id } } } }', {}, await alice());
    expect(answer).toEqual({ data: { viewer: { wallets: { nodes: [{ id: 'w_alice' }] } } } });
  });

  it('an order that is remembered as another wallet’s is not in the list, nor how it is to be paid', async () => {
    const { run } = await restarted();
    const query = '{ wallet(id: "w_alice") { topupOrders { nodes { id paymentInstructions } } } }';
    const nodes = [{ id: 'o_alice', paymentInstructions: null }];
    expect(await run(query, {}, await alice())).toEqual({ data: { wallet: { topupOrders: { nodes } } } });
  });
});

it('an order that is remembered as an unknown wallet’s is nobody’s, whatever a list says', async () => {
  const rest = await startRest({ alice: ['w_alice'] }, { w_alice: ['o_alice', 'o_other'] });
  const seed: SeedRecord[] = [{ order: { id: 'o_other', walletId: 'w_unknown' } }];
  const { run, client, gateway } = await startGateway(rest.url, { env: JWT_ENV, seed });
  const query = '{ other: topupOrder(id: "o_other") { id } own: topupOrder(id: "o_alice") { id } }';
  expect(await run(query, {}, await alice())).toEqual({ data: { other: null, own: { id: 'o_alice' } } });

  const watching = client({ connectionParams: { authorization: `Bearer ${await alice()}` } });
  const watch = (id: string) => subscribeTo(watching, STATUS, { id }).next();
  expect(await watch('o_alice')).toEqual({ data: { topupStatus: { id: 'o_alice' } } });
  await expect(watch('o_other')).rejects.toMatchObject([{ extensions: { code: 'NOT_FOUND' } }]);
  expect(gateway.watchedOrders).toBe(1);
});

describe('where whose something is can’t be found out', () => {
  const QUERY = `query ($wallet: ID!, $order: ID!) {
    b: wallet(id: "none") { id } a: wallet(id: $wallet) { id } o: topupOrder(id: $order) { id }
  }`;
  const TRANSPORTS: [string, (started: TestGateway, variables: Record<string, string>) => Promise<Answer>][] = [
    ['HTTP', async ({ run }, variables) => run(QUERY, variables, await alice())],
    [
      'WebSocket',
      async ({ client }, variables) => {
        const connectionParams = { authorization: `Bearer ${await alice()}` };
        return (await subscribeTo(client({ connectionParams }), QUERY, variables).next()) as Answer;
      },
    ],
  ];
  const FAILURES: [string, Parameters<typeof startRestServer>[0], string][] = [
    [
      'the scan has more pages than it may read',
      ({ path }) => {
        const page = Number(new URL(path, 'http://rest').searchParams.get('cursor') ?? 0);
        return ok({ items: [asListed(`w${page}`)], nextCursor: `${page + 1}` });
      },
      'LIMIT_EXCEEDED',
    ],
    ['the REST API fails', (_, response) => refuse(response, 503, 'down'), 'UPSTREAM_UNAVAILABLE'],
  ];
  const CASES = FAILURES.flatMap(([what, respond, code]) =>
    TRANSPORTS.map(([transport, ask]) => ({ what, respond, code, transport, ask })),
  );

  it.each(CASES)('because $what, another’s is answered as what isn’t there, on $transport', async (each) => {
    const answers: string[] = [];
    for (const variables of [
      { wallet: 'w_bob', order: 'o_bob' },
      { wallet: 'w_not', order: 'o_not' },
    ]) {
      const rest = await startRestServer(each.respond);
      // In a folder: what is remembered and what isn't take a different time to look up.
      const started = await startGateway(rest.url, { env: { ...JWT_ENV, STORE_URL: fileStore() }, seed: BOBS });
      const answer = await each.ask(started, variables);
      expect(answer.data).toEqual({ b: null, a: null, o: null });
      expect(answer.errors?.map(({ path, extensions }) => [path, extensions.code])).toEqual([
        [['b'], each.code],
        [['a'], each.code],
        [['o'], each.code],
      ]);
      answers.push(JSON.stringify(withoutRequestIds(answer)));
    }
    expect(answers[0]).toBe(answers[1]);
  });
});

describe.skipIf(!hasRedis)('while the store is away', () => {
  async function startWithout() {
    const rest = await startRest({ alice: ['w_alice'] }, {});
    const redis = await startRedis();
    const started = await startGateway(rest.url, { env: { ...JWT_ENV, STORE_URL: redis.url } });
    await redis.stop();
    return started;
  }

  it('what the REST API lists is found, and nothing else', async () => {
    const { run } = await startWithout();
    const query = '{ own: wallet(id: "w_alice") { id } other: wallet(id: "w_bob") { id } }';
    expect(await run(query, {}, await alice())).toEqual({ data: { own: { id: 'w_alice' }, other: null } });
  });

  it('a wallet and orders that were made just now are there at once, with how to pay', async () => {
    const { run } = await startWithout();
    const token = await alice();
    // The list is read and remembered before: it can't be what tells of the new wallet.
    expect((await run('{ wallet(id: "w_new") { id } }', {}, token)).data).toEqual({ wallet: null });
    const create =
      'mutation { createWallet(input: { customerId: "alice", asset: "A", network: "N" }) { wallet { id } } }';
    expect(await run(create, {}, token)).toEqual({ data: { createWallet: { wallet: { id: 'w_new' } } } });
    expect(await run('{ wallet(id: "w_new") { id } }', {}, token)).toEqual({ data: { wallet: { id: 'w_new' } } });

    for (const wallet of ['w_new', 'w_alice']) {
      const order = { id: `order_for_${wallet}`, paymentInstructions: { paymentUrl: 'IBAN' } };
      expect(await run(CREATE_ORDER, { wallet }, token)).toEqual({ data: { createTopupOrder: { order } } });
      const query = 'query ($id: ID!) { topupOrder(id: $id) { id paymentInstructions wallet { id } } }';
      const topupOrder = { ...order, wallet: { id: wallet } };
      expect(await run(query, { id: order.id }, token)).toEqual({ data: { topupOrder } });
    }
  });
});

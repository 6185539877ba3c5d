/** Orders in batches, and answers of the REST API that must not be taken for what they look like. */
import type { ServerResponse } from 'node:http';
import { describe, expect, it } from 'vitest';
import type { SeedRecord } from '../../src/simulator/simulator.js';
import { type Answer, startGateway } from '../support/gateway.js';
import { logLines } from '../support/redis.js';
import { orderText, type RestAnswer, refuse, startRestServer } from '../support/rest-server.js';

const IDS = ['o1', 'o2', 'o3'];
const WALLET: SeedRecord = { wallet: { id: 'w1', customerId: 'c1', asset: 'A', network: 'N' } };
const ORDERS: SeedRecord[] = IDS.map((id) => ({ order: { id, walletId: 'w1' } }));
const codesOf = ({ errors }: Answer) => errors?.map(({ extensions }) => extensions.code);

describe('three orders of one wallet', () => {
  const listed = (texts: string[]) => `{"status":"1","total":${texts.length},"data":[${texts}]}`;
  const broken = orderText({ id: 'o2', fee: '"much"' });

  it.each<[string, (response: ServerResponse) => RestAnswer, string[]?]>([
    ['answers 500', (response) => refuse(response, 500, 'broken')],
    ['holds a broken order', () => listed([orderText({ id: 'o1' }), broken, orderText({ id: 'o3' })]), ['o2']],
    ['is broken off', (response) => void response.socket?.destroy()],
    ['says that there is no such wallet', (response) => refuse(response, 404, 'wallet not found')],
    ['has a total that is none', () => listed(IDS.map((id) => orderText({ id }))).replace('"total":3', '"total":-5')],
    ['has none of them', () => listed([])],
  ])('are read one by one where its list %s', async (_, answerList, missing = IDS) => {
    const rest = await startRestServer(({ path }, response) => {
      const id = path.split('/')[3];
      return id === undefined ? answerList(response) : `{"status":"1","data":${orderText({ id })}}`;
    });
    const { run } = await startGateway(rest.url, { seed: [WALLET, ...ORDERS] });
    const query = 'query ($ids: [ID!]!) { topupOrders(ids: $ids) { id status wallet { id } } }';
    const expected = IDS.map((id) => ({ id, status: 'TRANSFERRING', wallet: { id: 'w1' } }));
    expect(await run(query, { ids: IDS })).toEqual({ data: { topupOrders: expected } });
    const [list, ...orders] = new Set(rest.lines());
    expect(list).toMatch(/^GET \/topup\/orders\?walletId=w1&/);
    expect(orders.sort()).toEqual(missing.map((id) => `GET /topup/orders/${id}`));
  });

  it('are each their own where one can’t be read at all', async () => {
    const rest = await startRestServer(({ path }, response) => {
      const id = path.split('/')[3];
      if (id === undefined || id === 'o2') return refuse(response, 500, 'broken');
      return `{"status":"1","data":${orderText({ id })}}`;
    });
    const { run } = await startGateway(rest.url, { seed: [WALLET, ...ORDERS] });
    const answer = await run('query ($ids: [ID!]!) { topupOrders(ids: $ids) { id } }', { ids: IDS });
    expect(answer.data.topupOrders).toEqual([{ id: 'o1' }, null, { id: 'o3' }]);
    expect(answer.errors).toMatchObject([{ path: ['topupOrders', 1], extensions: { code: 'UPSTREAM_UNAVAILABLE' } }]);
  });
});

describe('payment instructions', () => {
  const CREATE = `mutation {
    createTopupOrder(input: { quoteId: "q1", walletId: "w1", payer: { name: "A" } }) { order { paymentInstructions } }
  }`;

  const started = async (env: Record<string, string> = {}) => {
    const rest = await startRestServer(({ method }) => {
      const made =
        ',"bankTransfer":{"iban":"X1","amount":12.50},"paymentUrl":"https://pay","riskScore":91,"internalNote":"vip"';
      const later = ',"bankTransfer":{"iban":"X2"},"riskScore":12';
      return `{"status":"1","data":${orderText({ id: 'o1', extra: method === 'POST' ? made : later })}}`;
    });
    const lines = logLines();
    const { run } = await startGateway(rest.url, { env, log: lines.log });
    const create = async () => (await run(CREATE)).data.createTopupOrder.order.paymentInstructions;
    const read = async () => (await run('{ topupOrder(id: "o1") { paymentInstructions } }')).data.topupOrder;
    return { create, read, dropped: () => lines.text().match(/"member":"[^"]*"/g) };
  };

  it('are the named members of the answer that made the order, and nothing that a later read tells', async () => {
    const { create, read, dropped } = await started();
    const paymentInstructions = { bankTransfer: { iban: 'X1', amount: '12.50' }, paymentUrl: 'https://pay' };
    expect(await create()).toEqual(paymentInstructions);
    await create();
    expect(await read()).toEqual({ paymentInstructions });
    expect(dropped()).toEqual(['"member":"order.riskScore"', '"member":"order.internalNote"']);
  });

  it('are the members that PAYMENT_INSTRUCTION_FIELDS names', async () => {
    const { create, read } = await started({ PAYMENT_INSTRUCTION_FIELDS: 'riskScore, status' });
    expect(await create()).toEqual({ riskScore: '91' });
    expect(await read()).toEqual({ paymentInstructions: { riskScore: '91' } });
  });
});

describe('an answer that makes no sense', () => {
  it.each(['99999999999', '-5', '2147483648', '1.5', '"7"', 'null'])(
    'is refused where the total of orders is %s',
    async (total) => {
      const rest = await startRestServer(() => `{"status":"1","total":${total},"data":[${orderText({ id: 'o1' })}]}`);
      const { run } = await startGateway(rest.url, { seed: [WALLET] });
      const answer = await run('{ wallet(id: "w1") { id topupOrders { totalCount nodes { id } } } }');
      expect(answer.data).toEqual({ wallet: { id: 'w1', topupOrders: null } });
      expect(codesOf(answer)).toEqual(['UPSTREAM_BAD_RESPONSE']);
    },
  );

  it('is taken where the total is the largest that there is', async () => {
    const rest = await startRestServer(() => `{"status":"1","total":2147483647,"data":[${orderText({ id: 'o1' })}]}`);
    const { run } = await startGateway(rest.url, { seed: [WALLET] });
    const answer = await run('{ wallet(id: "w1") { topupOrders(first: 1) { totalCount nodes { id } } } }');
    expect(answer.data.wallet.topupOrders).toEqual({ totalCount: 2147483647, nodes: [{ id: 'o1' }] });
  });

  it.each([200, 400, 404])('is refused where assets are “not found” with HTTP %i', async (status) => {
    const rest = await startRestServer((_call, response) => refuse(response, status, 'not found'));
    const { run } = await startGateway(rest.url, { seed: [WALLET] });
    const list = await run('{ assetNetworks { asset } }');
    expect(list.data).toEqual({ assetNetworks: null });
    expect(codesOf(list)).toEqual(['UPSTREAM_BAD_RESPONSE']);
    const ofWallet = await run('{ wallet(id: "w1") { id assetNetwork { asset } } }');
    expect(ofWallet.data).toEqual({ wallet: { id: 'w1', assetNetwork: null } });
    expect(codesOf(ofWallet)).toEqual(['UPSTREAM_BAD_RESPONSE']);
  });

  it.each([
    [401, 'api key not found'],
    [403, 'tenant not found'],
    [407, 'not found'],
    [429, 'quota not found'],
  ])('is not “no such thing” with HTTP %i, although it says “%s”', async (status, message) => {
    const rest = await startRestServer((_call, response) => refuse(response, status, message));
    const { run } = await startGateway(rest.url, { seed: [WALLET] });
    const known = await run('{ wallet(id: "w1") { id balance { available } } }');
    expect(known.data).toEqual({ wallet: { id: 'w1', balance: null } });
    expect(codesOf(known)).toEqual(['UPSTREAM_UNAVAILABLE']);
    const unknown = await run('{ wallet(id: "w2") { balance { available } } topupOrder(id: "o1") { id } }');
    expect(unknown.errors?.length).toBeGreaterThanOrEqual(2);
    expect(new Set(codesOf(unknown))).toEqual(new Set(['UPSTREAM_UNAVAILABLE']));
  });
});

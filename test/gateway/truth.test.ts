import { describe, expect, it } from 'vitest';
import { startGateway, startWithSimulator } from '../support/gateway.js';
import { ok, orderText, refuse, startRestServer } from '../support/rest-server.js';

const balance = (walletId: string, available: string) =>
  ok({
    walletId,
    asset: 'USDT',
    network: 'TRON',
    available,
    pending: '0',
    updatedAt: '2025-11-06T02:20:00.123456+08:00',
  });

describe('what a client sees is what the REST API said', () => {
  it('to the last digit of a JSON number', async () => {
    const extra = ',"bankTransfer":{"iban":"X1","amount":12345678901234567890.10,"lines":[1e2,true,null]}';
    const rest = await startRestServer(
      () => `{"status":"1","data":${orderText({ id: 'o1', fee: '32.870000000000000001', extra })}}`,
    );
    const { run } = await startGateway(rest.url);
    const order = '{ id quote { fee sourceAmount targetAmount } paymentInstructions }';
    const expected = {
      id: 'o1',
      quote: { fee: '32.870000000000000001', sourceAmount: '50', targetAmount: '32.87' },
      paymentInstructions: {
        bankTransfer: { iban: 'X1', amount: '12345678901234567890.10', lines: ['100', true, null] },
      },
    };
    const create = `mutation { createTopupOrder(input: { quoteId: "q", walletId: "w1", payer: { name: "A" } }) { order ${order} } }`;
    expect((await run(create)).data.createTopupOrder.order).toEqual(expected);
    expect((await run(`{ topupOrder(id: "o1") ${order} }`)).data.topupOrder).toEqual(expected);
  });

  it('refuses a number whose exponent is past ±100, and amounts that are none', async () => {
    const fees: Record<string, string> = { big: '1e101', text: '"1"', none: 'null' };
    const rest = await startRestServer(({ path }) => {
      const id = path.split('/').at(-1) ?? '';
      return `{"status":"1","data":${orderText({ id, fee: fees[id] ?? '1' })}}`;
    });
    const { run } = await startGateway(rest.url);
    const answer = await run('{ topupOrders(ids: ["big", "text", "none", "fine"]) { id } }');
    expect(answer.data.topupOrders).toEqual([null, null, null, { id: 'fine' }]);
    expect(answer.errors?.map(({ path, extensions }) => [path, extensions.code])).toEqual(
      [0, 1, 2].map((index) => [['topupOrders', index], 'UPSTREAM_BAD_RESPONSE']),
    );
  });

  it('reads `created` in the zone of the REST API, and keeps words that it does not know', async () => {
    const rest = await startRestServer(({ path }) =>
      path.includes('/transactions')
        ? ok({
            items: [
              {
                txId: 't1',
                type: 'REVERSAL',
                reason: 'X',
                amount: '-0.50',
                asset: 'A',
                network: 'N',
                createdAt: '2025-11-06T02:58:00Z',
              },
            ],
          })
        : `{"status":"1","data":${orderText({ id: 'o1', status: 'IN_REVIEW' })}}`,
    );
    const { run } = await startGateway(rest.url, { env: { UPSTREAM_TIMEZONE: 'Asia/Shanghai' } });
    const answer = await run(`{
      topupOrder(id: "o1") { status rawStatus createdAt }
      wallet(id: "w1") { transactions { nodes { type rawType amount txHash } } }
    }`);
    expect(answer).toEqual({
      data: {
        topupOrder: { status: 'UNKNOWN', rawStatus: 'IN_REVIEW', createdAt: '2025-12-03T09:07:48Z' },
        wallet: { transactions: { nodes: [{ type: 'UNKNOWN', rawType: 'REVERSAL', amount: '-0.50', txHash: null }] } },
      },
    });
  });

  it('leaves the rest of an answer standing where a part fails', async () => {
    const rest = await startRestServer(({ path }, response) => {
      if (path.startsWith('/customers')) {
        const items = ['w1', 'w2', 'w3', 'w4', 'w5'].map((walletId) => ({
          walletId,
          asset: 'USDT',
          network: 'TRON',
          address: 'T',
          status: 'ACTIVE',
        }));
        return ok({ items, nextCursor: null });
      }
      if (path.includes('w1')) return balance('w1', '65.2932');
      if (path.includes('w2')) return balance('another', '1');
      if (path.includes('w3')) return '<html>oops</html>';
      if (path.includes('w4')) return refuse(response, 500, 'broken');
      response.statusCode = 404;
      return 'no such page';
    });
    const { run } = await startGateway(rest.url);
    const answer = await run('{ customer(id: "c1") { wallets { nodes { id balance { available updatedAt } } } } }');
    expect(answer.data.customer.wallets.nodes).toEqual([
      { id: 'w1', balance: { available: '65.2932', updatedAt: '2025-11-05T18:20:00.123456Z' } },
      ...['w2', 'w3', 'w4', 'w5'].map((id) => ({ id, balance: null })),
    ]);
    expect(answer.errors?.map(({ path, extensions }) => [path?.[3], extensions.code])).toEqual([
      [1, 'UPSTREAM_BAD_RESPONSE'],
      [2, 'UPSTREAM_BAD_RESPONSE'],
      [3, 'UPSTREAM_UNAVAILABLE'],
      [4, 'UPSTREAM_BAD_RESPONSE'],
    ]);
  });

  it.each([
    ['an envelope with HTTP 404', 404, 'gone'],
    ['an envelope that says so with HTTP 400', 400, 'not found'],
    ['an envelope that says so with HTTP 200', 200, 'does NOT exist'],
  ])('takes %s for “no such thing”', async (_, status, message) => {
    const rest = await startRestServer(({ path }, response) =>
      refuse(response, status, `${path.startsWith('/wallets/') ? 'Wallet' : 'Order'} ${message}`),
    );
    const { run } = await startGateway(rest.url);
    expect(await run('{ wallet(id: "w1") { balance { available } } topupOrder(id: "o1") { id } }')).toEqual({
      data: { wallet: null, topupOrder: null },
    });
  });

  it('sends the REST API’s credentials with every call, below its path prefix', async () => {
    const rest = await startRestServer(() => ok({ matrix: [] }));
    const { run } = await startGateway(`${rest.url}/api/v2/`, { env: { UPSTREAM_AUTHORIZATION: 'Bearer s3cret' } });
    expect(await run('{ assetNetworks { asset } }')).toEqual({ data: { assetNetworks: [] } });
    expect(rest.lines()).toEqual(['GET /api/v2/assets/networks']);
    expect(rest.calls[0]?.headers.authorization).toBe('Bearer s3cret');
  });

  it('finds supported assets by asset and network', async () => {
    const { run } = await startWithSimulator();
    const answer = await run(
      '{ assetNetworks(asset: "USDT", network: "ETH") { asset network minTopupFiat settlementSlaMins } }',
    );
    expect(answer.data.assetNetworks).toEqual([
      { asset: 'USDT', network: 'ETH', minTopupFiat: '100.00', settlementSlaMins: 30 },
    ]);
  });
});

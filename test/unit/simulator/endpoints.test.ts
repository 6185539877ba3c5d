import { Compile } from 'typebox/compile';
import { describe, expect, it } from 'vitest';
import { success } from '../../../src/rest/contract/contract.js';
import * as endpoints from '../../../src/rest/contract/endpoints.js';
import { call, get, order, simulate } from './support.js';

const DOCUMENTED_ORDER = {
  orderId: 'bacd97d132014cb6b23ee18fdea3b5c4',
  status: 'COMPLETED',
  created: '2025-12-03 17:07:48',
  quoteSnapshot: {
    fee: 1,
    feeCurrency: 'USD',
    sourceAmount: 50,
    sourceCurrency: 'AUD',
    targetAmount: 32.87,
    targetCurrency: 'USDT',
  },
};

describe("the documentation's samples", () => {
  it.each([
    [
      '/customers/cus_8a9b3e/wallets?limit=50&cursor=',
      {
        items: [{ walletId: 'wal_c1f0aa', asset: 'USDT', network: 'TRON', address: 'TQn2...V1', status: 'ACTIVE' }],
        nextCursor: null,
      },
    ],
    [
      '/wallets/wal_c1f0aa/balances',
      {
        walletId: 'wal_c1f0aa',
        asset: 'USDT',
        network: 'TRON',
        available: '65.2932',
        pending: '0',
        updatedAt: '2025-11-06T02:20:00Z',
      },
    ],
    [
      '/wallets/wal_c1f0aa/transactions?limit=50',
      {
        items: [
          {
            txId: 'tx_4c9a1e',
            type: 'CREDIT',
            reason: 'TOPUP_CREDIT',
            amount: '1325.44',
            asset: 'USDT',
            network: 'TRON',
            txHash: 'a18f...ce9',
            createdAt: '2025-11-06T02:58:00Z',
          },
        ],
        nextCursor: null,
      },
    ],
    ['/topup/orders/bacd97d132014cb6b23ee18fdea3b5c4', DOCUMENTED_ORDER],
    [
      '/assets/networks',
      {
        matrix: [
          { asset: 'USDT', network: 'TRON', minTopupFiat: '100.00', settlementSlaMins: 30 },
          { asset: 'USDT', network: 'ETH', minTopupFiat: '100.00', settlementSlaMins: 30 },
          { asset: 'USDC', network: 'ETH', minTopupFiat: '100.00', settlementSlaMins: 30 },
        ],
      },
    ],
  ])('answer %s', async (path, data) => {
    const { status, body } = await call(await simulate(), `GET ${path}`);
    expect({ status, body }).toEqual({ status: 200, body: { status: '1', data } });
  });

  it('answer the order list with the total beside it, CREDITED finding what is completed', async () => {
    const path = '/topup/orders?walletId=wal_c1f0aa&status=CREDITED&pageSize=20&pages=1';
    const { body } = await call(await simulate(), `GET ${path}`);
    expect(body).toEqual({ status: '1', total: 1, data: [DOCUMENTED_ORDER] });
  });

  it('have their amounts as JSON numbers, and a new order of 50 AUD is for 32.87 USDT', async () => {
    const simulator = await simulate();
    const { text } = await call(simulator, `GET /topup/orders/${await order(simulator, 'wal_c1f0aa')}`);
    expect(text).toContain(
      '"quoteSnapshot":{"fee":1,"feeCurrency":"USD","sourceAmount":50,"sourceCurrency":"AUD","targetAmount":32.87,"targetCurrency":"USDT"}',
    );
  });
});

describe('the contract', () => {
  const fits = (endpoint: endpoints.Endpoint, body: unknown) =>
    Compile(success(endpoint.data, endpoint.extra)).Errors(body);

  it('is kept by every endpoint', async () => {
    const simulator = await simulate();
    const customer = await call(simulator, 'POST /customers', {
      externalRef: 'user_1',
      name: 'Bo',
      email: 'bo@example.com',
      metadata: { tier: 'new' },
    });
    const wallet = await call(simulator, 'POST /wallets', {
      customerId: customer.body.data.customerId,
      asset: 'USDC',
      network: 'ETH',
    });
    const { walletId } = wallet.body.data;
    const quote = await call(simulator, 'POST /global/payout/rate/query/price', {
      sourceCurrency: 'EUR',
      targetCurrency: 'USDC',
    });
    const made = await call(simulator, 'POST /topup/orders', {
      quoteId: quote.body.data.queryNo,
      walletId,
      payer: { name: 'Bo' },
    });
    const answers: [endpoints.Endpoint, { body: unknown }][] = [
      [endpoints.createCustomer, customer],
      [endpoints.createWallet, wallet],
      [endpoints.customerWallets, await call(simulator, 'GET /customers/cus_many/wallets?limit=7')],
      [endpoints.walletBalance, await call(simulator, `GET /wallets/${walletId}/balances`)],
      [endpoints.walletTransactions, await call(simulator, 'GET /wallets/wal_busy/transactions?limit=100')],
      [endpoints.createQuote, quote],
      [endpoints.createOrder, made],
      [endpoints.order, await call(simulator, `GET /topup/orders/${made.body.data.orderId}`)],
      [endpoints.orders, await call(simulator, 'GET /topup/orders?walletId=wal_busy&pageSize=100')],
      [endpoints.assetNetworks, await call(simulator, 'GET /assets/networks')],
    ];
    expect(answers.map(([{ name }]) => name)).toEqual(endpoints.endpoints.map(({ name }) => name));
    for (const [endpoint, { body }] of answers) expect(fits(endpoint, body), endpoint.name).toEqual([]);
  });

  it("is kept by new customers and wallets, whose answers hold the documentation's members only", async () => {
    const simulator = await simulate();
    const profile = { externalRef: 'user_1', name: 'Bo', email: 'bo@example.com' };
    const customer = (await call(simulator, 'POST /customers', { ...profile, metadata: { tier: 'new' } })).body.data;
    expect(customer).toEqual({ customerId: expect.any(String), ...profile, createdAt: expect.any(String) });

    const { customerId } = customer;
    const wallet = (await call(simulator, 'POST /wallets', { customerId, asset: 'USDT', network: 'ETH' })).body.data;
    expect(wallet).toEqual({
      walletId: expect.any(String),
      customerId,
      asset: 'USDT',
      network: 'ETH',
      address: expect.stringMatching(/^0x[0-9a-f]{40}$/),
      status: 'ACTIVE',
      createdAt: expect.any(String),
    });
    expect(await get(simulator, `/customers/${customerId}/wallets`)).toEqual({
      items: [{ walletId: wallet.walletId, asset: 'USDT', network: 'ETH', address: wallet.address, status: 'ACTIVE' }],
      nextCursor: null,
    });
  });

  it('lets an order tell where to pay when it is made, and never again', async () => {
    const simulator = await simulate({ sourceAmount: '12345678901234567890.10' });
    const quote = await call(simulator, 'POST /global/payout/rate/query/price', {
      sourceCurrency: 'AUD',
      targetCurrency: 'USDT',
    });
    const body = { quoteId: quote.body.data.queryNo, walletId: 'wal_c1f0aa', payer: { name: 'Alice Chen' } };
    const made = await call(simulator, 'POST /topup/orders', body);
    expect(made.body.data.status).toBe('TRANSFERRING');
    expect(made.body.data.bankTransfer).toMatchObject({ bankName: expect.any(String), currency: 'AUD' });
    expect(made.text).toContain('"amount":12345678901234567890.10');
    expect(made.text).toContain('"targetAmount":8362962887696296287.75374');

    const again = await get(simulator, `/topup/orders/${made.body.data.orderId}`);
    expect(Object.keys(again)).toEqual(['orderId', 'status', 'created', 'quoteSnapshot']);
  });
});

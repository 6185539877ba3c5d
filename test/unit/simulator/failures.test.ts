import { describe, expect, it } from 'vitest';
import { call, simulate } from './support.js';

const CUSTOMER = { externalRef: 'user_1', name: 'Bo', email: 'bo@example.com' };
const WALLET = { customerId: 'cus_8a9b3e', asset: 'USDT', network: 'TRON' };
const ORDER = { quoteId: 'q_none', walletId: 'wal_c1f0aa', payer: { name: 'Bo' } };
const QUOTE = '/global/payout/rate/query/price';

describe('what the REST API refuses', () => {
  it.each<[string, unknown, number, string]>([
    ['POST /customers', { ...CUSTOMER, email: 'Alice@example.com' }, 400, 'email already exists'],
    ['POST /customers', '{"name":', 400, 'invalid request body'],
    ['POST /customers', '', 400, 'invalid request body'],
    ['POST /customers', { ...CUSTOMER, name: 1 }, 400, 'invalid request body'],
    ['POST /customers', [CUSTOMER], 400, 'invalid request body'],
    ['POST /wallets', { ...WALLET, network: 'SOL' }, 400, 'unsupported asset/network'],
    ['POST /wallets', { ...WALLET, asset: 'USDC' }, 400, 'unsupported asset/network'],
    ['POST /wallets', { ...WALLET, customerId: 'cus_none' }, 404, 'customer not found'],
    [`POST ${QUOTE}`, { sourceCurrency: 'JPY', targetCurrency: 'USDT' }, 400, 'unsupported currency'],
    [`POST ${QUOTE}`, { sourceCurrency: 'AUD', targetCurrency: 'EUR' }, 400, 'unsupported currency'],
    ['POST /topup/orders', ORDER, 400, 'quote not found'],
    ['POST /topup/orders', { ...ORDER, walletId: 'wal_none' }, 404, 'wallet not found'],
    ['POST /topup/orders', { ...ORDER, payer: 'Bo' }, 400, 'invalid request body'],
    ['GET /customers/cus_none/wallets', undefined, 404, 'customer not found'],
    ['GET /wallets/wal_none/balances', undefined, 404, 'wallet not found'],
    ['GET /wallets/wal_none/transactions', undefined, 404, 'wallet not found'],
    ['GET /topup/orders/none', undefined, 404, 'order not found'],
    [`GET /topup/orders/${'x'.repeat(500)}`, undefined, 404, 'order not found'],
    ['GET /topup/orders', undefined, 400, 'walletId is required'],
    ['GET /topup/orders?walletId=wal_none', undefined, 404, 'wallet not found'],
    ['GET /topup/orders?walletId=wal_busy&pageSize=101', undefined, 400, 'invalid pageSize'],
    ['GET /topup/orders?walletId=wal_busy&pages=0', undefined, 400, 'invalid pages'],
    ['GET /topup/orders?walletId=wal_busy&walletId=wal_c1f0aa', undefined, 400, 'invalid walletId'],
    ['GET /customers/cus_many/wallets?limit=0', undefined, 400, 'invalid limit'],
    ['GET /customers/cus_many/wallets?limit=101', undefined, 400, 'invalid limit'],
    ['GET /customers/cus_many/wallets?limit=1e1', undefined, 400, 'invalid limit'],
    ['GET /customers/cus_many/wallets?limit=1&limit=2', undefined, 400, 'invalid limit'],
    ['GET /customers/cus_many/wallets?cursor=abc', undefined, 400, 'invalid cursor'],
    ['GET /wallets', undefined, 404, 'no such endpoint'],
    ['DELETE /wallets/wal_c1f0aa/balances', undefined, 404, 'no such endpoint'],
    ['GET /wallets/%zz/balances', undefined, 404, 'no such endpoint'],
    ['GET /_simulator/nothing', undefined, 404, 'no such endpoint'],
  ])('%s %j: %i %s', async (request, body, status, message) => {
    const answer = await call(await simulate(), request, body);
    expect({ status: answer.status, body: answer.body }).toEqual({ status, body: { status: '-1', message } });
  });

  it('an address that a customer made before has', async () => {
    const simulator = await simulate();
    expect((await call(simulator, 'POST /customers', CUSTOMER)).body.status).toBe('1');
    expect((await call(simulator, 'POST /customers', { ...CUSTOMER, externalRef: 'user_2' })).body).toEqual({
      status: '-1',
      message: 'email already exists',
    });
  });

  it.each([
    ['wal_c1f0aa', 'USDC', '50', "quote's currency is not the wallet's asset"],
    ['wal_c1f0aa', 'USDT', '1', 'amount does not cover the fee'],
  ])('an order for %s of %s and %s AUD', async (walletId, targetCurrency, sourceAmount, message) => {
    const simulator = await simulate({ sourceAmount });
    const quote = await call(simulator, `POST ${QUOTE}`, { sourceCurrency: 'AUD', targetCurrency });
    const body = { quoteId: quote.body.data.queryNo, walletId, payer: { name: 'Bo' } };
    const { status, body: answer } = await call(simulator, 'POST /topup/orders', body);
    expect({ status, answer }).toEqual({ status: 400, answer: { status: '-1', message } });
  });
});

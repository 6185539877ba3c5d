import { readFileSync } from 'node:fs';
import type { TSchema } from 'typebox';
import { Compile } from 'typebox/compile';
import { describe, expect, it } from 'vitest';
import * as contract from '../../../../src/rest/contract/contract.js';
import * as endpoint from '../../../../src/rest/contract/endpoints.js';
import { toOpenApi } from '../../../../src/rest/contract/openapi.js';

const { success, Failure } = contract;
const answer = ({ data, extra }: endpoint.Endpoint): TSchema => success(data, extra);

/** The documentation's samples, comments and the doubled brace removed; in its order. */
const SAMPLES: [name: string, schema: TSchema, json: string][] = [
  [
    'create a customer: body',
    contract.CreateCustomerBody,
    '{ "externalRef": "user_10086", "name": "Alice Chen", "email": "alice@example.com", "metadata": { "tier": "gold" } }',
  ],
  [
    'create a customer: 200',
    answer(endpoint.createCustomer),
    '{ "status":"1", "data":{ "customerId":"cus_8a9b3e", "externalRef":"user_10086", "name":"Alice Chen", "email":"alice@example.com", "createdAt":"2025-11-06T02:13:00Z" } }',
  ],
  ['create a customer: 400', Failure, '{ "status":"-1", "message":"email already exists" }'],
  ['create wallet: body', contract.CreateWalletBody, '{ "customerId":"cus_8a9b3e", "asset":"USDT", "network":"TRON" }'],
  [
    'create wallet: 200',
    answer(endpoint.createWallet),
    '{ "status":"1", "data":{ "walletId":"wal_c1f0aa", "customerId":"cus_8a9b3e", "asset":"USDT", "network":"TRON", "address":"TQn2...V1", "status":"ACTIVE", "createdAt":"2025-11-06T02:15:00Z" } }',
  ],
  ['create wallet: 400', Failure, '{ "status":"-1", "message":"unsupported asset/network" }'],
  [
    'list wallets',
    answer(endpoint.customerWallets),
    '{ "status":"1", "data":{ "items":[ { "walletId":"wal_c1f0aa","asset":"USDT","network":"TRON","address":"TQn2...V1","status":"ACTIVE" } ], "nextCursor": null } }',
  ],
  [
    'wallet balance',
    answer(endpoint.walletBalance),
    '{ "status":"1", "data":{ "walletId":"wal_c1f0aa", "asset":"USDT", "network":"TRON", "available":"65.2932", "pending":"0", "updatedAt":"2025-11-06T02:20:00Z" } }',
  ],
  [
    'wallet transactions',
    answer(endpoint.walletTransactions),
    '{ "status":"1", "data":{ "items":[ { "txId":"tx_4c9a1e", "type":"CREDIT", "reason":"TOPUP_CREDIT", "amount":"1325.44", "asset":"USDT", "network":"TRON", "txHash":"a18f...ce9", "createdAt":"2025-11-06T02:58:00Z" } ], "nextCursor": null } }',
  ],
  [
    'create top-up order: body',
    contract.CreateOrderBody,
    '{ "quoteId": "q_7b0e8d", "walletId": "wal_c1f0aa", "payer": { "name": "Alice Chen" } }',
  ],
  [
    'create top-up order: 200',
    answer(endpoint.createOrder),
    '{ "status":"1", "data":{ "orderId": "bacd97d132014cb6b23ee18fdea3b5c4", "status": "COMPLETED", "created": "2025-12-03 17:07:48", "quoteSnapshot": { "fee": 1, "feeCurrency": "USD", "sourceAmount": 50, "sourceCurrency": "AUD", "targetAmount": 32.87, "targetCurrency": "USDT" } } }',
  ],
  ['create top-up order: 400', Failure, '{ "status":"-1", "message":"quote expired" }'],
  [
    'order status',
    answer(endpoint.order),
    '{ "status":"1", "data":{ "orderId": "bacd97d132014cb6b23ee18fdea3b5c4", "status": "COMPLETED", "created": "2025-12-03 17:07:48", "quoteSnapshot": { "fee": 1, "feeCurrency": "USD", "sourceAmount": 50, "sourceCurrency": "AUD", "targetAmount": 32.87, "targetCurrency": "USDT" } } }',
  ],
  [
    'order list',
    answer(endpoint.orders),
    '{ "status": "1", "total": 1, "data": [ { "orderId": "bacd97d132014cb6b23ee18fdea3b5c4", "status": "COMPLETED", "created": "2025-12-03 17:07:48", "quoteSnapshot": { "fee": 1, "feeCurrency": "USD", "sourceAmount": 50, "sourceCurrency": "AUD", "targetAmount": 32.87, "targetCurrency": "USDT" } }, { "orderId": "bacd97d132014cb6b23ee18fdea3b5c4", "status": "COMPLETED", "created": "2025-12-03 17:07:48", "quoteSnapshot": { "fee": 1, "feeCurrency": "USD", "sourceAmount": 50, "sourceCurrency": "AUD", "targetAmount": 32.87, "targetCurrency": "USDT" } } ] }',
  ],
  [
    'webhook, as a hint',
    contract.TopupStatusHint,
    '{ "event":"topup.status", "data":{ "orderId": "bacd97d132014cb6b23ee18fdea3b5c4", "status": "COMPLETED", "created": "2025-12-03 17:07:48", "quoteSnapshot": { "fee": 1, "feeCurrency": "USD", "sourceAmount": 50, "sourceCurrency": "AUD", "targetAmount": 32.87, "targetCurrency": "USDT" } } }',
  ],
  [
    'webhook, as it is sent',
    contract.TopupStatusEvent,
    '{ "event":"topup.status", "data":{ "orderId": "bacd97d132014cb6b23ee18fdea3b5c4", "status": "COMPLETED", "created": "2025-12-03 17:07:48", "quoteSnapshot": { "fee": 1, "feeCurrency": "USD", "sourceAmount": 50, "sourceCurrency": "AUD", "targetAmount": 32.87, "targetCurrency": "USDT" } } }',
  ],
  ['webhook: answer', contract.Received, '{ "status":"1" }'],
  [
    'supported assets',
    answer(endpoint.assetNetworks),
    '{ "status":"1", "data":{ "matrix":[ { "asset":"USDT","network":"TRON","minTopupFiat":"100.00","settlementSlaMins":30 }, { "asset":"USDT","network":"ETH","minTopupFiat":"100.00","settlementSlaMins":30 }, { "asset":"USDC","network":"ETH","minTopupFiat":"100.00","settlementSlaMins":30 } ] } }',
  ],
];

describe('the REST contract', () => {
  it.each(SAMPLES)('takes the documentation’s sample: %s', (_, schema, json) => {
    expect([...Compile(schema).Errors(JSON.parse(json))]).toEqual([]);
  });

  it.each(SAMPLES.filter(([, schema]) => schema !== Failure))('needs each documented member: %s', (_, schema, json) => {
    const validator = Compile(schema);
    const whole = JSON.parse(json) as Record<string, unknown>;
    for (const member of Object.keys(whole)) {
      if (member === 'metadata') continue;
      const { [member]: _dropped, ...rest } = whole;
      expect(validator.Check(rest), `without ${member}`).toBe(false);
    }
  });

  it('is what schema/openapi.json describes', () => {
    const written = readFileSync(new URL('../../../../schema/openapi.json', import.meta.url), 'utf8');
    expect(JSON.parse(written)).toEqual(JSON.parse(JSON.stringify(toOpenApi())));
  });
});

/** What is created while Redis is unavailable. */
import { describe, expect, it } from 'vitest';
import { startGateway, startWithSimulator, type TestGateway } from '../support/gateway.js';
import { hasRedis, logLines, startRedis } from '../support/redis.js';

const CUSTOMER = `mutation { createCustomer(input: { externalRef: "r1", name: "Ann Secret", email: "ann@example.com", metadata: { tier: "gold" } }) {
  customer { id name } errors { code } } }`;
const WALLET = `mutation ($customer: ID!) { createWallet(input: { customerId: $customer, asset: "USDT", network: "TRON" }) {
  wallet { id } errors { code } } }`;
const QUOTE =
  'mutation { createTopupQuote(input: { sourceCurrency: "AUD", targetCurrency: "USDT" }) { quote { id } } }';
const ORDER = `mutation ($quote: ID!, $wallet: ID!) { createTopupOrder(input: { quoteId: $quote, walletId: $wallet, payer: { name: "A" } }) {
  order { id paymentInstructions } errors { code } } }`;

async function createAll({ run }: TestGateway) {
  const { customer } = (await run(CUSTOMER)).data.createCustomer;
  const { wallet } = (await run(WALLET, { customer: customer.id })).data.createWallet;
  const { quote } = (await run(QUOTE)).data.createTopupQuote;
  const { order } = (await run(ORDER, { quote: quote.id, wallet: wallet.id })).data.createTopupOrder;
  return { customer, wallet, order };
}

describe.skipIf(!hasRedis)('what is created while Redis hangs', () => {
  it('is known to its instance at once, and to all once Redis answers again', { timeout: 60_000 }, async () => {
    const redis = await startRedis();
    const env = { STORE_URL: redis.url };
    const one = await startWithSimulator({ env });
    const other = await startGateway(one.simulator.url, { env });
    redis.pause();
    const { customer, wallet, order } = await createAll(one);
    const known = (gateway: TestGateway) =>
      gateway.run(`{ customerByExternalRef(externalRef: "r1") { id name email metadata }
        wallet(id: "${wallet.id}") { address customer { name } }
        topupOrder(id: "${order.id}") { wallet { id } paymentInstructions } }`);
    const expected = {
      data: {
        customerByExternalRef: {
          id: customer.id,
          name: 'Ann Secret',
          email: 'ann@example.com',
          metadata: { tier: 'gold' },
        },
        wallet: { address: expect.any(String), customer: { name: 'Ann Secret' } },
        topupOrder: { wallet: { id: wallet.id }, paymentInstructions: order.paymentInstructions },
      },
    };
    expect(order.paymentInstructions).not.toBeNull();
    expect(await known(one)).toEqual(expected);
    redis.resume();
    await expect.poll(() => known(other), { timeout: 30_000, interval: 200 }).toEqual(expected);
  });

  it('is named in the log, by ids alone, where the gateway stops before', { timeout: 60_000 }, async () => {
    const redis = await startRedis();
    const lines = logLines();
    const started = await startWithSimulator({ env: { STORE_URL: redis.url }, log: lines.log });
    redis.pause();
    const { customer, wallet, order } = await createAll(started);
    await started.gateway.close();
    redis.resume();
    const lost = lines
      .text()
      .split('\n')
      .filter((line) => line.includes('"lost":'))
      .map((line) => JSON.parse(line) as { level: number; lost: object[] });
    expect(lost).toMatchObject([
      {
        level: 50,
        lost: [{ customerId: customer.id }, { walletId: wallet.id }, { orderId: order.id, walletId: wallet.id }],
      },
    ]);
    expect(lines.text()).not.toMatch(/Ann|ann@|"r1"/);
  });
});

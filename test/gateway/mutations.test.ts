import { describe, expect, it } from 'vitest';
import { startGateway, startWithSimulator, type TestGateway } from '../support/gateway.js';
import { ok, orderText, refuse, startRestServer } from '../support/rest-server.js';

const CREATE_CUSTOMER = `mutation ($input: CreateCustomerInput!) {
  createCustomer(input: $input) { customer { id externalRef name email metadata createdAt } errors { code message field } }
}`;
const CREATE_WALLET = `mutation ($input: CreateWalletInput!) {
  createWallet(input: $input) { wallet { id asset address status createdAt customer { id } } errors { code field } }
}`;
const CREATE_QUOTE = `mutation ($source: String!, $target: String!) {
  createTopupQuote(input: { sourceCurrency: $source, targetCurrency: $target }) { quote { id rate sourceCurrency targetCurrency } errors { code message } }
}`;
const CREATE_ORDER = `mutation ($quoteId: ID!, $walletId: ID!, $name: String!) {
  createTopupOrder(input: { quoteId: $quoteId, walletId: $walletId, payer: { name: $name } }) {
    order { id status quote { targetAmount } wallet { id } paymentInstructions } errors { code message field }
  }
}`;
const alan = { externalRef: 'user_2', name: 'Alan', email: 'alan@example.com', metadata: { tier: 'silver' } };

describe('mutations', () => {
  it('create a customer, a wallet, a quote and an order, and what they told is remembered', async () => {
    const { run, simulator, calls } = await startWithSimulator();
    const { customer, errors } = (await run(CREATE_CUSTOMER, { input: alan })).data.createCustomer;
    expect(errors).toEqual([]);
    expect(customer).toMatchObject(alan);

    const wallet = (await run(CREATE_WALLET, { input: { customerId: customer.id, asset: 'USDT', network: 'TRON' } }))
      .data.createWallet.wallet;
    expect(wallet).toMatchObject({ asset: 'USDT', status: 'ACTIVE', customer: { id: customer.id } });

    const quote = (await run(CREATE_QUOTE, { source: 'AUD', target: 'USDT' })).data.createTopupQuote.quote;
    expect(quote).toMatchObject({ rate: '0.6774', sourceCurrency: 'AUD', targetCurrency: 'USDT' });

    const { order } = (await run(CREATE_ORDER, { quoteId: quote.id, walletId: wallet.id, name: 'Alan' })).data
      .createTopupOrder;
    expect(order).toMatchObject({
      status: 'TRANSFERRING',
      quote: { targetAmount: '32.87' },
      wallet: { id: wallet.id },
    });
    expect(order.paymentInstructions).not.toBeNull();

    simulator.requests.length = 0;
    const later = await run(`{
      customerByExternalRef(externalRef: "user_2") { id name email metadata createdAt }
      wallet(id: "${wallet.id}") { asset address customer { name } }
      topupOrder(id: "${order.id}") { wallet { id } paymentInstructions }
    }`);
    expect(later.data).toEqual({
      customerByExternalRef: {
        id: customer.id,
        name: 'Alan',
        email: alan.email,
        metadata: alan.metadata,
        createdAt: customer.createdAt,
      },
      wallet: { asset: 'USDT', address: wallet.address, customer: { name: 'Alan' } },
      topupOrder: { wallet: { id: wallet.id }, paymentInstructions: order.paymentInstructions },
    });
    expect(calls()).toEqual([`GET /topup/orders/${order.id}`]);
  });

  it.each([
    ['EMAIL_ALREADY_EXISTS', CREATE_CUSTOMER, { input: { ...alan, email: 'alice@example.com' } }],
    [
      'UNSUPPORTED_ASSET_NETWORK',
      CREATE_WALLET,
      { input: { customerId: 'cus_8a9b3e', asset: 'DOGE', network: 'TRON' } },
    ],
    ['CUSTOMER_NOT_FOUND', CREATE_WALLET, { input: { customerId: 'cus_none', asset: 'USDT', network: 'TRON' } }],
    ['INVALID_INPUT', CREATE_CUSTOMER, { input: { ...alan, name: '  ' } }],
    ['INVALID_INPUT', CREATE_WALLET, { input: { customerId: 'a/b', asset: 'USDT', network: 'TRON' } }],
    ['INVALID_INPUT', CREATE_ORDER, { quoteId: '', walletId: 'wal_c1f0aa', name: 'A' }],
    ['INVALID_INPUT', CREATE_ORDER, { quoteId: 'q'.repeat(1_001), walletId: 'wal_c1f0aa', name: 'A' }],
    ['REJECTED', CREATE_ORDER, { quoteId: 'q/AbC+d==', walletId: 'wal_c1f0aa', name: 'A' }],
    ['REJECTED', CREATE_ORDER, { quoteId: 'q_none', walletId: 'wal_c1f0aa', name: 'A' }],
    ['REJECTED', CREATE_QUOTE, { source: 'XXX', target: 'USDT' }],
  ])('tell %s to the person', async (code, query, variables) => {
    const { run, calls } = await startWithSimulator();
    const answer = await run(query, variables);
    expect(answer.errors).toBeUndefined();
    const payload = Object.values(answer.data as Record<string, { errors: { code: string }[] }>)[0];
    expect(payload?.errors.map((error) => error.code)).toEqual([code]);
    expect(calls()).toHaveLength(code === 'INVALID_INPUT' ? 0 : 1);
  });

  it('tell a quote that was used, and a wallet that is not there', async () => {
    const { run } = await startWithSimulator();
    const quoteOf = async () =>
      (await run(CREATE_QUOTE, { source: 'AUD', target: 'USDT' })).data.createTopupQuote.quote.id;
    const codes = async (quoteId: string, walletId: string) =>
      (await run(CREATE_ORDER, { quoteId, walletId, name: 'A' })).data.createTopupOrder.errors.map(
        (error: { code: string }) => error.code,
      );
    const used = await quoteOf();
    expect(await codes(used, 'wal_c1f0aa')).toEqual([]);
    expect(await codes(used, 'wal_c1f0aa')).toEqual(['QUOTE_EXPIRED']);
    expect(await codes(await quoteOf(), 'wal_none')).toEqual(['WALLET_NOT_FOUND']);
  });

  it('pass unknown words on, cleaned and cut', async () => {
    const message = `Limit\u0007 reached,\n see http://10.0.0.7:8080/internal?x=1 ${'very '.repeat(80)}`;
    const rest = await startRestServer((_call, response) => refuse(response, 400, message));
    const { run } = await startGateway(rest.url);
    const [error] = (await run(CREATE_QUOTE, { source: 'AUD', target: 'USDT' })).data.createTopupQuote.errors;
    expect(error.code).toBe('REJECTED');
    expect(error.message).toMatch(/^Limit reached, see very very/);
    expect([...error.message]).toHaveLength(200);
  });

  it.each([
    ['HTTP 500', (response: import('node:http').ServerResponse) => refuse(response, 500, 'email already exists')],
    ['broken JSON', () => '{"status":"1","data":{"queryNo'],
    ['another shape', () => ok({ rate: 1 })],
    ['no whole answer', (response: import('node:http').ServerResponse) => void response.socket?.destroy()],
  ])('say that the outcome is unknown after %s, and send once', async (_, answer) => {
    const rest = await startRestServer((_call, response) => answer(response));
    const { run } = await startGateway(rest.url);
    const { data, errors } = await run(CREATE_QUOTE, { source: 'AUD', target: 'USDT' });
    expect(data).toEqual({ createTopupQuote: null });
    expect(errors?.[0]?.extensions.code).toBe('OUTCOME_UNKNOWN');
    expect(rest.calls).toHaveLength(1);
  });

  it('say what to look at where the outcome is unknown', async () => {
    const rest = await startRestServer((_call, response) => void response.socket?.destroy());
    const { run } = await startGateway(rest.url);
    const order = { quoteId: 'q', walletId: 'w', name: 'A' };
    const messages = [
      await run(CREATE_CUSTOMER, { input: alan }),
      await run(CREATE_WALLET, { input: { customerId: 'c', asset: 'USDT', network: 'TRON' } }),
      await run(CREATE_QUOTE, { source: 'AUD', target: 'USDT' }),
      await run(CREATE_ORDER, order),
      await run(CREATE_ORDER.replace('payer', 'idempotencyKey: "k", payer'), order),
    ].map(({ errors }) => errors?.[0]?.message);
    const look = [
      /may have been created.*customerByExternalRef/,
      /may have been created.*wallets of the customer/,
      /moves no money.*another one/,
      /may have been created.*topupOrders of the wallet/,
      /same idempotencyKey.*topupOrders of the wallet/,
    ];
    for (const [index, words] of look.entries()) {
      expect(messages[index]).toMatch(words);
      expect(messages[index]).not.toMatch(/127\.0\.0\.1|socket|ECONN/);
    }
  });

  it('say that an order is not lost where it can’t be read again', async () => {
    const rest = await startRestServer(({ method }, response) =>
      method === 'POST' ? `{"status":"1","data":${orderText({ id: 'o1' })}}` : refuse(response, 503, 'no'),
    );
    const { run } = await startGateway(rest.url);
    const keyed = CREATE_ORDER.replace('payer', 'idempotencyKey: "k", payer');
    const order = { quoteId: 'q', walletId: 'w', name: 'A' };
    expect((await run(keyed, order)).data.createTopupOrder.order.id).toBe('o1');
    expect((await run(keyed, order)).errors).toMatchObject([
      { message: expect.stringContaining('The order o1'), extensions: { code: 'OUTCOME_UNKNOWN' } },
    ]);
  });

  it('say that nothing was done where nothing could be sent', async () => {
    const { run } = await startGateway('http://127.0.0.1:9');
    const { errors } = await run(CREATE_QUOTE, { source: 'AUD', target: 'USDT' });
    expect(errors?.[0]?.extensions.code).toBe('UPSTREAM_UNAVAILABLE');
  });

  it('answer at the deadline, and learn from the answer that comes late', async () => {
    let answerNow: () => void = () => {};
    const mayAnswer = new Promise<void>((resolve) => {
      answerNow = resolve;
    });
    const rest = await startRestServer(async ({ method }) => {
      const order = `{"status":"1","data":${orderText({ id: 'o1' })}}`;
      if (method === 'POST') await mayAnswer;
      return order;
    });
    const { run, gateway } = await startGateway(rest.url, { env: { OPERATION_TIMEOUT_MS: '500' } });
    const { errors } = await run(CREATE_ORDER, { quoteId: 'q1', walletId: 'w1', name: 'A' });
    expect(errors?.[0]?.extensions.code).toBe('OUTCOME_UNKNOWN');
    answerNow();
    await gateway.writesSettled();
    expect((await run('{ topupOrder(id: "o1") { wallet { id } } }')).data.topupOrder.wallet).toEqual({ id: 'w1' });
    expect(rest.calls.filter(({ method }) => method === 'POST')).toHaveLength(1);
  });

  it('leave the answer of the one before standing', async () => {
    const { run } = await startWithSimulator();
    const answer = await run(`mutation {
      a: createTopupQuote(input: { sourceCurrency: "AUD", targetCurrency: "USDT" }) { quote { rate } }
      b: createTopupQuote(input: { sourceCurrency: "XXX", targetCurrency: "USDT" }) { quote { rate } errors { code } }
    }`);
    expect(answer.data).toEqual({
      a: { quote: { rate: '0.6774' } },
      b: { quote: null, errors: [{ code: 'REJECTED' }] },
    });
  });
});

describe('idempotencyKey', () => {
  const ORDER = `mutation ($quoteId: ID!, $key: String) {
    createTopupOrder(input: { quoteId: $quoteId, walletId: "wal_c1f0aa", payer: { name: "A" }, idempotencyKey: $key }) {
      order { id wallet { id } paymentInstructions } errors { code field }
    }
  }`;
  const quote = async (run: TestGateway['run']) =>
    (await run(CREATE_QUOTE, { source: 'AUD', target: 'USDT' })).data.createTopupQuote.quote.id as string;
  const orderCalls = (calls: string[]) => calls.filter((call) => call === 'POST /topup/orders').length;

  it('gives the same order again, also at the same time', async () => {
    const { run, calls } = await startWithSimulator();
    const quoteId = await quote(run);
    const same = await Promise.all(Array.from({ length: 10 }, () => run(ORDER, { quoteId, key: 'k1' })));
    same.push(await run(ORDER, { quoteId, key: 'k1' }));
    expect(new Set(same.map((answer) => JSON.stringify(answer))).size).toBe(1);
    expect(same[0]?.data.createTopupOrder.errors).toEqual([]);
    expect(orderCalls(calls())).toBe(1);
  });

  it('is a conflict with other input', async () => {
    const { run, calls } = await startWithSimulator();
    await run(ORDER, { quoteId: await quote(run), key: 'k1' });
    const other = await run(ORDER, { quoteId: await quote(run), key: 'k1' });
    expect(other.data.createTopupOrder).toEqual({
      order: null,
      errors: [{ code: 'IDEMPOTENCY_CONFLICT', field: ['input', 'idempotencyKey'] }],
    });
    expect(orderCalls(calls())).toBe(1);
  });

  it('can be used again after a refusal', async () => {
    const { run } = await startWithSimulator();
    expect((await run(ORDER, { quoteId: 'q_none', key: 'k1' })).data.createTopupOrder.errors).toMatchObject([
      { code: 'REJECTED' },
    ]);
    expect((await run(ORDER, { quoteId: await quote(run), key: 'k1' })).data.createTopupOrder.errors).toEqual([]);
  });

  it('is never sent again while nobody knows what became of it', async () => {
    const { run, simulator, calls } = await startWithSimulator();
    const quoteId = await quote(run);
    simulator.setFaults([{ on: 'createOrder', kind: 'reset', after: true, times: 1 }]);
    for (let tries = 0; tries < 3; tries += 1) {
      const { errors } = await run(ORDER, { quoteId, key: 'k1' });
      expect(errors?.[0]?.extensions.code).toBe('OUTCOME_UNKNOWN');
    }
    expect(orderCalls(calls())).toBe(1);
  });
});

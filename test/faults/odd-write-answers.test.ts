/** Answers to writes that are odd: whatever came of a write is known by their `status`, and what is odd about them fails by itself. */
import { describe, expect, it } from 'vitest';
import type { SeedRecord } from '../../src/simulator/simulator.js';
import { type StartOptions, startGateway } from '../support/gateway.js';
import { startRawRestServer } from '../support/raw-rest-server.js';
import { logLines } from '../support/redis.js';
import { ok, orderText, startRestServer } from '../support/rest-server.js';
import { customerToken, JWT_ENV } from '../support/tokens.js';
import { balanceOf, walletsOf } from '../support/wallet-answers.js';

const SELECTION =
  'id status rawStatus createdAt quote { fee feeCurrency sourceAmount targetAmount } paymentInstructions wallet { id }';
const order = (selection = SELECTION, key = '') => `mutation {
  createTopupOrder(input: { quoteId: "q", walletId: "w1", payer: { name: "A" }${key} }) { order { ${selection} } errors { code message } }
}`;
const KEY = ', idempotencyKey: "k"';

/** A REST API whose writes are answered with these bytes. */
async function startAnswering(status: number, body: string | Buffer, options: StartOptions = {}) {
  const writes: string[] = [];
  const rest = await startRawRestServer(({ method, path }, socket) => {
    if (method === 'POST') writes.push(path);
    const order = `{"status":"1","data":${orderText({ id: 'o1' })}}`;
    const list = `{"status":"1","total":1,"data":[${orderText({ id: 'o1' })}]}`;
    const read = path.startsWith('/customers/')
      ? JSON.stringify(walletsOf('w1'))
      : path.endsWith('/balances')
        ? JSON.stringify(balanceOf(path.split('/')[2] ?? ''))
        : path.includes('?')
          ? list
          : order;
    const answer = method === 'POST' ? body : read;
    socket.write(
      `HTTP/1.1 ${method === 'POST' ? status : 200} X\r\ncontent-length: ${Buffer.byteLength(answer)}\r\n\r\n`,
    );
    socket.write(answer);
  });
  const lines = logLines();
  return { ...(await startGateway(rest.url, { log: lines.log, ...options })), writes, log: lines.text };
}

const made = (change: (text: string) => string = (text) => text): string =>
  change(`{"status":"1","data":${orderText({ id: 'o1' })}}`);

const REFUSALS: [string, string | Buffer][] = [
  ['null', '{"status":"-1","message":null}'],
  ['missing', '{"status":"-1"}'],
  ['a number', '{"status":"-1","message":42}'],
  ['an object', '{"status":"-1","message":{"text":"no"}}'],
  ['there twice', '{"status":"-1","message":"no","message":"never"}'],
  ['beside data', '{"status":"-1","message":"no","data":{"orderId":7}}'],
  ['no UTF-8', Buffer.from('{"status":"-1","message":"caf\xe9"}', 'latin1')],
  ['behind a byte order mark', '\ufeff{"status":"-1","message":"no"}'],
  ['nested deep', `{"status":"-1","message":${'['.repeat(20_000)}${']'.repeat(20_000)}}`],
];

describe.each([200, 400, 409, 422])('a refusal with HTTP %i', (status) => {
  it.each(REFUSALS)('is one where its message is %s', async (_, body) => {
    const { run, writes } = await startAnswering(status, body);
    for (let times = 0; times < 2; times += 1) {
      const { data, errors } = await run(order('id', KEY));
      expect(errors).toBeUndefined();
      expect(data.createTopupOrder).toMatchObject({ order: null, errors: [{ code: 'REJECTED' }] });
    }
    // A refusal frees the key.
    expect(writes).toHaveLength(2);
  });
});

/** What is odd, and where its error stands. */
const MADE: [string, string | Buffer, (string | undefined)[]][] = [
  ['a date that no calendar has', made((text) => text.replace('2025-12-03', '2025-02-31')), ['createdAt']],
  ['a date in words', made((text) => text.replace('2025-12-03 17:07:48', 'yesterday')), ['createdAt']],
  ['no date', made((text) => text.replace('"created"', '"made"')), ['createdAt']],
  ['an amount that is text', made((text) => text.replace('"fee":1', '"fee":"1"')), ['quote', 'fee']],
  ['an amount past ±100', made((text) => text.replace('"fee":1', '"fee":1e101')), ['quote', 'fee']],
  ['an amount that stands twice', made((text) => text.replace('"fee":1', '"fee":1,"fee":2')), ['quote', 'fee']],
  ['no amounts', made((text) => text.replace('"quoteSnapshot"', '"snapshot"')), ['quote', 'fee']],
  ['a status that is a number', made((text) => text.replace('"status":"TRANSFERRING"', '"status":7')), ['status']],
  ['two statuses', made((text) => text.replace('"TRANSFERRING"', '"TRANSFERRING","status":"FAILED"')), ['status']],
  [
    'text that is no UTF-8',
    Buffer.from(
      made((text) => text.replace('USD"', 'US\xff"')),
      'latin1',
    ),
    ['quote', 'feeCurrency'],
  ],
  [
    'instructions that contradict themselves',
    made((text) => text.replace('}}}', '},"bankTransfer":{"iban":"A","iban":"B"}}}')),
    ['paymentInstructions'],
  ],
  [
    'members as deep as nobody writes',
    made((text) => text.replace('}}}', `},"x":${'['.repeat(20_000)}${']'.repeat(20_000)}}}`)),
    [undefined],
  ],
  ['a byte order mark', made((text) => `\ufeff${text}`), [undefined]],
  [
    'members of prototypes',
    made((text) => text.replace('}}}', '},"__proto__":{"x":1},"constructor":2}}')),
    [undefined],
  ],
];

describe('an order that was made', () => {
  it.each(MADE)('is answered where its answer has %s', async (_, body, [field, member]) => {
    const { run, writes, log } = await startAnswering(200, body);
    const bare = await run(order('id wallet { id }', KEY));
    expect(bare.errors).toBeUndefined();
    expect(bare.data.createTopupOrder).toEqual({ order: { id: 'o1', wallet: { id: 'w1' } }, errors: [] });

    // The key gives the order again: its outcome is known.
    expect((await run(order('id status', KEY))).data.createTopupOrder.order).toMatchObject({ id: 'o1' });
    expect(writes).toHaveLength(1);
    expect(log()).not.toContain('an operator must settle');

    const whole = await run(order());
    if (field !== undefined) {
      const path = ['createTopupOrder', 'order', field, ...(member === undefined ? [] : [member])];
      expect(whole.errors?.[0]).toMatchObject({ path, extensions: { code: 'UPSTREAM_BAD_RESPONSE' } });
      expect(whole.errors?.[0]?.message).toMatch(/^The write was carried out/);
    }
  });

  it('is answered under an id that stands in no path', async () => {
    const { run } = await startAnswering(
      200,
      made((text) => text.replace('"o1"', '"o/1"')),
    );
    expect((await run(order('id status'))).data.createTopupOrder.order).toEqual({ id: 'o/1', status: 'TRANSFERRING' });
  });

  it.each([
    ['no id', made((text) => text.replace('"orderId"', '"id"'))],
    ['an id that is a number', made((text) => text.replace('"o1"', '7'))],
    ['two ids', made((text) => text.replace('"orderId":"o1"', '"orderId":"o1","orderId":"o2"'))],
    ['no data', '{"status":"1"}'],
    ['two statuses of its envelope', made((text) => text.replace('"status":"1"', '"status":"1","status":"-1"'))],
  ])('is not known where its answer has %s', async (_, body) => {
    const { run } = await startAnswering(200, body);
    expect((await run(order('id'))).errors).toMatchObject([{ extensions: { code: 'OUTCOME_UNKNOWN' } }]);
  });
});

describe('a quote', () => {
  const QUOTE =
    'mutation { createTopupQuote(input: { sourceCurrency: "A", targetCurrency: "B" }) { quote { id } errors { code } } }';

  it.each(['q/AbC+d==', 'q'.repeat(200), 'Ä ?&#%"\\'])('can be ordered whatever its id is: %s', async (queryNo) => {
    const rest = await startRestServer(({ path }) => (path === '/topup/orders' ? made() : ok({ queryNo, rate: 1.5 })));
    const { run } = await startGateway(rest.url);
    const { id } = (await run(QUOTE)).data.createTopupQuote.quote;
    expect(id).toBe(queryNo);
    const create = `mutation ($id: ID!) { createTopupOrder(input: { quoteId: $id, walletId: "w1", payer: { name: "A" } }) { order { id } errors { code } } }`;
    expect((await run(create, { id })).data.createTopupOrder).toEqual({ order: { id: 'o1' }, errors: [] });
    expect(JSON.parse(rest.calls[1]?.body ?? '')).toMatchObject({ quoteId: queryNo });
  });
});

describe('an answer that names what is known as somebody else’s', () => {
  const seed: SeedRecord[] = [
    { wallet: { id: 'w1', customerId: 'alice', asset: 'A', network: 'N' } },
    { wallet: { id: 'w_bob', customerId: 'bob', asset: 'A', network: 'N' } },
    { order: { id: 'o1', walletId: 'w_bob' } },
    {
      customer: {
        id: 'bob',
        externalRef: 'ref_bob',
        name: 'Bob',
        email: 'bob@example.com',
        createdAt: '2025-11-06T02:13:00Z',
      },
    },
  ];

  it('is shown to nobody where it is an order’s', async () => {
    const body = made((text) => text.replace('}}}', '},"bankTransfer":{"iban":"EVIL"}}}'));
    const { run, log } = await startAnswering(200, body, { env: JWT_ENV, seed });
    const answer = await run(order(), {}, await customerToken('alice'));
    expect(answer.data.createTopupOrder).toBeNull();
    expect(answer.errors).toMatchObject([{ extensions: { code: 'OUTCOME_UNKNOWN' } }]);
    expect(JSON.stringify(answer)).not.toMatch(/o1|EVIL/);
    expect(log()).toContain('two wallets claim one order');
    const bobs = await run(
      '{ topupOrder(id: "o1") { wallet { id } paymentInstructions } }',
      {},
      await customerToken('bob'),
    );
    expect(bobs.data.topupOrder).toEqual({ wallet: { id: 'w_bob' }, paymentInstructions: null });
  });

  const WALLET =
    'mutation { createWallet(input: { customerId: "alice", asset: "A", network: "N" }) { wallet { id balance { available } } } }';
  const wallet = (id: string, customerId = 'alice') =>
    `{"status":"1","data":{"walletId":"${id}","customerId":"${customerId}","asset":"A","network":"N","address":"x","status":"ACTIVE","createdAt":"2025-11-06T02:15:00Z"}}`;

  it.each([
    ['a wallet of somebody else', wallet('w_bob')],
    ['another customer', wallet('w_new', 'bob')],
  ])('is shown to nobody where it is %s', async (_, body) => {
    const { run } = await startAnswering(200, body, { env: JWT_ENV, seed });
    const answer = await run(WALLET, {}, await customerToken('alice'));
    expect(answer.data.createWallet).toBeNull();
    expect(answer.errors).toMatchObject([{ extensions: { code: 'OUTCOME_UNKNOWN' } }]);
    expect(JSON.stringify(answer)).not.toContain('available');
  });

  it('is shown to nobody where it is a wallet that only a list told of', async () => {
    const { run } = await startAnswering(200, wallet('w1'), { env: JWT_ENV });
    await run('{ viewer { wallets { nodes { id } } } }', {}, await customerToken('bob'));
    const answer = await run(WALLET, {}, await customerToken('alice'));
    expect(answer.errors).toMatchObject([{ extensions: { code: 'OUTCOME_UNKNOWN' } }]);
  });

  it('is shown to nobody where it is a customer, and replaces no profile', async () => {
    const body =
      '{"status":"1","data":{"customerId":"bob","externalRef":"ref_eve","name":"Eve","email":"eve@example.com","createdAt":"2025-11-06T02:13:00Z"}}';
    const { run } = await startAnswering(200, body, { seed });
    const create =
      'mutation { createCustomer(input: { externalRef: "ref_eve", name: "Eve", email: "eve@example.com" }) { customer { id name } } }';
    expect((await run(create)).errors).toMatchObject([{ extensions: { code: 'OUTCOME_UNKNOWN' } }]);
    expect((await run('{ customer(id: "bob") { name } }')).data.customer).toEqual({ name: 'Bob' });
  });

  it('is taken where it says the same again', async () => {
    const { run } = await startAnswering(200, made(), { seed: [{ order: { id: 'o1', walletId: 'w1' } }] });
    expect((await run(order('id'))).data.createTopupOrder.order).toEqual({ id: 'o1' });
  });
});

it('a customer and a wallet whose answers lack members are shown with what there is', async () => {
  const { run } = await startAnswering(
    200,
    '{"status":"1","data":{"customerId":"c9","walletId":"w1","createdAt":"soon"}}',
  );
  const create =
    'mutation { createCustomer(input: { externalRef: "r", name: "N", email: "e@x" }) { customer { id name createdAt } } }';
  const customer = await run(create);
  expect(customer.data.createCustomer.customer).toEqual({ id: 'c9', name: null, createdAt: null });
  expect(customer.errors?.map(({ extensions }) => extensions.code)).toEqual(Array(2).fill('UPSTREAM_BAD_RESPONSE'));
  // What was sent is what is known of them.
  expect((await run('{ customer(id: "c9") { name externalRef } }')).data.customer).toEqual({
    name: 'N',
    externalRef: 'r',
  });
  const wallet = await run(
    'mutation { createWallet(input: { customerId: "c9", asset: "A", network: "N" }) { wallet { id asset address createdAt } } }',
  );
  expect(wallet.data.createWallet.wallet).toMatchObject({ id: 'w1', createdAt: null });
  expect(wallet.errors?.map(({ path }) => path?.at(-1))).toEqual(['createdAt']);
});

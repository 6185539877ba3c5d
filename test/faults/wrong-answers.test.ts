/** Answers that are none: refused at their field alone, and written to the log without what they said. */
import { describe, expect, it } from 'vitest';
import { startGateway } from '../support/gateway.js';
import { startRawRestServer } from '../support/raw-rest-server.js';
import { logLines } from '../support/redis.js';
import { orderText } from '../support/rest-server.js';
import { balanceOf, NETWORKS, orderAnswer } from '../support/wallet-answers.js';

/** Stands in every wrong answer where a value may stand, and must not get any further. */
const SECRET = '73911.42';

const BALANCE = JSON.stringify(balanceOf('bad', SECRET));
const ORDER = orderAnswer({ id: 'bad', fee: SECRET });
const deep = (levels: number): string => `${'{"a":['.repeat(levels)}1${']}'.repeat(levels)}`;
const withMember = (json: string, member: string): string => json.replace('"data":{', `"data":{${member},`);
const withFee = (fee: string): string => orderAnswer({ id: 'bad', fee });

const EITHER: [string, (whole: string) => string | Buffer][] = [
  ['cut short', (whole) => whole.slice(0, -1)],
  ['HTML', () => `<html><body>Alice ${SECRET}</body></html>`],
  ['nothing but a text', () => `"${SECRET}"`],
  ['null', () => 'null'],
  ['an array', (whole) => `[${whole}]`],
  ['without its envelope', (whole) => JSON.stringify(JSON.parse(whole).data)],
  ['an envelope without status', (whole) => whole.replace('"status":"1",', '')],
  ['an envelope with a status of its own', (whole) => whole.replace('"status":"1"', `"status":"${SECRET}"`)],
  ['an envelope whose status is a number', (whole) => whole.replace('"status":"1"', '"status":1')],
  ['an envelope without data', () => '{"status":"1"}'],
  ['data that is null', () => '{"status":"1","data":null}'],
  ['data that is a list', () => '{"status":"1","data":[]}'],
  ['a failure that says nothing', () => '{"status":"-1"}'],
  ['a failure in unknown words', () => `{"status":"-1","message":"Alice has ${SECRET}"}`],
  ['two answers', (whole) => whole + whole],
  ['about something else', (whole) => whole.replace('"bad"', `"${SECRET.replace('.', '_')}"`)],
  ['about something that has no id', (whole) => whole.replace('"bad"', '"../../etc"')],
  ['members that are not quoted', (whole) => whole.replace('"data"', 'data')],
  ['NaN', (whole) => whole.replace(`"${SECRET}"`, 'NaN').replace(SECRET, 'NaN')],
  ['text that is no UTF-8', (whole) => Buffer.from(whole.replace('USD', 'US\xff'), 'latin1')],
  ['UTF-16', (whole) => Buffer.from(`\ufeff${whole}`, 'utf16le')],
  ['a list as deep as nobody writes', () => '['.repeat(100_000)],
  ['members as deep as nobody writes', () => deep(100_000)],
];

const OF_BALANCE: [string, string][] = [
  ['an amount that is a number', BALANCE.replace(`"${SECRET}"`, SECRET)],
  ['an amount in words', BALANCE.replace(SECRET, 'NaN')],
  ['an amount past ±100', BALANCE.replace(SECRET, '1e101')],
  ['an amount like Infinity', BALANCE.replace(SECRET, 'Infinity')],
  ['an amount that is missing', BALANCE.replace('"available"', '"other"')],
  ['a day that no calendar has', BALANCE.replace('2025-11-06', '2025-02-31')],
  ['members that it only inherits', BALANCE.replace('"available"', '"__proto__":{"available":"1"},"other"')],
];

const OF_ORDER: [string, string][] = [
  ['an amount that is text', withFee(`"${SECRET}"`)],
  ['an amount of 1e400', withFee('1e400')],
  ['an amount of 1e-101', withFee('1e-101')],
  ['an amount with a leading zero', withFee('01')],
  ['an amount without its digits', withFee('.5')],
  ['an amount that ends with its point', withFee('5.')],
  ['an amount that looks as numbers are held', withFee(`{"isLosslessNumber":true,"value":"${SECRET}"}`)],
  ['an amount that stands twice', withFee(`1,"fee":${SECRET}`)],
  ['members that it only inherits', ORDER.replace('"fee"', '"__proto__":{"fee":1},"other"')],
];

const QUERY = `{
  wallet(id: "bad") { balance { available } }
  topupOrder(id: "bad") { quote { fee } paymentInstructions }
  good: topupOrder(id: "good") { id }
  assetNetworks { asset }
}`;

/** A REST API with these answers about what is `bad`. */
async function ask(balance: string | Buffer, order: string | Buffer) {
  const rest = await startRawRestServer(({ path }, socket) => {
    const answers: Record<string, string | Buffer> = {
      '/wallets/bad/balances': balance,
      '/topup/orders/bad': order,
      '/topup/orders/good': orderAnswer({ id: 'good' }),
    };
    const body = answers[path] ?? JSON.stringify(NETWORKS);
    socket.write(`HTTP/1.1 200 OK\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n`);
    socket.write(body);
  });
  const lines = logLines();
  const { run } = await startGateway(rest.url, { log: lines.log });
  return { answer: await run(QUERY), log: lines.text() };
}

const failures = (log: string): { endpoint: string; code: string; detail: string }[] =>
  log
    .split('\n')
    .filter((line) => line.includes('upstream call failed'))
    .map((line) => JSON.parse(line))
    .sort((one, other) => (one.endpoint < other.endpoint ? -1 : 1));

describe('a wrong answer', () => {
  it.each(EITHER)('%s, is refused where it is asked for', async (_, spoil) => {
    const { answer, log } = await ask(spoil(BALANCE), spoil(ORDER));
    expect(answer.data).toEqual({
      wallet: { balance: null },
      topupOrder: null,
      good: { id: 'good' },
      assetNetworks: [{ asset: 'USDT' }],
    });
    expect(answer.errors?.map(({ path, extensions }) => [path, extensions.code])).toEqual([
      [['wallet', 'balance'], 'UPSTREAM_BAD_RESPONSE'],
      [['topupOrder'], 'UPSTREAM_BAD_RESPONSE'],
    ]);
    expect(failures(log)).toMatchObject([
      { endpoint: 'order', code: 'UPSTREAM_BAD_RESPONSE' },
      { endpoint: 'walletBalance', code: 'UPSTREAM_BAD_RESPONSE' },
    ]);
    for (const secret of [SECRET, SECRET.replace('.', '_'), 'Alice']) {
      expect(log + JSON.stringify(answer)).not.toContain(secret);
    }
  });

  it.each(OF_BALANCE)('of a balance, %s, is refused, and its member is named', async (_, balance) => {
    const { answer, log } = await ask(balance, ORDER);
    expect(answer.data.wallet).toEqual({ balance: null });
    expect(answer.errors).toMatchObject([
      { path: ['wallet', 'balance'], extensions: { code: 'UPSTREAM_BAD_RESPONSE' } },
    ]);
    expect(failures(log)).toMatchObject([{ endpoint: 'walletBalance' }]);
    expect(failures(log)[0]?.detail).toMatch(/available|updatedAt|data/);
    expect(log).not.toContain(SECRET);
  });

  it.each(OF_ORDER)('of an order, %s, is refused', async (_, order) => {
    const { answer, log } = await ask(BALANCE, order);
    expect(answer.data).toMatchObject({ topupOrder: null, good: { id: 'good' } });
    expect(answer.errors).toMatchObject([{ path: ['topupOrder'], extensions: { code: 'UPSTREAM_BAD_RESPONSE' } }]);
    expect(failures(log)).toMatchObject([{ endpoint: 'order' }]);
    expect(log).not.toContain(SECRET);
  });

  it('names the member', async () => {
    const wrong = orderText({ id: 'bad', fee: `"${SECRET}"` });
    const { log } = await ask(BALANCE.replace(SECRET, `x${SECRET}`), `{"status":"1","data":${wrong}}`);
    const [order, balance] = failures(log);
    expect(order?.detail).toContain('/data/quoteSnapshot/fee');
    expect(balance?.detail).toContain('/data/available');
    expect(log).not.toContain(SECRET);
  });
});

describe('an odd answer that is none the less right', () => {
  it.each<[string, string]>([
    ['members of prototypes', '"__proto__":{"x":1},"constructor":2,"toString":"3","hasOwnProperty":null'],
    ['a long text', `"note":"${'x'.repeat(1_000_000)}"`],
    ['a number that no plain notation has', '"factor":1e400'],
    ['2,500 levels', `"bank":${deep(1_250)}`],
  ])('with %s comes through', async (_, member) => {
    const { answer } = await ask(BALANCE, withMember(ORDER, member));
    expect(answer.errors).toBeUndefined();
    expect(answer.data.topupOrder).toEqual({ quote: { fee: SECRET }, paymentInstructions: null });
  });

  it('with a byte order mark is read', async () => {
    const { answer } = await ask(`\ufeff${BALANCE}`, `\ufeff${ORDER}`);
    expect(answer.errors).toBeUndefined();
    expect(answer.data).toMatchObject({
      wallet: { balance: { available: SECRET } },
      topupOrder: { quote: { fee: SECRET } },
    });
  });

  it('with a zero below zero is read', async () => {
    const { answer } = await ask(BALANCE, withFee('-0'));
    expect(answer.data).toMatchObject({ topupOrder: { quote: { fee: '-0' } } });
  });
});

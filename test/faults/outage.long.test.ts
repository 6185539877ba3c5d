/** Endpoints that are down: few calls while that is found out, none afterwards, and back as soon as they are. */
import { describe, expect, it } from 'vitest';
import { startGateway, type TestGateway } from '../support/gateway.js';
import { logLines } from '../support/redis.js';
import { ok, refuse, startRestServer } from '../support/rest-server.js';
import { subscribeTo } from '../support/subscription.js';
import { customerToken, JWT_ENV } from '../support/tokens.js';
import { balanceOf, NETWORKS, orderAnswer, walletsOf } from '../support/wallet-answers.js';
import { webhooksTo } from '../support/webhooks.js';

const CLIENTS = 50;
/** Longer than a second passes between two probes, also on a machine that has other things to do. */
const RECOVERY = { timeout: 5_000, interval: 50 };

type Trouble = 'none' | 'refuses' | 'hangs';

/** A REST API whose balances are in trouble; everything else works. */
async function startTroubled(trouble: Trouble) {
  const state = { trouble };
  const rest = await startRestServer(({ path }, response) => {
    if (path === '/assets/networks') return NETWORKS;
    if (path.startsWith('/customers/')) return walletsOf(...Array.from({ length: 20 }, (_, index) => `w${index}`));
    if (state.trouble === 'hangs') return new Promise<undefined>(() => {});
    if (state.trouble === 'refuses') return refuse(response, 503, 'down');
    return balanceOf(path.split('/')[2] ?? '');
  });
  const ofBalance = () => rest.calls.filter(({ path }) => path.endsWith('/balances')).map(({ path }) => path);
  return { state, rest, ofBalance };
}

const balance = ({ run }: TestGateway, id: string) =>
  run('query ($id: ID!) { wallet(id: $id) { balance { available } } }', { id });
const away = async ({ url }: TestGateway) => {
  const response = await fetch(`${url}/readyz`);
  expect(response.status).toBe(200);
  return ((await response.json()) as { away: { name: string }[] }).away.map(({ name }) => name);
};
const codes = (answer: { errors?: { extensions: { code: string } }[] }) =>
  answer.errors?.map(({ extensions }) => extensions.code);

/** Clients that ask one after another, each time for another wallet, until the breaker is open. */
async function askUntilOpen(started: TestGateway): Promise<void> {
  let isOpen = false;
  let next = 0;
  await Promise.all(
    Array.from({ length: CLIENTS }, async () => {
      while (!isOpen) {
        next += 1;
        await balance(started, `a${next}`);
        isOpen ||= (await away(started)).length > 0;
      }
    }),
  );
}

describe('an endpoint that is down', () => {
  it('costs few calls until that is known, none then, and leaves the others alone', async () => {
    const { state, rest, ofBalance } = await startTroubled('refuses');
    const lines = logLines();
    const started = await startGateway(rest.url, { log: lines.log });
    await askUntilOpen(started);
    const calls = ofBalance();
    expect(calls.length / new Set(calls).size).toBeLessThanOrEqual(1.2);

    const before = rest.calls.length;
    const begun = performance.now();
    const answers = await Promise.all(Array.from({ length: 200 }, (_, index) => balance(started, `b${index}`)));
    for (const answer of answers) expect(codes(answer)).toEqual(['UPSTREAM_UNAVAILABLE']);
    // One a second finds out whether it is back.
    expect(rest.calls.length - before).toBeLessThanOrEqual(1 + Math.ceil((performance.now() - begun) / 1_000));
    expect(await away(started)).toEqual(['walletBalance']);
    const others = await started.run(
      '{ assetNetworks { asset } customer(id: "c1") { wallets(first: 1) { nodes { id } } } }',
    );
    expect(others.errors).toBeUndefined();

    state.trouble = 'none';
    await expect.poll(async () => codes(await balance(started, 'w1')), RECOVERY).toBeUndefined();
    expect(await away(started)).toEqual([]);
    expect(lines.text().match(/circuit breaker opened/g)).toHaveLength(1);
    expect(lines.text().match(/circuit breaker closed/g)).toHaveLength(1);
  });

  it('is found out, and found to be back, where it hangs', async () => {
    const { state, rest } = await startTroubled('hangs');
    const started = await startGateway(rest.url, { env: { UPSTREAM_TIMEOUT_MS: '300' } });
    await askUntilOpen(started);
    expect(await away(started)).toEqual(['walletBalance']);
    state.trouble = 'none';
    await expect.poll(async () => codes(await balance(started, 'w1')), RECOVERY).toBeUndefined();
  });

  it('doesn’t take the connections that the others need while it hangs', async () => {
    const { rest, ofBalance } = await startTroubled('hangs');
    const env = { UPSTREAM_TIMEOUT_MS: '600000', OPERATION_TIMEOUT_MS: '600000' };
    const started = await startGateway(rest.url, { env });
    const hanging = new AbortController();
    const body = (wallet: number) =>
      JSON.stringify({ query: `{ wallet(id: "h${wallet}") { balance { available } } }` });
    const headers = { 'content-type': 'application/json' };
    const asked = Array.from({ length: 300 }, (_, wallet) =>
      fetch(`${started.url}/graphql`, { method: 'POST', headers, body: body(wallet), signal: hanging.signal }).catch(
        () => 'left',
      ),
    );
    await expect.poll(() => ofBalance().length, { timeout: 10_000 }).toBeGreaterThanOrEqual(70);
    const query = (customer: string) =>
      `{ assetNetworks { asset } customer(id: "${customer}") { wallets(first: 1) { nodes { id } } } }`;
    // Many at once, and more than there are connections left.
    for (let times = 0; times < 5; times += 1) {
      const answers = await Promise.all(Array.from({ length: 100 }, (_, index) => started.run(query(`c${index}`))));
      expect(answers.filter(({ errors }) => errors)).toEqual([]);
    }
    expect(ofBalance().length).toBeLessThanOrEqual(72);
    hanging.abort();
    await Promise.all(asked);
  });

  it('doesn’t take the connections that other writes need while it hangs', async () => {
    const rest = await startRestServer(({ path }) =>
      path === '/topup/orders' ? orderAnswer({ id: 'o1' }) : new Promise<undefined>(() => {}),
    );
    const started = await startGateway(rest.url, { env: { OPERATION_TIMEOUT_MS: '600000' } });
    const quote = 'mutation { createTopupQuote(input: { sourceCurrency: "A", targetCurrency: "B" }) { quote { id } } }';
    const asked = Array.from({ length: 60 }, () => started.run(quote).catch(() => 'closed'));
    await expect.poll(() => rest.calls.length, { timeout: 10_000 }).toBeGreaterThanOrEqual(20);
    const order = 'createTopupOrder(input: { quoteId: "q", walletId: "w1", payer: { name: "A" } }) { order { id } }';
    expect(await started.run(`mutation { ${order} }`)).toEqual({ data: { createTopupOrder: { order: { id: 'o1' } } } });
    rest.stop();
    await Promise.all(asked);
  });

  it('may ask to be left alone for longer than there is time: then nothing is tried again', async () => {
    const inAnHour = new Date(Date.now() + 3_600_000).toUTCString();
    for (const retryAfter of ['3600', '99999999999', inAnHour]) {
      const rest = await startRestServer((_, response) => {
        response.setHeader('retry-after', retryAfter);
        return refuse(response, 503, 'later');
      });
      const started = await startGateway(rest.url);
      expect(codes(await balance(started, 'w1'))).toEqual(['UPSTREAM_UNAVAILABLE']);
      expect(rest.lines()).toEqual(['GET /wallets/w1/balances']);
    }
  });

  it('is tried again as soon as it asks for, and at most twice', async () => {
    const times: number[] = [];
    const rest = await startRestServer((_, response) => {
      times.push(performance.now());
      if (times.length === 1) response.setHeader('retry-after', '1');
      return refuse(response, times.length % 2 === 0 ? 429 : 503, 'later');
    });
    const started = await startGateway(rest.url);
    expect(codes(await balance(started, 'w1'))).toEqual(['UPSTREAM_UNAVAILABLE']);
    expect(times).toHaveLength(3);
    // A timer may be a millisecond early.
    expect((times[1] ?? 0) - (times[0] ?? 0)).toBeGreaterThanOrEqual(990);
  });

  it.each([400, 401, 403, 404, 501])('is not down because of HTTP %d, unless it is its own fault', async (status) => {
    const rest = await startRestServer((_, response) => refuse(response, status, 'no'));
    const started = await startGateway(rest.url);
    await Promise.all(Array.from({ length: 60 }, (_, index) => balance(started, `w${index}`)));
    expect(await away(started)).toEqual(status >= 500 ? ['walletBalance'] : []);
    if (status < 500) expect(rest.calls).toHaveLength(60);
  });
});

describe('an endpoint that fails for one customer', () => {
  const ENV = { ...JWT_ENV, UPSTREAM_TIMEOUT_MS: '1000' };
  const PAGE = ['w1', 'w2', 'w3', 'w4', 'w5', 'w6', 'w7', 'w8', 'w9', 'w10', 'w11', 'w12'];
  const balances = 'query ($id: ID!) { customer(id: $id) { wallets { nodes { balance { available } } } } }';
  const mayFail = ['503', '429', 'hangs'] as const;

  // What hangs takes six times the whole time that a read has.
  it.each(mayFail)('stays open to the others: %s', async (trouble) => {
    const rest = await startRestServer(({ path }, response) => {
      const [, noun, id = ''] = path.split('/');
      if (noun === 'customers') return walletsOf(...PAGE.map((wallet) => `${id}-${wallet}`));
      if (!id.startsWith('bad')) return balanceOf(id);
      if (trouble === 'hangs') return new Promise<undefined>(() => {});
      return refuse(response, Number(trouble), 'no');
    });
    const started = await startGateway(rest.url, { env: ENV });
    const ask = async (id: string) => started.run(balances, { id }, await customerToken(id));
    for (let round = 0; round < 6; round += 1) {
      await Promise.all([ask('bad'), ask('bad'), ask('bad')]);
      expect((await ask('good')).errors).toBeUndefined();
    }
    expect(await away(started)).toEqual([]);
  });

  it.each(['order', 'quote'])('takes the writes of the others: one %s', async (kind) => {
    const rest = await startRestServer(({ path, body }, response) => {
      if (path.startsWith('/customers')) return walletsOf(`w-${path.split('/')[2]}`);
      if (body.includes('bad')) return refuse(response, 500, 'no');
      if (path !== '/topup/orders') return ok({ queryNo: 'q1', rate: 1 });
      return orderAnswer({ id: `of-${(JSON.parse(body) as { walletId: string }).walletId}` });
    });
    const started = await startGateway(rest.url, { env: ENV });
    const write = async (customer: string, name: string) =>
      started.run(
        kind === 'order'
          ? `mutation { createTopupOrder(input: { quoteId: "${name}", walletId: "w-${customer}", payer: { name: "A" } }) { order { id } } }`
          : `mutation { createTopupQuote(input: { sourceCurrency: "${name}", targetCurrency: "X" }) { quote { id } } }`,
        {},
        await customerToken(customer),
      );
    for (let times = 0; times < 60; times += 1) await write('c1', 'bad');
    expect((await write('c2', 'good')).errors).toBeUndefined();
    expect((await write('c1', 'good')).errors).toBeUndefined();
  });

  it('stays open to the others where it fails for all orders that one watches, by webhooks too', async () => {
    const rest = await startRestServer(({ path }, response) =>
      path.includes('bad') ? refuse(response, 503, 'no') : orderAnswer({ id: 'good' }),
    );
    const orders = Array.from({ length: 80 }, (_, index) => `bad${index}`);
    const wallet = (id: string) => ({ wallet: { id: `w-${id}`, customerId: id, asset: 'A', network: 'N' } });
    const started = await startGateway(rest.url, {
      env: { ...ENV, RECONCILE_RATE: '1000' },
      seed: [
        wallet('c1'),
        wallet('c2'),
        ...orders.map((id) => ({ order: { id, walletId: 'w-c1' } })),
        { order: { id: 'good', walletId: 'w-c2' } },
      ],
    });
    const client = started.client({ connectionParams: { authorization: `Bearer ${await customerToken('c1')}` } });
    for (const id of orders)
      subscribeTo(client, 'subscription ($id: ID!) { topupStatus(orderId: $id) { status } }', { id });
    await expect.poll(() => new Set(rest.lines()).size, RECOVERY).toBe(orders.length);
    const send = webhooksTo(started.url);
    for (const id of orders) await send(id);
    await expect.poll(() => rest.calls.length, RECOVERY).toBeGreaterThanOrEqual(2 * orders.length);
    const answer = await started.run('{ topupOrder(id: "good") { status } }', {}, await customerToken('c2'));
    expect(answer).toEqual({ data: { topupOrder: { status: 'TRANSFERRING' } } });
    expect(await away(started)).toEqual([]);
  });

  it('is taken for down where it fails for ten customers', async () => {
    const rest = await startRestServer(({ path }, response) => {
      const [, noun, id = ''] = path.split('/');
      return noun === 'customers' ? walletsOf(...PAGE.map((wallet) => `${id}-${wallet}`)) : refuse(response, 503, 'no');
    });
    const started = await startGateway(rest.url, { env: ENV });
    for (let customer = 0; customer < 10; customer += 1) {
      expect(await away(started)).toEqual([]);
      await started.run(balances, { id: `c${customer}` }, await customerToken(`c${customer}`));
    }
    expect(await away(started)).toEqual(['walletBalance']);
  });
});

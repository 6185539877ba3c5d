/** Those who ask the same at the same time are served by one call, each on its own time. */
import pino from 'pino';
import { describe, expect, it } from 'vitest';
import { createServices } from '../../src/app/services.js';
import { createTelemetry } from '../../src/app/telemetry.js';
import { readConfig } from '../../src/config/config.js';
import { MemoryStore } from '../../src/directory/store/memory-store.js';
import { createSchema } from '../../src/graphql/schema/executable-schema.js';
import type { WritePermit } from '../../src/rest/transport/write-permit.js';
import { startGateway } from '../support/gateway.js';
import { startHeldRest } from '../support/held-rest.js';
import { subscribeTo } from '../support/subscription.js';
import { customerToken, JWT_ENV, operatorToken } from '../support/tokens.js';

const NEVER = { UPSTREAM_TIMEOUT_MS: '600000', UPSTREAM_WRITE_TIMEOUT_MS: '600000', OPERATION_TIMEOUT_MS: '600000' };
const SEED = [
  { wallet: { id: 'w1', customerId: 'c1', asset: 'USDT', network: 'TRON' } },
  { order: { id: 'o1', walletId: 'w1' } },
];
const QUERY = `{
  wallet(id: "w1") { balance { available } transactions { nodes { amount } } topupOrders { nodes { status } } }
  topupOrder(id: "o1") { status }
  assetNetworks { asset }
}`;
const DATA = {
  wallet: {
    balance: { available: '1' },
    transactions: { nodes: [{ amount: '1' }] },
    topupOrders: { nodes: [{ status: 'TRANSFERRING' }] },
  },
  topupOrder: { status: 'TRANSFERRING' },
  assetNetworks: [{ asset: 'USDT' }],
};

describe('those who ask the same at the same time', () => {
  it('make the calls of one, by whichever transport and whoever they are', async () => {
    const rest = await startHeldRest();
    const started = await startGateway(rest.url, { env: { ...NEVER, ...JWT_ENV }, seed: SEED });
    const tokens = [await customerToken('c1'), await operatorToken()];
    const asked = tokens.flatMap((token) => [
      started.run(QUERY, {}, token),
      started.run(QUERY, {}, token),
      started.run(`query Another ${QUERY}`, {}, token),
      subscribeTo(started.client({ connectionParams: { authorization: `Bearer ${token}` } }), QUERY).next(),
      subscribeTo(started.client({ connectionParams: { authorization: `Bearer ${token}` } }), QUERY).next(),
    ]);
    await rest.holding(5);
    // Whatever has come to the gateway is under way when these have been answered.
    for (const token of tokens) {
      const probe = started.client({ connectionParams: { authorization: `Bearer ${token}` } });
      await subscribeTo(probe, '{ __typename }').next();
      await started.run('{ __typename }', {}, token);
    }
    rest.isHolding = false;
    rest.releaseAll();
    for (const answer of await Promise.all(asked)) expect(answer).toEqual({ data: DATA });
    expect(rest.lines().sort()).toEqual([
      'GET /assets/networks',
      'GET /topup/orders/o1',
      'GET /topup/orders?walletId=w1&pageSize=50&pages=1',
      'GET /wallets/w1/balances',
      'GET /wallets/w1/transactions?limit=50',
    ]);
  });
});

const BALANCE = '{ wallet(id: "w1") { balance { available } } }';

describe('each of those who share a call', () => {
  it('may leave: it goes on for the others, and ends with the last', async () => {
    const rest = await startHeldRest();
    const started = await startGateway(rest.url, { env: NEVER, seed: SEED });
    const leaving = [new AbortController(), new AbortController()];
    const ask = (controller: AbortController) =>
      fetch(`${started.url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ query: BALANCE }),
        signal: controller.signal,
      }).catch(() => 'left');
    const settle = async () => {
      for (let times = 0; times < 2; times += 1) await started.run('{ __typename }');
    };

    const left = leaving.map(ask);
    const stays = started.run(BALANCE);
    await rest.holding(1);
    await settle();
    for (const controller of leaving) controller.abort();
    await Promise.all(left);
    await settle();
    expect(rest.ended).toEqual([]);
    rest.releaseAll();
    expect(await stays).toEqual({ data: { wallet: { balance: { available: '1' } } } });

    const last = new AbortController();
    const asked = ask(last);
    await rest.holding(1);
    last.abort();
    await asked;
    await rest.ending(1);
    expect(rest.ended).toEqual(['/wallets/w1/balances']);
  });
});

/** What a gateway works with, without HTTP before it. */
async function servicesBefore(url: string) {
  const config = readConfig({ UPSTREAM_URL: url, AUTH: 'none', STORE_URL: 'memory:', ...NEVER });
  const { services, operations } = createServices(
    { ...config, upstreamUrl: new URL(url) },
    new MemoryStore(),
    createSchema(),
    await createTelemetry({ ...config, metrics: undefined }, pino({ level: 'silent' })),
  );
  return { ...services, operations };
}

describe('an operation', () => {
  it('waits for a shared call no longer than its own time, and the others wait on', async () => {
    const rest = await startHeldRest();
    const { api, operations } = await servicesBefore(rest.url);
    const [short, long] = [operations.begin(), operations.begin()];
    const reads = [short, long].map((operation) => api.wallet.balance('w1', operation));
    await rest.holding(1);
    short.expire();
    await expect(reads[0]).rejects.toMatchObject({ code: 'UPSTREAM_TIMEOUT' });
    rest.releaseAll();
    await expect(reads[1]).resolves.toMatchObject({ available: '1' });
    expect(rest.lines()).toHaveLength(1);
    short.end();
    long.end();
  });

  it('reads anew after its write became unknown by its deadline', async () => {
    const rest = await startHeldRest();
    const { api, changes, operations } = await servicesBefore(rest.url);
    const [writing, early, late] = [operations.begin(), operations.begin(), operations.begin()];
    const body = { quoteId: 'q', walletId: 'w1', payer: { name: 'A' } };
    const create = (permit: WritePermit) => api.topup.createOrder(body, permit);
    const write = writing.outcomeOf(create, 'Look at the wallet.', () => changes.wallet('w1'));
    await rest.holding(1);
    const before = api.wallet.balance('w1', early);
    await rest.holding(2);
    writing.expire();
    await expect(write).rejects.toMatchObject({ code: 'OUTCOME_UNKNOWN' });
    rest.state = 'after';
    const after = api.wallet.balance('w1', late);
    rest.isHolding = false;
    rest.releaseAll();
    for (const operation of [writing, early, late]) operation.end();
    await before;
    expect(await after).toMatchObject({ available: '2' });
  });
});

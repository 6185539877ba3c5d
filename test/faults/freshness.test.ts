/** Reads that are under way are shared, but never with those who ask after a change: every order of events, held in hand. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { type StartOptions, startGateway, type TestGateway } from '../support/gateway.js';
import { type HeldRest, startHeldRest } from '../support/held-rest.js';
import { hasRedis, startRedis } from '../support/redis.js';
import { subscribeTo } from '../support/subscription.js';
import { webhooksTo } from '../support/webhooks.js';

/** Each makes one call, and shows whether it saw the time before or after. */
const READS = {
  balance: 'q: wallet(id: "w1") { balance { available } }',
  transactions: 'q: wallet(id: "w1") { transactions { nodes { amount } } }',
  orders: 'q: wallet(id: "w1") { topupOrders { nodes { status } } }',
  order: 'q: topupOrder(id: "o1") { status }',
  wallets: 'q: customer(id: "c1") { wallets { nodes { id } } }',
};
type Read = keyof typeof READS;
const OF_ORDER: Read[] = ['order', 'balance', 'transactions', 'orders'];
const isAfter = (answer: unknown): boolean => /"2"|COMPLETED|w2/.test(JSON.stringify(answer));

type SeedRecord = NonNullable<StartOptions['seed']>[number];
const WALLET: SeedRecord = { wallet: { id: 'w1', customerId: 'c1', asset: 'USDT', network: 'TRON' } };
const ORDER: SeedRecord = { order: { id: 'o1', walletId: 'w1' } };
const PATIENT = { UPSTREAM_TIMEOUT_MS: '600000', OPERATION_TIMEOUT_MS: '600000', RECONCILE_INTERVAL_MS: '600000' };

/** What came to the gateway before has been dealt with when this is answered. */
async function settle({ run }: TestGateway): Promise<void> {
  for (let times = 0; times < 2; times += 1) await run('{ __typename }');
}

async function ask(started: TestGateway, read: Read): Promise<{ seen: Promise<boolean> }> {
  const seen = started.run(`{ ${READS[read]} }`).then((answer) => {
    expect(answer.errors).toBeUndefined();
    return isAfter(answer.data);
  });
  await settle(started);
  return { seen };
}

const sendWebhook = async ({ webhookUrl }: TestGateway): Promise<void> => {
  const body = JSON.stringify({ event: 'topup.status', data: { orderId: 'o1' } });
  const response = await fetch(webhookUrl, { method: 'POST', headers: { 'content-type': 'application/json' }, body });
  expect(await response.json()).toEqual({ status: '1' });
};

/**
 * One asks before the change, one after it, and one when either of them has been answered.
 *
 * @param change Changes the state, and resolves when a client may know of it; calls that come meanwhile are answered at once.
 */
async function expectFresh(started: TestGateway, rest: HeldRest, read: Read, change: () => Promise<unknown>) {
  for (const firstAnswered of ['early', 'late'] as const) {
    rest.state = 'before';
    rest.isHolding = true;
    const early = await ask(started, read);
    await rest.holding(1);
    rest.isHolding = false;
    await change();
    rest.isHolding = true;
    const late = await ask(started, read);
    await settle(started);
    rest.held[firstAnswered === 'early' ? 0 : 1]?.release();
    await (firstAnswered === 'early' ? early : late).seen;
    const later = await ask(started, read);
    rest.isHolding = false;
    rest.releaseAll();
    expect(await Promise.all([early.seen, late.seen, later.seen])).toEqual([false, true, true]);
  }
}

const CREATE_ORDER = `mutation {
  createTopupOrder(input: { quoteId: "q1", walletId: "w1", payer: { name: "A" } }) { order { id } }
}`;
const CREATE_WALLET =
  'mutation { createWallet(input: { customerId: "c1", asset: "A", network: "N" }) { wallet { id } } }';
const WRITES: [Read, string][] = [
  ['balance', CREATE_ORDER],
  ['transactions', CREATE_ORDER],
  ['orders', CREATE_ORDER],
  ['wallets', CREATE_WALLET],
];

describe('a read after a write', () => {
  it.each(WRITES)('of %s shows it', async (read, mutation) => {
    const rest = await startHeldRest();
    const started = await startGateway(rest.url, { env: PATIENT, seed: [WALLET] });
    await expectFresh(started, rest, read, async () => {
      rest.state = 'after';
      expect((await started.run(mutation)).errors).toBeUndefined();
    });
  });

  it.each(WRITES)('of %s shows it, where another began while the write ran', async (read, mutation) => {
    const rest = await startHeldRest();
    const started = await startGateway(rest.url, { env: PATIENT, seed: [WALLET] });
    const written = started.run(mutation);
    await rest.holding(1);
    const early = await ask(started, read);
    await rest.holding(2);
    rest.state = 'after';
    rest.held.find(({ method }) => method === 'POST')?.release();
    expect((await written).errors).toBeUndefined();
    const late = await ask(started, read);
    rest.isHolding = false;
    rest.releaseAll();
    expect(await Promise.all([early.seen, late.seen])).toEqual([false, true]);
  });

  it.each(WRITES)('of %s shows it where its outcome is unknown', async (read, mutation) => {
    const rest = await startHeldRest();
    rest.toWrites = 'no JSON';
    const started = await startGateway(rest.url, { env: PATIENT, seed: [WALLET] });
    await expectFresh(started, rest, read, async () => {
      rest.state = 'after';
      expect((await started.run(mutation)).errors).toMatchObject([{ extensions: { code: 'OUTCOME_UNKNOWN' } }]);
    });
  });
});

type Known = 'known' | 'known to the store' | 'not known';

/** A gateway that knows the order's wallet, or whose store does, or that doesn't. */
async function startKnowing(rest: HeldRest, known: Known): Promise<TestGateway> {
  if (known === 'known') return startGateway(rest.url, { env: PATIENT, seed: [WALLET, ORDER] });
  if (known === 'not known') return startGateway(rest.url, { env: PATIENT, seed: [WALLET] });
  const folder = mkdtempSync(join(tmpdir(), 'store-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const env = { ...PATIENT, STORE_URL: `file:${folder}` };
  const earlier = await startGateway(rest.url, { env, seed: [WALLET, ORDER] });
  await earlier.gateway.close();
  return startGateway(rest.url, { env });
}

const KNOWN: Known[] = ['known', 'known to the store', 'not known'];
const EACH = KNOWN.flatMap((known) => OF_ORDER.map((read): [Read, Known] => [read, known]));
/** A hint alone says nothing of the wallets, where it isn't known which is its order's. */
const BY_HINT = EACH.filter(([read, known]) => known !== 'not known' || read === 'order');

describe('a read after a webhook', () => {
  it.each(BY_HINT)('of %s shows the time since, where the order’s wallet is %s', async (read, known) => {
    const rest = await startHeldRest();
    const started = await startKnowing(rest, known);
    await expectFresh(started, rest, read, async () => {
      rest.state = 'after';
      await sendWebhook(started);
    });
  });

  it.skipIf(!hasRedis).each(OF_ORDER)('of %s shows the time since, over Redis', async (read) => {
    const rest = await startHeldRest();
    const redis = await startRedis();
    const env = { ...PATIENT, STORE_URL: redis.url };
    const started = await startGateway(rest.url, { env, seed: [WALLET, ORDER] });
    await expectFresh(started, rest, read, async () => {
      rest.state = 'after';
      await sendWebhook(started);
    });
  });
});

describe('forged webhooks', () => {
  it.each(['balance', 'transactions', 'orders', 'order', 'wallets'] as const)('split no reads of %s', async (read) => {
    const rest = await startHeldRest();
    const started = await startGateway(rest.url, { env: PATIENT, seed: [WALLET, ORDER] });
    const send = webhooksTo(started.url);
    const asked = [await ask(started, read)];
    await rest.holding(1);
    for (let times = 0; times < 5; times += 1) {
      expect(await send(`forged${times}`)).toBe(200);
      asked.push(await ask(started, read));
    }
    expect(rest.lines()).toHaveLength(1);
    rest.releaseAll();
    for (const { seen } of asked) expect(await seen).toBe(false);
  });
});

describe('a read after a status event', () => {
  it.each(EACH)('of %s shows the time since, where the order’s wallet is %s', async (read, known) => {
    const rest = await startHeldRest();
    const started = await startKnowing(rest, known);
    await expectFresh(started, rest, read, async () => {
      const events = subscribeTo(started.client(), 'subscription { topupStatus(orderId: "o1") { status } }');
      expect((await events.next()).data.topupStatus.status).toBe('TRANSFERRING');
      rest.state = 'after';
      await sendWebhook(started);
      expect((await events.next()).data.topupStatus.status).toBe('COMPLETED');
    });
  });

  it.each(EACH)('of %s shows the time since the first one, where the order’s wallet is %s', async (read, known) => {
    const rest = await startHeldRest();
    const started = await startKnowing(rest, known);
    await expectFresh(started, rest, read, async () => {
      rest.state = 'after';
      const events = subscribeTo(started.client(), 'subscription { topupStatus(orderId: "o1") { status } }');
      expect((await events.next()).data.topupStatus.status).toBe('COMPLETED');
    });
  });

  it.each(KNOWN)('within its own event is as new as its status, where the order’s wallet is %s', async (known) => {
    const rest = await startHeldRest();
    const started = await startKnowing(rest, known);
    const early = await ask(started, 'balance');
    await rest.holding(1);
    rest.isHolding = false;
    rest.state = 'after';
    const query = 'subscription { topupStatus(orderId: "o1") { status wallet { balance { available } } } }';
    const { data } = await subscribeTo(started.client(), query).next();
    const wallet = known === 'not known' ? null : { balance: { available: '2' } };
    expect(data.topupStatus).toEqual({ status: 'COMPLETED', wallet });
    rest.releaseAll();
    expect(await early.seen).toBe(false);
  });
});

describe('a read after another one', () => {
  it.each(OF_ORDER)('of %s shows the time since, where that one showed another status', async (read) => {
    const rest = await startHeldRest();
    const started = await startKnowing(rest, 'known');
    const look = READS[read === 'order' ? 'orders' : 'order'];
    rest.isHolding = false;
    expect(isAfter(await started.run(`{ ${look} }`))).toBe(false);
    await expectFresh(started, rest, read, async () => {
      rest.state = 'before';
      expect(isAfter(await started.run(`{ ${look} }`))).toBe(false);
      rest.state = 'after';
      expect(isAfter(await started.run(`{ ${look} }`))).toBe(true);
    });
  });
});

/** Erasing a customer: nothing of them is left in the raw store, also where only the REST API knows what is theirs. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ClassicLevel } from 'classic-level';
import { describe, expect, it, onTestFinished } from 'vitest';
import { startSimulator } from '../../src/simulator/simulator.js';
import { runCommand } from '../support/command.js';
import { startGateway } from '../support/gateway.js';
import { hasRedis, startRedis } from '../support/redis.js';
import { customerToken, JWT_ENV, operatorToken } from '../support/tokens.js';

const EXTERNAL_REF = '\u{1f600}-ref-of-zoe';
const PERSON = {
  externalRef: EXTERNAL_REF,
  name: 'Zoe Erasable',
  email: 'zoe@erasable.example',
  metadata: { tier: 'gilded' },
};

function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'erase-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

function rawBytesOf(folder: string): string {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return files.map((file) => readFileSync(join(file.parentPath, file.name), 'latin1') + file.name).join('\n');
}

/** What a database holds: in its files texts are compressed. */
async function contentOf(folder: string): Promise<string> {
  const database = new ClassicLevel(folder);
  await database.open();
  const entries = await database.iterator().all();
  await database.close();
  return entries.flat().join('\n');
}

/** Fills a store with a person who is in it in all ways that there are, and with one who must stay. */
async function fill(storeUrl: string) {
  const simulator = await startSimulator();
  onTestFinished(() => simulator.close());
  const env = { ...JWT_ENV, STORE_URL: storeUrl, RATE_LIMIT: '1000/1h' };
  const { gateway, run } = await startGateway(simulator.url, { env });
  const operator = await operatorToken();
  const ask = async (query: string, variables: object = {}, token = operator) => {
    const { data, errors } = await run(query, { ...variables }, token);
    expect(errors).toBeUndefined();
    return data;
  };
  const post = async (path: string, body: object) => {
    const init = { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
    return ((await (await fetch(`${simulator.url}${path}`, init)).json()) as { data: Record<string, string> }).data;
  };
  const quoteId = async () =>
    (
      await ask(
        'mutation { createTopupQuote(input: { sourceCurrency: "AUD", targetCurrency: "USDT" }) { quote { id } } }',
      )
    ).createTopupQuote.quote.id;
  const createCustomer = async (input: object) =>
    (
      await ask('mutation ($input: CreateCustomerInput!) { createCustomer(input: $input) { customer { id } } }', {
        input,
      })
    ).createCustomer.customer.id as string;
  const order = async (walletId: string, idempotencyKey?: string) =>
    (
      await ask('mutation ($input: CreateTopupOrderInput!) { createTopupOrder(input: $input) { order { id } } }', {
        input: { quoteId: await quoteId(), walletId, payer: { name: PERSON.name }, idempotencyKey },
      })
    ).createTopupOrder.order.id as string;
  const list = (walletId: string) =>
    ask('query ($id: ID!) { wallet(id: $id) { topupOrders { nodes { id } } } }', { id: walletId });
  const unlisted = async (customerId: string) =>
    (await post('/wallets', { customerId, asset: 'USDT', network: 'ETH' })).walletId ?? '';

  const other = await createCustomer({ externalRef: 'stays', name: 'Bob', email: 'bob@stays.example' });
  const staying = [await unlisted(other)];
  const stayingOrders = [await order(staying[0] ?? '')];

  const customerId = await createCustomer(PERSON);
  const made = (
    await ask(
      'mutation ($id: ID!) { createWallet(input: { customerId: $id, asset: "USDT", network: "TRON" }) { wallet { id address } } }',
      { id: customerId },
    )
  ).createWallet.wallet;
  const wallets = [made.id as string, await unlisted(customerId), await unlisted(customerId)];
  const [listed = '', ordered = '', onlyInLists = ''] = wallets;
  const body = { quoteId: await quoteId(), walletId: onlyInLists, payer: { name: PERSON.name } };
  const orders = [
    await order(listed, 'key-1'),
    await order(ordered, 'key-2'),
    await order(ordered),
    (await post('/topup/orders', body)).orderId ?? '',
  ];
  await list(onlyInLists);
  await ask('{ viewer { id } }', {}, await customerToken(customerId));
  await gateway.close();

  const traces = [
    customerId,
    EXTERNAL_REF,
    'ref-of-zoe',
    PERSON.name,
    PERSON.email,
    'gilded',
    made.address,
    ...wallets,
    ...orders,
  ];
  const command = (...args: string[]) =>
    runCommand('erase-customer', args, {
      UPSTREAM_URL: simulator.url,
      STORE_URL: storeUrl,
      UPSTREAM_TIMEOUT_MS: '500',
      ...JWT_ENV,
    });
  return { simulator, customerId, traces, stays: [other, 'stays', ...staying, ...stayingOrders], command };
}

const tracesIn = (raw: string, traces: readonly string[]) =>
  traces.filter((trace) => raw.includes(trace) || raw.includes(Buffer.from(trace).toString('latin1')));

describe('erasing a customer', () => {
  it('leaves nothing of them in the files of a folder, and everything of others', { timeout: 120_000 }, async () => {
    const folder = temporaryFolder();
    const { customerId, traces, stays, command } = await fill(`file:${folder}`);
    expect(tracesIn(rawBytesOf(folder), traces)).not.toEqual([]);
    expect(await command(customerId)).toMatchObject({
      status: 0,
      text: expect.stringMatching(/^Erased \d+ records\.$/m),
    });
    expect(tracesIn(rawBytesOf(folder), traces)).toEqual([]);
    const content = await contentOf(folder);
    expect(tracesIn(content, traces)).toEqual([]);
    expect(tracesIn(content, stays)).toEqual(stays);
    expect(await command(customerId)).toEqual({ status: 0, text: 'Nothing was stored about this customer.\n' });
  });

  it.skipIf(!hasRedis)('leaves nothing of them in the files of Redis', { timeout: 120_000 }, async () => {
    const folder = temporaryFolder();
    const redis = await startRedis({ args: ['--dir', folder, '--appendonly', 'yes', '--appendfsync', 'always'] });
    const { customerId, traces, stays, command } = await fill(redis.url);
    expect(tracesIn(rawBytesOf(folder), traces)).not.toEqual([]);
    expect(await command(customerId)).toMatchObject({ status: 0 });
    await expect.poll(() => tracesIn(rawBytesOf(folder), traces), { timeout: 20_000 }).toEqual([]);
    await redis.stop();
    expect(tracesIn(rawBytesOf(folder), stays)).toEqual(stays);
  });

  it('says what may be left where the REST API can’t tell, and erases the rest', { timeout: 180_000 }, async () => {
    const folder = temporaryFolder();
    const { simulator, customerId, traces, command } = await fill(`file:${folder}`);
    expect(await command('cus_unheard_of')).toMatchObject({
      status: 1,
      text: expect.stringContaining('no such customer'),
    });
    await simulator.close();
    const { status, text } = await command(customerId);
    expect(status).toBe(1);
    expect(text).toMatch(/Erased \d+ records\.[\s\S]*could not be asked[\s\S]*may be left/);
    expect(tracesIn(rawBytesOf(folder), [EXTERNAL_REF, PERSON.name, PERSON.email])).toEqual([]);
    expect(await command(customerId, '--store-only')).toMatchObject({
      status: 0,
      text: expect.stringContaining('was not asked'),
    });
    expect(tracesIn(rawBytesOf(folder), traces)).not.toEqual([]);
  });
});

/** Backing up, moving, adopting and mending a store, also while the gateway runs on it. */
import { appendFileSync, existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { startSimulator } from '../../src/simulator/simulator.js';
import { type CommandResult, runCommand } from '../support/command.js';
import { type Answer, startGateway } from '../support/gateway.js';
import { type GatewayProcess, startProcess } from '../support/process.js';
import { hasRedis, startRedis } from '../support/redis.js';
import { orderText, startRestServer } from '../support/rest-server.js';

const PERSON = {
  externalRef: 'ref-of-zoe',
  name: 'Zoe',
  email: 'zoe@example.com',
  metadata: { limit: 1.5, tier: 'gold' },
};
const CUSTOMER = `mutation ($input: CreateCustomerInput!) { createCustomer(input: $input) { customer { id } errors { code } } }`;
const PROFILE =
  'query ($id: ID!) { customer(id: $id) { name email metadata } customerByExternalRef(externalRef: "ref-of-zoe") { id } }';
const ORDER = `mutation ($key: String!, $quote: ID = "q1") {
  createTopupOrder(input: { quoteId: $quote, walletId: "w1", payer: { name: "A" }, idempotencyKey: $key }) { order { id } errors { code } } }`;
const TIMEOUT = 120_000;

function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'store-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

const ask = async (gateway: GatewayProcess, query: string, variables: Record<string, unknown>) =>
  (await gateway.run(query, variables)) as Answer;

async function stop(gateway: GatewayProcess): Promise<void> {
  gateway.child.kill('SIGTERM');
  await gateway.exit;
}

const said = ({ status, text }: CommandResult) => ({ status, text: text.trimEnd() });

describe('a file store whose gateway runs', () => {
  it('is exported, and forgets a customer, without a stop', { timeout: TIMEOUT }, async () => {
    const simulator = await startSimulator({ port: 0 });
    onTestFinished(() => simulator.close());
    const folder = temporaryFolder();
    const store = join(folder, 'data');
    const env = { UPSTREAM_URL: simulator.url, AUTH: 'none', STORE_URL: `file:${store}` };
    const gateway = startProcess(env);
    await gateway.listening();
    expect(statSync(join(store, 'gateway.sock')).mode & 0o777).toBe(0o600);
    const { customer } = (await ask(gateway, CUSTOMER, { input: PERSON })).data.createCustomer;
    const profile = { name: 'Zoe', email: 'zoe@example.com', metadata: PERSON.metadata };
    const known = { data: { customer: profile, customerByExternalRef: { id: customer.id } } };
    expect(await ask(gateway, PROFILE, { id: customer.id })).toMatchObject(known);

    const file = join(folder, 'backup.jsonl');
    expect(said(await runCommand('store', ['export', file], env))).toEqual({
      status: 0,
      text: `Exported 3 records to ${file}.`,
    });
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(await runCommand('store', ['export', file], env)).toMatchObject({
      status: 1,
      text: expect.stringContaining('EEXIST'),
    });
    expect(said(await runCommand('erase-customer', [customer.id], env))).toEqual({
      status: 0,
      text: 'Erased 2 records.',
    });
    // Neither the store nor the memory of the gateway has it any longer.
    expect(await ask(gateway, PROFILE, { id: customer.id })).not.toMatchObject(known);
    await stop(gateway);
    expect(existsSync(join(store, 'gateway.sock'))).toBe(false);

    const other = { ...env, STORE_URL: `file:${join(folder, 'other')}` };
    expect(said(await runCommand('store', ['import', file], other))).toEqual({
      status: 0,
      text: 'Imported 3 records; 0 were there already.',
    });
    expect(said(await runCommand('store', ['import', file], other)).text).toBe(
      'Imported 0 records; 3 were there already.',
    );
    const restored = startProcess(other);
    await restored.listening();
    expect(await ask(restored, PROFILE, { id: customer.id })).toMatchObject(known);
    await stop(restored);
  });

  it('has attempts settled without a stop', { timeout: TIMEOUT }, async () => {
    let answers = false;
    const rest = await startRestServer(({ method, path }) => {
      if (method !== 'GET') return answers ? `{"status":"1","data":${orderText({ id: 'o2' })}}` : new Promise(() => {});
      if (path.startsWith('/topup/orders?')) return '{"status":"1","total":0,"data":[]}';
      return `{"status":"1","data":${orderText({ id: 'o1' })}}`;
    });
    const env = { UPSTREAM_URL: rest.url, AUTH: 'none', STORE_URL: `file:${temporaryFolder()}` };
    const gateway = startProcess({ ...env, OPERATION_TIMEOUT_MS: '500', UPSTREAM_WRITE_TIMEOUT_MS: '1000' });
    await gateway.listening();
    const codeOf = async () => (await ask(gateway, ORDER, { key: 'k' })).errors?.[0]?.extensions.code;
    expect(await codeOf()).toBe('OUTCOME_UNKNOWN');
    const list = async () => (await runCommand('idempotency', ['list'], env)).text;
    await expect.poll(list, { timeout: 20_000, interval: 500 }).toMatch(/ unknown /);
    const [attempt = ''] = (await list()).match(/^\S{36}/m) ?? [];
    expect(said(await runCommand('idempotency', ['settle', attempt, '--failed'], env))).toEqual({
      status: 0,
      text: 'Settled: its key may be used again.',
    });
    answers = true;
    expect(await ask(gateway, ORDER, { key: 'k' })).toMatchObject({
      data: { createTopupOrder: { order: { id: 'o2' } } },
    });
    await stop(gateway);
  });
});

describe('an export', () => {
  it.skipIf(!hasRedis)(
    'moves keys and facts to Redis, where a key still gives its order',
    { timeout: TIMEOUT },
    async () => {
      const rest = await startRestServer(({ method }) => {
        expect(['GET', 'POST']).toContain(method);
        return `{"status":"1","data":${orderText({ id: 'o1' })}}`;
      });
      const folder = temporaryFolder();
      const file = join(folder, 'export.jsonl');
      const env = { UPSTREAM_URL: rest.url, AUTH: 'none', STORE_URL: `file:${join(folder, 'data')}` };
      const first = startProcess(env);
      await first.listening();
      const made = { data: { createTopupOrder: { order: { id: 'o1' } } } };
      expect(await ask(first, ORDER, { key: 'k' })).toMatchObject(made);
      await stop(first);
      expect((await runCommand('store', ['export', file], env)).status).toBe(0);

      const redis = await startRedis();
      const moved = { ...env, STORE_URL: redis.url };
      expect((await runCommand('store', ['import', file], moved)).text).toMatch(
        /^Imported \d records; 0 were there already\./,
      );
      const posts = () => rest.calls.filter(({ method }) => method === 'POST').length;
      const second = await startGateway(rest.url, { env: { STORE_URL: redis.url } });
      expect(await second.run(ORDER, { key: 'k' })).toMatchObject(made);
      expect(posts()).toBe(1);
      expect((await second.run(ORDER, { key: 'k', quote: 'q2' })).data.createTopupOrder.errors).toEqual([
        { code: 'IDEMPOTENCY_CONFLICT' },
      ]);
    },
  );

  it('is refused in parts, with foreign lines, and by another upstream; a store keeps what it has', {
    timeout: TIMEOUT,
  }, async () => {
    const folder = temporaryFolder();
    const file = join(folder, 'export.jsonl');
    const env = { UPSTREAM_URL: 'http://127.0.0.1:1/api', AUTH: 'none', STORE_URL: `file:${join(folder, 'data')}` };
    const importing = async (text: string, changes: Record<string, string> = {}) => {
      writeFileSync(file, text);
      return said(await runCommand('store', ['import', file], { ...env, ...changes }));
    };
    const header = '{"export":{"format":1,"upstream":"http://127.0.0.1:1/api","time":1}}\n';
    const order = '{"order":{"id":"o1","walletId":"w1"}}\n';
    const end = '{"end":{"records":1}}\n';
    expect(await importing(header + order)).toEqual({
      status: 1,
      text: `${file}: its end is missing (line 2). Nothing was imported.`,
    });
    expect((await importing(order + end)).text).toContain('begins with another line (line 1)');
    expect((await importing(`${header}{"order":{"id":"o 1"}}\n${end}`)).text).toContain(
      'not a line of an export (line 2)',
    );
    for (const entry of [
      '["wallet:w1","{"]',
      '["idempotency:x","{\\"state\\":\\"settled\\"}"]',
      '["payment:o1","1"]',
      '["other","1"]',
    ])
      expect((await importing(`${header}{"entry":${entry}}\n${end}`)).text).toContain(
        'not a line of an export (line 2)',
      );
    const elsewhere = await importing(header + order + end, { UPSTREAM_URL: 'http://127.0.0.1:1/other' });
    expect(elsewhere.text).toContain('it belongs to http://127.0.0.1:1/api, not to http://127.0.0.1:1/other (line 1)');
    expect(await importing(header + order + end)).toEqual({
      status: 0,
      text: 'Imported 1 records; 0 were there already.',
    });
    expect(await importing(header + order.replace('w1', 'w2') + end)).toEqual({
      status: 1,
      text: 'Imported 0 records; 0 were there already.\nThe store holds something else under these keys, and keeps it:\norder:o1',
    });
    expect((await runCommand('store', ['import', join(folder, 'none')], env)).text).toContain('cannot be read: ENOENT');

    const seed = join(folder, 'seed.jsonl');
    expect((await runCommand('store', ['export', seed, '--seed'], env)).status).toBe(0);
    expect(readFileSync(seed, 'utf8')).toBe(order);
    appendFileSync(seed, '{}\n');
  });
});

it('a store is adopted by the new address of its upstream, and by no one who does not know the old one', {
  timeout: TIMEOUT,
}, async () => {
  const [former, present] = ['http://127.0.0.1:1/v1', 'http://127.0.0.1:1/v2'];
  const folder = temporaryFolder();
  const env = { UPSTREAM_URL: former, AUTH: 'none', STORE_URL: `file:${folder}` };
  const moved = { ...env, UPSTREAM_URL: present };
  const gateway = startProcess(env);
  await gateway.listening();
  expect((await runCommand('store', ['adopt', former], moved)).text).toContain('Stop the gateway first');
  await stop(gateway);
  expect((await runCommand('store', ['adopt', 'http://127.0.0.1:1/v0'], moved)).text).toContain(
    `it belongs to ${former}`,
  );
  expect((await runCommand('idempotency', ['list'], moved)).status).toBe(1);
  expect(said(await runCommand('store', ['adopt', former], moved))).toEqual({
    status: 0,
    text: `The store belongs to ${present} now.`,
  });
  expect((await runCommand('idempotency', ['list'], moved)).status).toBe(0);
});

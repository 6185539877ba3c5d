/** What `npm run build` makes: what is loaded only where it is needed is there as well. */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { built } from '../support/built.js';
import { type GatewayProcess, startProcess } from '../support/process.js';
import { hasRedis, startRedis } from '../support/redis.js';
import { startRestServer } from '../support/rest-server.js';

const WALLET = '{ wallet(id: "wal_c1f0aa") { asset balance { available } } }';
const EXPECTED = { data: { wallet: { asset: 'USDT', balance: { available: '65.2932' } } } };

async function pageOf(gateway: GatewayProcess): Promise<string> {
  const page = await fetch(`${await gateway.listening()}/graphql`, { headers: { accept: 'text/html' } });
  return page.text();
}

it('runs with the simulator, and shows the explorer', async () => {
  const gateway = startProcess({});
  expect(await gateway.run(WALLET)).toMatchObject(EXPECTED);
  expect(await pageOf(gateway)).toContain('src="start.js"');
  gateway.child.kill('SIGTERM');
  expect(await gateway.exit).toBe(0);
});

it('keeps what it learnt in a folder', async () => {
  const created = {
    customerId: 'c1',
    externalRef: 'r',
    name: 'Ann',
    email: 'a@b.example',
    createdAt: '2025-11-06T02:13:00Z',
  };
  const rest = await startRestServer(() => ({ status: '1', data: created }));
  const folder = mkdtempSync(join(tmpdir(), 'build-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const env = { UPSTREAM_URL: rest.url, AUTH: 'none', STORE_URL: `file:${folder}` };
  const first = startProcess(env);
  await first.run(
    'mutation { createCustomer(input: { externalRef: "r", name: "Ann", email: "a@b.example" }) { __typename } }',
  );
  first.child.kill('SIGTERM');
  await first.exit;
  const second = startProcess(env);
  expect(await second.run('{ customer(id: "c1") { name } }')).toMatchObject({ data: { customer: { name: 'Ann' } } });
});

it.skipIf(!hasRedis)('keeps what it learnt in Redis', async () => {
  const redis = await startRedis();
  const rest = await startRestServer(() => ({ status: '1', data: { matrix: [] } }));
  const gateway = startProcess({ UPSTREAM_URL: rest.url, AUTH: 'none', STORE_URL: redis.url });
  expect(await gateway.run('{ assetNetworks { asset } }')).toMatchObject({ data: { assetNetworks: [] } });
});

it('has its commands', async () => {
  const env = { JWT_SECRET: 'a secret of thirty-two characters' };
  const token = execFileSync(process.execPath, [built('token'), '--operator'], { env, encoding: 'utf8' });
  expect(token).toMatch(/^[\w-]+\.[\w-]+\.[\w-]+\n$/);
  for (const command of ['erase-customer', 'idempotency']) {
    const { stderr } = spawnSync(process.execPath, [built(command)], { env: {}, encoding: 'utf8' });
    expect(stderr).toContain('npm run');
  }
});

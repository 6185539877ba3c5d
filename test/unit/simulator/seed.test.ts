/** Customers from a file, and answers that take their time. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { readEnvironment } from '../../../src/simulator/environment.js';
import { Latency, rangeOf } from '../../../src/simulator/routes/latency.js';
import { parseSeed } from '../../../src/simulator/sample/seed.js';
import { type SimulatorOptions, startSimulator } from '../../../src/simulator/simulator.js';

const WALLET = {
  walletId: 'wal_demo',
  asset: 'USDC',
  network: 'ETH',
  available: '12.500000000000000001',
  transactions: [
    { type: 'CREDIT', amount: '10' },
    { type: 'CREDIT', amount: '2.500000000000000001', reason: 'GIFT' },
  ],
  orders: [{ orderId: 'ord_demo', status: 'TRANSFERRING', targetAmount: '7.5' }],
};
const SEED = { customers: [{ customerId: 'cus_demo', name: 'Dora Demo', wallets: [WALLET] }] };

async function start(options: SimulatorOptions) {
  const simulator = await startSimulator(options);
  onTestFinished(() => simulator.close());
  return { simulator, read: async (path: string) => (await fetch(simulator.url + path)).text() };
}

describe('a seed', () => {
  it('stands beside the sample data, as it was written', async () => {
    const { read } = await start({ seed: parseSeed(JSON.stringify(SEED)) });
    expect(await read('/customers/cus_demo/wallets')).toContain('"walletId":"wal_demo"');
    expect(await read('/wallets/wal_demo/balances')).toContain('12.500000000000000001');
    const { data } = JSON.parse(await read('/wallets/wal_demo/transactions'));
    expect(data.items).toMatchObject([{ reason: 'GIFT' }, { reason: 'ADJUSTMENT', amount: '10' }]);
    expect(await read('/topup/orders/ord_demo')).toMatch(/"status":"TRANSFERRING".*7\.5/);
    expect(await read('/wallets/wal_c1f0aa/balances')).toContain('65.2932');
  });

  it.each([
    ['no JSON', '{', /not JSON/],
    ['an unknown member', JSON.stringify({ customers: [{ customerId: 'c', walets: [] }] }), /customers\/0/],
    ['no id', JSON.stringify({ customers: [{ name: 'x' }] }), /customerId/],
    ['an asset that the network does not have', of({ network: 'TRON' }), /wal_demo: USDC on TRON/],
    ['an amount that is none', of({ available: '1e3' }), /"1e3" is no amount/],
    ['a negative amount', of({ pending: '-1' }), /"-1" is no amount/],
  ])('is refused with %s', (_, text, problem) => {
    expect(() => parseSeed(text)).toThrow(problem);
  });

  it('may not take an id of the sample data', async () => {
    await expect(start({ seed: { customers: [{ customerId: 'cus_busy' }] } })).rejects.toThrow(/cus_busy is there/);
    const again = { customerId: 'c', email: 'alice@example.com' };
    await expect(start({ seed: { customers: [again] } })).rejects.toThrow(/the seed: customer c: email already exists/);
  });

  it('is read from the path in the environment, with problems by their names', () => {
    const folder = mkdtempSync(join(tmpdir(), 'seed-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const path = join(folder, 'seed.json');
    writeFileSync(path, JSON.stringify(SEED));
    expect(readEnvironment({ SIMULATOR_SEED: path, SIMULATOR_LATENCY: 'far' })).toMatchObject({
      seed: SEED,
      latency: 'far',
    });
    expect(() => readEnvironment({ SIMULATOR_SEED: join(folder, 'none') })).toThrow(/^SIMULATOR_SEED: .*ENOENT/);
    expect(() => readEnvironment({ SIMULATOR_LATENCY: 'ages' })).toThrow(/^SIMULATOR_LATENCY must be .*"ages"/);
  });
});

function of(change: object): string {
  return JSON.stringify({ customers: [{ customerId: 'c', wallets: [{ ...WALLET, ...change }] }] });
}

describe('a latency', () => {
  it.each([
    ['none', 0, 0],
    ['far', 80, 200],
    ['100', 100, 100],
    ['50-400', 50, 400],
  ])('%s is from %i to %i ms', (text, least, most) => {
    expect(rangeOf(text)).toEqual({ least, most });
    const latency = new Latency();
    latency.set(text);
    for (let times = 0; times < 50; times += 1) {
      const ms = latency.next();
      expect(ms).toBeGreaterThanOrEqual(least);
      expect(ms).toBeLessThanOrEqual(most);
    }
  });

  it.each(['ages', '-1', '9-5', '99999999', '', 'constructor'])('"%s" is none', (text) => {
    expect(() => rangeOf(text)).toThrow(RangeError);
  });

  it('holds every answer of the REST API, and is set while it runs', async () => {
    const { simulator, read } = await start({ latency: '30' });
    const before = performance.now();
    await read('/wallets/wal_c1f0aa/balances');
    expect(performance.now() - before).toBeGreaterThanOrEqual(29);
    const set = (latency: string) =>
      fetch(`${simulator.url}/_simulator/latency`, { method: 'POST', body: JSON.stringify({ latency }) });
    expect((await set('none')).status).toBe(200);
    expect((await set('ages')).status).toBe(400);
  });
});

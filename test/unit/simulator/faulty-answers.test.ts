import { afterEach, describe, expect, it, vi } from 'vitest';
import type { Fault, Simulator } from '../../../src/simulator/simulator.js';
import { call, exchange, get, simulate } from './support.js';

afterEach(() => {
  vi.useRealTimers();
});

const NEW_WALLET = { customerId: 'cus_8a9b3e', asset: 'USDC', network: 'ETH' };
const BALANCE = '/wallets/wal_c1f0aa/balances';

const walletCount = async (simulator: Simulator) =>
  ((await get(simulator, '/customers/cus_8a9b3e/wallets')).items as unknown[]).length;

async function simulateWith(...faults: Fault[]): Promise<Simulator> {
  const simulator = await simulate();
  simulator.setFaults(faults);
  return simulator;
}

describe('a faulty answer', () => {
  it('of http-error is no envelope', async () => {
    const simulator = await simulateWith(
      { on: 'walletBalance', kind: 'http-error', times: 1 },
      { on: 'walletBalance', kind: 'http-error', status: 502, times: 1 },
    );
    for (const status of [503, 502]) {
      const answer = await exchange(simulator.url + BALANCE);
      expect([answer.status, answer.text]).toEqual([status, 'simulated failure\n']);
    }
    expect((await call(simulator, `GET ${BALANCE}`)).status).toBe(200);
  });

  it('of reject is an envelope, with the HTTP status that is asked for', async () => {
    const simulator = await simulateWith(
      { on: 'walletBalance', kind: 'reject', times: 1 },
      { on: 'walletBalance', kind: 'reject', status: 200, message: 'not today' },
    );
    expect(await call(simulator, `GET ${BALANCE}`)).toMatchObject({ status: 400, body: { message: 'rejected' } });
    expect(await call(simulator, `GET ${BALANCE}`)).toMatchObject({
      status: 200,
      body: { status: '-1', message: 'not today' },
    });
  });

  it('of broken-json is a 200 that does not parse', async () => {
    const simulator = await simulateWith({ on: 'walletBalance', kind: 'broken-json' });
    const { status, contentType, text } = await exchange(simulator.url + BALANCE);
    expect([status, contentType]).toEqual([200, 'application/json; charset=utf-8']);
    expect(() => JSON.parse(text)).toThrow(SyntaxError);
  });

  it('of reset is none', async () => {
    const simulator = await simulateWith({ on: 'walletBalance', kind: 'reset' });
    await expect(exchange(simulator.url + BALANCE)).rejects.toMatchObject({ code: 'ECONNRESET' });
  });

  it('of hang is none until the simulator closes', async () => {
    const simulator = await simulateWith({ on: 'walletBalance', kind: 'hang' });
    const failed = expect(exchange(simulator.url + BALANCE)).rejects.toThrow('socket hang up');
    await vi.waitUntil(() => simulator.requests.length === 1, { interval: 1, timeout: 10_000 });
    await simulator.close();
    await failed;
  });

  it('of latency comes later, and is of that later time', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const simulator = await simulateWith({ on: 'order', kind: 'latency', ms: 700 });
    let done = false;
    const late = get(simulator, '/topup/orders/ord_busy_01').finally(() => {
      done = true;
    });
    await call(simulator, 'GET /assets/networks');
    while (vi.getTimerCount() === 0) await call(simulator, 'GET /assets/networks');
    vi.advanceTimersByTime(699);
    await call(simulator, 'GET /assets/networks');
    expect(done).toBe(false);
    simulator.setOrderStatus('ord_busy_01', 'FAILED');
    vi.advanceTimersByTime(1);
    expect((await late).status).toBe('FAILED');
  });

  it('of latency after the call tells what was then', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const simulator = await simulateWith({ on: 'order', kind: 'latency', after: true });
    const late = get(simulator, '/topup/orders/ord_busy_01');
    while (vi.getTimerCount() === 0) await call(simulator, 'GET /assets/networks');
    simulator.setOrderStatus('ord_busy_01', 'FAILED');
    vi.advanceTimersByTime(1000);
    expect((await late).status).toBe('TRANSFERRING');
  });
});

describe('a write that meets a fault', () => {
  const kinds: Fault['kind'][] = ['http-error', 'broken-json', 'reset'];

  it.each(kinds)('of %s is not carried out', async (kind) => {
    const simulator = await simulateWith({ on: 'createWallet', kind });
    await expect(call(simulator, 'POST /wallets', NEW_WALLET)).rejects.toThrow();
    expect(await walletCount(simulator)).toBe(1);
  });

  it.each(kinds)('of %s after the call is carried out', async (kind) => {
    const simulator = await simulateWith({ on: 'createWallet', kind, after: true });
    await expect(call(simulator, 'POST /wallets', NEW_WALLET)).rejects.toThrow();
    expect(await walletCount(simulator)).toBe(2);
  });

  it.each([
    [undefined, 1],
    [true, 2],
  ])('of hang, after: %s, leaves %i wallets', async (after, wallets) => {
    const simulator = await simulateWith({ on: 'createWallet', kind: 'hang', ...(after && { after }) });
    const leaving = new AbortController();
    const hung = exchange(`${simulator.url}/wallets`, 'POST', JSON.stringify(NEW_WALLET), leaving.signal);
    await vi.waitUntil(() => simulator.requests.length === 1, { interval: 1, timeout: 10_000 });
    expect(await walletCount(simulator)).toBe(wallets);
    leaving.abort();
    await expect(hung).rejects.toThrow('aborted');
  });

  it('of latency is carried out though its client has left', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const simulator = await simulateWith({ on: 'createWallet', kind: 'latency' });
    const leaving = new AbortController();
    const left = exchange(`${simulator.url}/wallets`, 'POST', JSON.stringify(NEW_WALLET), leaving.signal);
    while (vi.getTimerCount() === 0) await call(simulator, 'GET /assets/networks');
    leaving.abort();
    await expect(left).rejects.toThrow('aborted');
    expect(await walletCount(simulator)).toBe(1);
    vi.advanceTimersByTime(1000);
    expect(await walletCount(simulator)).toBe(2);
  });

  it('of broken-json after the call is told half of the answer', async () => {
    const simulator = await simulateWith({ on: 'createWallet', kind: 'broken-json', after: true });
    const { text } = await exchange(`${simulator.url}/wallets`, 'POST', JSON.stringify(NEW_WALLET));
    expect(text).toMatch(/^\{"status":"1","data":\{"walletId":"wal_/);
  });
});

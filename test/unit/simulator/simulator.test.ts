import { Agent, request as httpRequest } from 'node:http';
import { describe, expect, it, vi } from 'vitest';
import { startSimulator } from '../../../src/simulator/simulator.js';
import { call, exchange, order, receive, simulate } from './support.js';

describe('the simulator', () => {
  it('records REST calls, not those that control it', async () => {
    const simulator = await simulate();
    await call(simulator, 'GET /wallets/wal_c1f0aa/transactions?limit=5');
    await call(simulator, 'GET /_simulator/faults');
    await call(simulator, 'GET /_simulator/nothing');
    await call(simulator, 'POST /wallets', { asset: 'USDT' });
    await call(simulator, 'POST /wallets', '{"broken');
    await call(simulator, 'GET /nowhere');
    expect(simulator.requests.map(({ headers, ...rest }) => ({ ...rest, host: headers.host }))).toEqual([
      { method: 'GET', path: '/wallets/wal_c1f0aa/transactions?limit=5', host: expect.any(String) },
      { method: 'POST', path: '/wallets', body: { asset: 'USDT' }, host: expect.any(String) },
      { method: 'POST', path: '/wallets', body: '{"broken', host: expect.any(String) },
      { method: 'GET', path: '/nowhere', host: expect.any(String) },
    ]);
  });

  it('keeps the newest 1000 of them', async () => {
    const simulator = await simulate();
    for (let page = 0; page < 41; page++)
      await Promise.all(Array.from({ length: 25 }, (_, at) => exchange(`${simulator.url}/x?at=${page * 25 + at}`)));
    expect(simulator.requests).toHaveLength(1000);
    expect(simulator.requests.at(-1)?.path).toMatch(/at=10[0-2][0-9]$/);
    expect(simulator.requests.map(({ path }) => path)).not.toContain('/x?at=0');
  });

  it('closes at once, kept connections and waiting orders included, and any number of times', async () => {
    const receiver = await receive();
    const simulator = await simulate({ webhookUrl: receiver.url, orderDelayMs: 2 ** 31 - 1 });
    await order(simulator, 'wal_c1f0aa');
    const agent = new Agent({ keepAlive: true });
    const closed = new Promise<void>((resolve) => {
      httpRequest(`${simulator.url}/assets/networks`, { agent }, (response) => {
        response.resume();
        response.socket.once('close', () => resolve());
      }).end();
    });
    await vi.waitUntil(() => Object.keys(agent.freeSockets).length === 1, { interval: 1, timeout: 10_000 });
    await Promise.all([simulator.close(), simulator.close()]);
    await simulator.close();
    await closed;
    await expect(exchange(simulator.url)).rejects.toMatchObject({ code: 'ECONNREFUSED' });
    expect(receiver.received).toEqual([]);
  });

  it('closes while a webhook waits for its answer', async () => {
    const receiver = await receive(() => {});
    const simulator = await simulate({ webhookUrl: receiver.url, webhookRetryDelaysMs: [0] });
    simulator.setOrderStatus('ord_busy_01', 'FAILED');
    await receiver.next();
    await simulator.close();
    expect(receiver.received).toHaveLength(1);
  });

  it('cancels the end of an order when it closes', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    try {
      const simulator = await simulate();
      await order(simulator, 'wal_c1f0aa');
      expect(vi.getTimerCount()).toBe(1);
      await simulator.close();
      expect(vi.getTimerCount()).toBe(0);
    } finally {
      vi.useRealTimers();
    }
  });

  it('forgets everything when it starts anew', async () => {
    const first = await simulate();
    await call(first, 'POST /customers', { externalRef: 'a', name: 'Bo', email: 'bo@example.com' });
    const answer = await call(await simulate(), 'POST /customers', {
      externalRef: 'a',
      name: 'Bo',
      email: 'bo@example.com',
    });
    expect(answer.status).toBe(200);
  });

  it('rejects when its port is taken', async () => {
    const { url } = await simulate();
    await expect(startSimulator({ port: Number(new URL(url).port) })).rejects.toMatchObject({ code: 'EADDRINUSE' });
  });

  it.each([
    [{ port: 65_536 }, 'port'],
    [{ webhookUrl: 'ftp://x' }, 'webhookUrl'],
    [{ orderDelayMs: Number.POSITIVE_INFINITY }, 'orderDelayMs'],
    [{ quoteTtlMs: -1 }, 'quoteTtlMs'],
    [{ sourceAmount: '050' }, 'sourceAmount'],
    [{ sourceAmount: '0' }, 'sourceAmount'],
    [{ webhookRetryDelaysMs: [1, 0.5] }, 'webhookRetryDelaysMs'],
    [{ port: -1, sourceAmount: '1e3' }, 'port, sourceAmount'],
  ])('refuses %j', async (options, names) => {
    await expect(startSimulator(options)).rejects.toThrow(new RangeError(`simulator: invalid ${names}`));
  });

  it('refuses what it cannot do when told by code', async () => {
    const simulator = await simulate();
    expect(() => simulator.setWebhookUrl('nowhere')).toThrow(TypeError);
    expect(() => simulator.failNextOrders(-1)).toThrow(RangeError);
    expect(() => simulator.setFaults([{ on: 'webhook', kind: 'reset' }])).toThrow(TypeError);
  });
});

import { afterEach, describe, expect, it, vi } from 'vitest';
import type { Simulator } from '../../../src/simulator/simulator.js';
import { balanceOf, call, get, order, receive, simulate } from './support.js';

const useFakeClock = () => vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'] });
afterEach(() => {
  vi.useRealTimers();
});

const statusOf = async (simulator: Simulator, orderId: string) =>
  (await get(simulator, `/topup/orders/${orderId}`)).status;
const creditsOf = async (simulator: Simulator, walletId: string) =>
  ((await get(simulator, `/wallets/${walletId}/transactions`)).items as unknown[]).length;

describe('an order', () => {
  it('transfers for its delay, then completes and credits its wallet', async () => {
    useFakeClock().setSystemTime('2026-03-01T10:00:00Z');
    const simulator = await simulate({ orderDelayMs: 60_000 });
    const orderId = await order(simulator, 'wal_c1f0aa');
    expect(await get(simulator, `/topup/orders/${orderId}`)).toMatchObject({
      status: 'TRANSFERRING',
      created: '2026-03-01 10:00:00',
    });
    vi.advanceTimersByTime(59_999);
    expect(await statusOf(simulator, orderId)).toBe('TRANSFERRING');
    expect(await balanceOf(simulator, 'wal_c1f0aa')).toMatchObject({ available: '65.2932', pending: '32.87' });

    vi.advanceTimersByTime(1);
    expect(await statusOf(simulator, orderId)).toBe('COMPLETED');
    expect(await balanceOf(simulator, 'wal_c1f0aa')).toMatchObject({
      available: '98.1632',
      pending: '0',
      updatedAt: '2026-03-01T10:01:00Z',
    });
    const { items } = await get(simulator, '/wallets/wal_c1f0aa/transactions?limit=1');
    expect(items).toEqual([
      {
        txId: `tx_${orderId}`,
        type: 'CREDIT',
        reason: 'TOPUP_CREDIT',
        amount: '32.87',
        asset: 'USDT',
        network: 'TRON',
        txHash: expect.stringMatching(/^[0-9a-f]{64}$/),
        createdAt: '2026-03-01T10:01:00Z',
      },
    ]);
  });

  it.each([
    ['its payer is FAIL', (_simulator: Simulator) => 'FAIL'],
    [
      'it was one of the next to fail',
      (simulator: Simulator) => {
        simulator.failNextOrders(1);
        return 'Alice Chen';
      },
    ],
  ])('fails if %s, and credits nothing', async (_reason, payerOf) => {
    useFakeClock();
    const simulator = await simulate({ orderDelayMs: 5000 });
    const failing = await order(simulator, 'wal_c1f0aa', 'USDT', payerOf(simulator));
    const other = await order(simulator, 'wal_c1f0aa');
    expect((await balanceOf(simulator, 'wal_c1f0aa')).pending).toBe('65.74');
    vi.advanceTimersByTime(5000);
    expect([await statusOf(simulator, failing), await statusOf(simulator, other)]).toEqual(['FAILED', 'COMPLETED']);
    expect(await balanceOf(simulator, 'wal_c1f0aa')).toMatchObject({ available: '98.1632', pending: '0' });
    expect(await creditsOf(simulator, 'wal_c1f0aa')).toBe(2);
  });

  it('is put in any status, credits once whatever comes, and then moves no more by itself', async () => {
    useFakeClock();
    const simulator = await simulate({ orderDelayMs: 5000 });
    const orderId = await order(simulator, 'wal_c1f0aa');
    const seen: unknown[] = [];
    for (const status of ['CREDITED', 'ON_HOLD', 'FAILED', 'TRANSFERRING', 'COMPLETED', 'FAILED', 'COMPLETED']) {
      simulator.setOrderStatus(orderId, status);
      const { available, pending } = await balanceOf(simulator, 'wal_c1f0aa');
      seen.push([status, available, pending]);
    }
    expect(seen).toEqual([
      ['CREDITED', '65.2932', '32.87'],
      ['ON_HOLD', '65.2932', '32.87'],
      ['FAILED', '65.2932', '0'],
      ['TRANSFERRING', '65.2932', '32.87'],
      ['COMPLETED', '98.1632', '0'],
      ['FAILED', '98.1632', '0'],
      ['COMPLETED', '98.1632', '0'],
    ]);
    expect(await creditsOf(simulator, 'wal_c1f0aa')).toBe(2);

    simulator.setOrderStatus(orderId, 'CREDITED');
    vi.advanceTimersByTime(60_000);
    expect(await statusOf(simulator, orderId)).toBe('CREDITED');
    expect(() => simulator.setOrderStatus('none', 'FAILED')).toThrow('order not found');
  });

  it('of the sample data that completed is not credited again', async () => {
    const simulator = await simulate();
    simulator.setOrderStatus('bacd97d132014cb6b23ee18fdea3b5c4', 'COMPLETED');
    expect((await balanceOf(simulator, 'wal_c1f0aa')).available).toBe('65.2932');
  });

  it('has its state and its money in place before its webhook goes out', async () => {
    const atArrival: unknown[] = [];
    const simulator = await simulate({ orderDelayMs: 1 });
    const receiver = await receive(async ({ data }, response) => {
      const { available } = await balanceOf(simulator, 'wal_c1f0aa');
      atArrival.push(await statusOf(simulator, data.orderId), available, await creditsOf(simulator, 'wal_c1f0aa'));
      response.end('{"status":"1"}');
    });
    simulator.setWebhookUrl(receiver.url);
    const orderId = await order(simulator, 'wal_c1f0aa');
    const { text, ...webhook } = await receiver.next();
    expect(atArrival).toEqual(['COMPLETED', '98.1632', 2]);
    expect(webhook).toEqual({ event: 'topup.status', data: await get(simulator, `/topup/orders/${orderId}`) });
    expect(text).toContain('"targetAmount":32.87,');
    expect(receiver.received).toHaveLength(1);
  });
});

describe('a quote', () => {
  const quoteFor = async (simulator: Simulator) =>
    (await call(simulator, 'POST /global/payout/rate/query/price', { sourceCurrency: 'AUD', targetCurrency: 'USDT' }))
      .body.data;
  const use = (simulator: Simulator, quoteId: unknown) =>
    call(simulator, 'POST /topup/orders', { quoteId, walletId: 'wal_c1f0aa', payer: { name: 'Alice Chen' } });

  it('is good for one order', async () => {
    const simulator = await simulate();
    const { queryNo } = await quoteFor(simulator);
    expect((await use(simulator, queryNo)).body.status).toBe('1');
    const { status, body } = await use(simulator, queryNo);
    expect([status, body]).toEqual([400, { status: '-1', message: 'quote expired' }]);
  });

  it('is good until its time is over', async () => {
    useFakeClock();
    const simulator = await simulate({ quoteTtlMs: 1000 });
    const [first, second] = [await quoteFor(simulator), await quoteFor(simulator)];
    vi.advanceTimersByTime(999);
    expect((await use(simulator, first.queryNo)).body.status).toBe('1');
    vi.advanceTimersByTime(1);
    expect((await use(simulator, second.queryNo)).body.message).toBe('quote expired');
  });

  it.each([
    ['AUD', '0.6774'],
    ['USD', '1'],
    ['EUR', '1.1586'],
    ['GBP', '1.3205'],
    ['SGD', '0.7702'],
  ])('of %s is at the rate %s for either stablecoin, a JSON number', async (sourceCurrency, rate) => {
    const simulator = await simulate();
    for (const targetCurrency of ['USDT', 'USDC']) {
      const { text } = await call(simulator, 'POST /global/payout/rate/query/price', {
        sourceCurrency,
        targetCurrency,
      });
      expect(text).toMatch(new RegExp(`"rate":${rate.replace('.', '\\.')}[,}]`));
    }
  });
});

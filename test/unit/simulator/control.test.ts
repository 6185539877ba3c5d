import { describe, expect, it } from 'vitest';
import { balanceOf, call, get, order, receive, simulate } from './support.js';

describe('the control endpoints', () => {
  it('replace, show and clear faults', async () => {
    const simulator = await simulate();
    const faults = [{ on: 'assetNetworks', kind: 'reject', message: 'closed', times: 2 }];
    expect((await call(simulator, 'POST /_simulator/faults', faults)).body).toEqual({ status: '1', data: faults });
    expect((await call(simulator, 'GET /assets/networks')).body.message).toBe('closed');
    expect((await call(simulator, 'GET /_simulator/faults')).body.data).toEqual([{ ...faults[0], times: 1 }]);
    expect((await call(simulator, 'DELETE /_simulator/faults')).body).toEqual({ status: '1', data: [] });
    expect((await call(simulator, 'GET /assets/networks')).status).toBe(200);
  });

  it('put an order in a status, money and webhook included', async () => {
    const receiver = await receive();
    const simulator = await simulate({ webhookUrl: receiver.url });
    const orderId = await order(simulator, 'wal_c1f0aa');
    const { body } = await call(simulator, `POST /_simulator/orders/${orderId}/status`, { status: 'COMPLETED' });
    expect(body.data).toEqual(await get(simulator, `/topup/orders/${orderId}`));
    expect((await receiver.next()).data).toEqual(body.data);
    expect((await balanceOf(simulator, 'wal_c1f0aa')).available).toBe('98.1632');
  });

  it('let the next orders fail', async () => {
    const receiver = await receive();
    const simulator = await simulate({ webhookUrl: receiver.url, orderDelayMs: 1 });
    const { body } = await call(simulator, 'POST /_simulator/fail-next-orders', { count: 1 });
    expect(body).toEqual({ status: '1', data: { count: 1 } });
    await order(simulator, 'wal_c1f0aa');
    expect((await receiver.next()).data.status).toBe('FAILED');
    await order(simulator, 'wal_c1f0aa');
    expect((await receiver.next()).data.status).toBe('COMPLETED');
  });

  it.each<[string, unknown, number, RegExp]>([
    ['faults', '[', 400, /^the body is not JSON$/],
    ['faults', [{ on: 'order', kind: 'boom' }], 400, /^faults: \/0\/kind must be/],
    ['faults', [{ on: 'order', kind: 'late' }], 400, /^faults: late is for webhooks only$/],
    ['orders/ord_busy_01/status', {}, 400, /^body must have required properties status$/],
    ['orders/none/status', { status: 'FAILED' }, 404, /^order not found$/],
    ['fail-next-orders', { count: -1 }, 400, /^\/count /],
  ])('refuse POST %s %j', async (path, body, status, message) => {
    const answer = await call(await simulate(), `POST /_simulator/${path}`, body);
    expect([answer.status, answer.body.status]).toEqual([status, '-1']);
    expect(answer.body.message).toMatch(message);
  });
});

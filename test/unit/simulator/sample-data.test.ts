import { describe, expect, it } from 'vitest';
import { add, subtract } from '../../../src/simulator/decimal-math.js';
import * as sample from '../../../src/simulator/sample/sample-data.js';
import { sampleState } from '../../../src/simulator/sample/sample-state.js';

describe('the sample data', () => {
  it('is the same every time', () => {
    expect(sampleState()).toEqual(sampleState());
    expect(sample.sampleDirectory()).toEqual(sample.sampleDirectory());
  });

  it('has the sizes that are promised', () => {
    const state = sampleState();
    expect(state.customer(sample.MANY_CUSTOMER_ID).wallets).toHaveLength(30);
    const busy = state.wallet(sample.BUSY_WALLET_ID);
    expect([busy.transactions.length, busy.orders.length]).toEqual([250, 45]);
    expect(busy.orders.map(({ orderId }) => orderId)).toEqual(sample.BUSY_ORDER_IDS);
    const withStatus = (status: string) =>
      busy.orders.filter((order) => order.status === status).map(({ orderId }) => orderId);
    expect(withStatus('TRANSFERRING')).toEqual(sample.BUSY_TRANSFERRING_ORDER_IDS);
    expect(withStatus('FAILED')).toEqual(sample.BUSY_FAILED_ORDER_IDS);
    expect(withStatus('COMPLETED')).toEqual(sample.BUSY_COMPLETED_ORDER_IDS);
    expect(sample.BUSY_FAILED_ORDER_IDS).toHaveLength(15);
  });

  it("has a busy wallet whose balance is its history's, and whose orders were credited after they were made", () => {
    const { available, pending, transactions, orders } = sampleState().wallet(sample.BUSY_WALLET_ID);
    const sum = transactions.reduce(
      (total, { type, amount }) => (type === 'DEBIT' ? subtract(total, amount) : add(total, amount)),
      '0',
    );
    expect(available).toBe(sum);
    const transferring = orders.filter(({ status }) => status === 'TRANSFERRING');
    expect(pending).toBe(transferring.reduce((total, { snapshot }) => add(total, snapshot.targetAmount), '0'));

    const credits = transactions.filter(({ reason }) => reason === 'TOPUP_CREDIT');
    const completed = orders.filter(({ credited }) => credited);
    expect(credits.map(({ amount }) => amount)).toEqual(completed.map(({ snapshot }) => snapshot.targetAmount));
    for (const [index, { createdAt }] of credits.entries())
      expect(Date.parse(createdAt)).toBeGreaterThan(Date.parse(`${completed[index]!.created}Z`));
  });

  it('tells the directory every profile and owner, owners first', () => {
    const records = sample.sampleDirectory();
    expect(records[0]).toEqual({
      customer: {
        id: 'cus_8a9b3e',
        externalRef: 'user_10086',
        name: 'Alice Chen',
        email: 'alice@example.com',
        metadata: { tier: 'gold' },
        createdAt: '2025-11-06T02:13:00Z',
      },
    });
    expect(records).toContainEqual({
      wallet: {
        id: 'wal_c1f0aa',
        customerId: 'cus_8a9b3e',
        asset: 'USDT',
        network: 'TRON',
        address: 'TQn2...V1',
        createdAt: '2025-11-06T02:15:00Z',
      },
    });
    expect(records).toContainEqual({ order: { id: 'bacd97d132014cb6b23ee18fdea3b5c4', walletId: 'wal_c1f0aa' } });
    const count = (noun: string) => records.filter((record) => noun in record).length;
    expect([count('customer'), count('wallet'), count('order')]).toEqual([3, 32, 46]);
  });
});

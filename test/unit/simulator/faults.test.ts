import { describe, expect, it } from 'vitest';
import { type Fault, Faults } from '../../../src/simulator/faults.js';

const withFaults = (...faults: Fault[]) => {
  const made = new Faults();
  made.set(faults);
  return made;
};

describe('faults', () => {
  it('hit their endpoint, as often as they say', () => {
    const faults = withFaults({ on: 'order', kind: 'hang', times: 2 });
    expect(faults.takeForCall('orders', '/topup/orders')).toBeUndefined();
    expect(faults.takeForCall('order', '/topup/orders/a')?.kind).toBe('hang');
    expect(faults.list()).toEqual([{ on: 'order', kind: 'hang', times: 1 }]);
    expect(faults.takeForCall('order', '/topup/orders/a')?.kind).toBe('hang');
    expect(faults.takeForCall('order', '/topup/orders/a')).toBeUndefined();
    expect(faults.list()).toEqual([]);
  });

  it('are met in the order in which they stand', () => {
    const faults = withFaults({ on: 'order', kind: 'reset', times: 1 }, { on: '*', kind: 'latency' });
    const kinds = ['order', 'order', 'assetNetworks'].map((name) => faults.takeForCall(name, '/')?.kind);
    expect(kinds).toEqual(['reset', 'latency', 'latency']);
  });

  it('hit only the paths that they name, a webhook being of its order', () => {
    const faults = withFaults(
      { on: 'walletBalance', kind: 'reset', pathIncludes: 'wal_b' },
      { on: 'webhook', kind: 'lost', pathIncludes: 'orders/b' },
    );
    expect(faults.takeForCall('walletBalance', '/wallets/wal_a/balances')).toBeUndefined();
    expect(faults.takeForCall('walletBalance', '/wallets/wal_b/balances')?.kind).toBe('reset');
    expect(faults.takeForWebhook('a')).toBeUndefined();
    expect(faults.takeForWebhook('b')?.kind).toBe('lost');
  });

  it('of * are for the endpoints or for the webhooks, by their kind', () => {
    const faults = withFaults({ on: '*', kind: 'lost', times: 1 }, { on: '*', kind: 'reset', times: 1 });
    expect(faults.takeForCall('order', '/')?.kind).toBe('reset');
    expect(faults.takeForCall('order', '/')).toBeUndefined();
    expect(faults.takeForWebhook('a')?.kind).toBe('lost');
  });

  it.each([
    [{}, 'must be array'],
    [[{ on: 'order', kind: 'explode' }], '/0/kind .*latency, http-error'],
    [[{ on: 'nothing', kind: 'reset' }], '/0/on .*assetNetworks'],
    [[{ on: 'order', kind: 'reset', tiems: 1 }], '/0 .*additional properties \\(tiems\\)'],
    [[{ on: 'order', kind: 'reset', times: 0 }], '/0/times'],
    [[{ on: 'order', kind: 'latency', ms: -1 }], '/0/ms'],
    [[{ on: 'order', kind: 'lost' }], 'lost is for webhooks only'],
    [[{ on: 'webhook', kind: 'hang' }], 'hang is not for webhooks'],
    [[{ on: 'createOrder', kind: 'reject', after: true }], 'reject takes no "after"'],
  ])('are refused as %j', (bad, message) => {
    const faults = withFaults({ on: 'order', kind: 'reset' });
    expect(() => faults.set(bad)).toThrow(new RegExp(message));
    expect(faults.list()).toEqual([{ on: 'order', kind: 'reset' }]);
  });
});

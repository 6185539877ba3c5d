/** A watched order, without HTTP. */
import { OrderWatchers } from '../../src/live/order-watchers.js';
import type { TopupOrder } from '../../src/topup/topup-order.js';
import { toTopupStatus } from '../../src/topup/topup-status.js';

const quote = {
  fee: '1',
  feeCurrency: 'USD',
  sourceAmount: '50',
  sourceCurrency: 'AUD',
  targetAmount: '1',
  targetCurrency: 'USDT',
};

export const orderOf = (rawStatus: string): TopupOrder => ({
  id: 'o1',
  status: toTopupStatus(rawStatus),
  rawStatus,
  createdAt: '2025-12-03T17:07:48Z',
  quote,
  paymentInstructions: null,
});

export const noWallets = { walletOf: async () => undefined, ofWallet: async () => [] };

/** A REST API with one order, whose reads can be held back, and a subscriber's view of it. */
export function setUp({ reconcileIntervalMs = 15_000, readsPerSecond = 50 } = {}) {
  const rest = { status: 'TRANSFERRING', reads: 0, fails: false, delayMs: 0 };
  const watchers = new OrderWatchers({
    source: {
      order: async () => {
        rest.reads += 1;
        const { status, fails, delayMs } = rest;
        if (delayMs > 0) await new Promise((resolve) => setTimeout(resolve, delayMs));
        if (fails) throw new Error('no answer');
        return status === 'none' ? null : orderOf(status);
      },
      ...noWallets,
    },
    reconcileIntervalMs,
    readsPerSecond,
    onFirstState: () => {},
  });
  const subscribe = () => {
    const seen: string[] = [];
    const subscriber = watchers.attach('o1');
    const state = { seen, ended: false, subscriber };
    (async () => {
      for await (const { rawStatus } of subscriber) seen.push(rawStatus);
      state.ended = true;
    })();
    return state;
  };
  return { rest, watchers, subscribe };
}

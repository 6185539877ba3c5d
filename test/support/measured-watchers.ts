/** A measured process: subscribers that join and leave before there is anything to tell. */
import { setImmediate as turn } from 'node:timers/promises';
import { OrderWatchers } from '../../src/live/order-watchers.js';
import { serve } from './measuring.js';
import { orderOf } from './watched-order.js';

/** Half of the time it is one of so many, otherwise one that was never watched. */
const ORDERS = 500;

const watchersWith = (readsPerSecond: number) =>
  new OrderWatchers({
    source: {
      order: () => turn(orderOf('TRANSFERRING')),
      ofWallet: async () => [],
      walletOf: async () => 'w',
    },
    onFirstState: () => {},
    reconcileIntervalMs: 15_000,
    readsPerSecond,
  });
/** Where reads wait for their turn, and where they begin at once. */
const all = [watchersWith(1), watchersWith(1_000_000)];

let visits = 0;

async function visit(watchers: OrderWatchers): Promise<void> {
  visits += 1;
  const orderId = visits % 64 < 32 ? `o${visits % ORDERS}` : `other${visits}`;
  const subscriber = watchers.attach(orderId);
  if (visits % 4 === 0) void subscriber.next();
  if (visits % 4 === 1) watchers.wake(orderId);
  // Now and then a read is under way when it leaves, or has come to its end.
  const turns = visits % 15 === 2 ? 1 + (visits % 3) : 0;
  for (let passed = 0; passed < turns; passed += 1) await turn();
  if (visits % 2 === 0) await subscriber.return();
  else subscriber.detach();
}

serve<{ cycles: number }>(
  {},
  async ({ cycles }) => {
    for (let index = 0; index < cycles; index += 1) for (const watchers of all) await visit(watchers);
    await turn();
  },
  () => all.reduce((sum, { size }) => sum + size, 0),
);

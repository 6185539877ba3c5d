/** The budget of reads, where one customer would use up all of it. */
import { afterEach, beforeEach, expect, it } from 'vitest';
import { OPERATOR, type Viewer } from '../../../src/auth/viewer.js';
import { OrderWatchers } from '../../../src/live/order-watchers.js';
import type { Subscriber } from '../../../src/live/subscriber.js';
import { VirtualClock } from '../../support/virtual-clock.js';
import { orderOf } from '../../support/watched-order.js';

const READS_PER_SECOND = 50;
const SECOND = 1_000;
const ORDERS = Array.from({ length: 200 }, (_, index) => `busy${index}`);
/** Three places in the budget, since a fifth of it is for reconciliation; and the timers' whole milliseconds. */
const FAIR_TURN_MS = (3 * SECOND) / READS_PER_SECOND + 5;

const customer = (customerId: string): Viewer => ({ kind: 'customer', customerId });
const BUSY = customer('busy');
const QUIET = customer('quiet');

let clock: VirtualClock;
beforeEach(() => {
  clock = new VirtualClock(1);
  clock.install();
});
afterEach(() => clock.uninstall());

function setUp({
  reconcileIntervalMs = 1_000_000,
  walletOf = async (): Promise<string | undefined> => undefined,
} = {}) {
  const statuses = new Map<string, string>();
  const reads: string[] = [];
  const orderNow = (id: string) => ({ ...orderOf(statuses.get(id) ?? 'TRANSFERRING'), id });
  const watchers = new OrderWatchers({
    source: {
      order: async (id) => {
        reads.push(id);
        return orderNow(id);
      },
      walletOf,
      ofWallet: async (id) => {
        reads.push(id);
        return [];
      },
    },
    reconcileIntervalMs,
    readsPerSecond: READS_PER_SECOND,
    onFirstState: () => {},
  });
  const change = (id: string, status: string): void => {
    statuses.set(id, status);
    watchers.wake(id);
  };
  /** @returns how long it took until the subscriber knew. */
  const untilTold = async (subscriber: Subscriber): Promise<number> => {
    const since = clock.now;
    let toldAt = Number.NaN;
    void subscriber.next().then(() => {
      toldAt = clock.now;
    });
    while (Number.isNaN(toldAt) && clock.now < since + 10 * SECOND) await clock.pass(1);
    return toldAt - since;
  };
  const every = (milliseconds: number, act: (count: number) => void): void => {
    let count = 0;
    const next = (): void => {
      act(count);
      count += 1;
      clock.after(milliseconds, next);
    };
    next();
  };
  return { watchers, reads, change, untilTold, every };
}

it.each(['webhooks', 're-subscriptions'])(
  'delays no other customer by more than their turn, under %s of one',
  async (flood) => {
    const { watchers, reads, change, untilTold, every } = setUp();
    for (const id of ORDERS) watchers.attach(id, BUSY);
    await clock.pass(10 * SECOND);
    if (flood === 'webhooks') every(SECOND / 140, (count) => watchers.wake(ORDERS[count % ORDERS.length] as string));
    else {
      const subscribers: Subscriber[] = [];
      every(SECOND / 50, (count) => {
        subscribers[count % 100]?.detach();
        subscribers[count % 100] = watchers.attach(`again${count % 100}`, BUSY);
        watchers.wake(`again${(count * 7) % 100}`);
      });
    }
    await clock.pass(20 * SECOND);

    const subscriber = watchers.attach('quiet', QUIET);
    const delays = [await untilTold(subscriber)];
    for (const status of ['REVIEW', 'HELD', 'CREDITED', 'REVIEW', 'HELD', 'COMPLETED']) {
      await clock.pass(700);
      change('quiet', status);
      delays.push(await untilTold(subscriber));
    }
    for (const delay of delays) expect(delay).toBeLessThanOrEqual(FAIR_TURN_MS);
    // Nothing of the budget is given away.
    const before = reads.length;
    await clock.pass(10 * SECOND);
    expect(reads.length - before).toBeGreaterThanOrEqual(10 * READS_PER_SECOND - 25);
    watchers.close();
  },
);

it('lets an order take the turn of whoever of its viewers comes first, those who join later included', async () => {
  const { watchers, reads, untilTold } = setUp();
  for (const id of ORDERS) watchers.attach(id, BUSY);
  await clock.pass(100);
  const last = ORDERS.at(-1) as string;
  expect(reads).not.toContain(last);
  expect(await untilTold(watchers.attach(last, OPERATOR))).toBeLessThanOrEqual(FAIR_TURN_MS);
  expect(reads.filter((id) => id === last)).toHaveLength(1);
  watchers.close();
});

it('is shared by viewers in reconciliation too, also by wallets', async () => {
  const walletOf = async (id = '') => (id.startsWith('busy') ? `w${Math.floor(Number(id.slice(4)) / 2)}` : undefined);
  const { watchers, reads } = setUp({ walletOf: walletOf as () => Promise<string | undefined> });
  for (const id of ORDERS) watchers.attach(id, BUSY);
  watchers.attach('quiet', QUIET);
  await clock.pass(10 * SECOND);
  // As where the bus is back, with the budget used up.
  for (const id of ORDERS) watchers.wake(id);
  await clock.pass(SECOND);
  const before = reads.length;
  watchers.reconcileAll();
  await clock.pass(SECOND);
  const since = reads.slice(before);
  expect(since.some((id) => id.startsWith('w'))).toBe(true);
  expect(since).toContain('quiet');
  watchers.close();
});

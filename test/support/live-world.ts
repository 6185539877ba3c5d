/** Watched orders in a world where everything goes wrong that may, and a record of what each subscriber saw of it. */
import assert from 'node:assert/strict';
import { OrderWatchers } from '../../src/live/order-watchers.js';
import type { TopupOrder } from '../../src/topup/topup-order.js';
import { ReadLog } from './read-log.js';
import { rank, Spectator } from './spectator.js';
import type { VirtualClock } from './virtual-clock.js';
import { orderOf } from './watched-order.js';

export interface WorldOptions {
  reconcileIntervalMs: number;
  readsPerSecond: number;
}

/** How the REST API answers for the time being. */
export interface Conditions {
  fails: boolean;
  isMissing: boolean;
  /** How many states back the place is that answers. */
  lag: number;
  delayMs: number;
  /** Whether the directory can't tell an order's wallet, and how long it takes over it. */
  isStoreAway: boolean;
  storeDelayMs: number;
}

export interface Joining {
  order: number;
  /** Whether the directory knows the order; if not, a first read that fails ends the subscription. */
  isKnown: boolean;
  /** How long it takes over each state, in milliseconds. */
  pauseMs: number;
  /** Leaves after this; null: stays. */
  staysMs: number | null;
}

export const CALM: Conditions = {
  fails: false,
  isMissing: false,
  lag: 0,
  delayMs: 0,
  isStoreAway: false,
  storeDelayMs: 0,
};
/** All but the last are of one wallet, whose list's page shows the first two. */
export const ORDERS = ['o0', 'o1', 'o2', 'alone'] as const;
const WALLET = 'w';
const LISTED = ORDERS.slice(0, 2);

export class LiveWorld {
  readonly watchers: OrderWatchers;
  conditions = CALM;
  isBusUp = true;
  readonly #clock: VirtualClock;
  readonly #histories = new Map(ORDERS.map((id) => [id as string, ['TRANSFERRING']]));
  readonly #spectators: Spectator[] = [];
  readonly #reads: ReadLog;
  /** What was read though nobody watched it. */
  readonly #needless: string[] = [];
  #everLagged = false;
  #isClosed = false;

  constructor(clock: VirtualClock, options: WorldOptions) {
    this.#clock = clock;
    this.#reads = new ReadLog(options.readsPerSecond);
    this.watchers = new OrderWatchers({
      onFirstState: () => {},
      source: {
        order: (id) => {
          if (!this.#isWatched(id)) this.#needless.push(id);
          this.#reads.add(clock.now, id);
          return this.#answer(() => this.#read(id));
        },
        ofWallet: (id) => {
          if (!ORDERS.slice(0, -1).some((order) => this.#isWatched(order))) this.#needless.push(id);
          this.#reads.add(clock.now);
          return this.#answer(() => LISTED.map((order) => this.#read(order))).then((orders) => orders ?? []);
        },
        walletOf: async (id) => {
          const { isStoreAway, storeDelayMs } = this.conditions;
          if (storeDelayMs > 0) await clock.sleep(storeDelayMs);
          if (isStoreAway) throw new Error('the store is away');
          return id === ORDERS.at(-1) ? undefined : WALLET;
        },
      },
      ...options,
    });
  }

  /** The REST API never takes an order back. */
  change(order: number, word: string): void {
    const history = this.#historyOf(ORDERS[order] as string);
    const furthest = Math.max(...history.map(rank));
    const isPossible = furthest < rank('COMPLETED') && (rank(word) === -1 || rank(word) >= furthest);
    if (isPossible && word !== history.at(-1)) history.push(word);
  }

  /** As the bus brings it. */
  hint(id: string): void {
    if (this.isBusUp) this.watchers.wake(id);
  }

  setBus(isUp: boolean): void {
    const isBack = isUp && !this.isBusUp;
    this.isBusUp = isUp;
    if (isBack) this.watchers.reconcileAll();
  }

  /** Joins again and again, and leaves each time. */
  flit(order: number, times: number, stayMs: number): void {
    for (let count = 0; count < times; count += 1) {
      const join = () => {
        if (!this.#isClosed) this.join({ order, isKnown: true, pauseMs: 0, staysMs: stayMs });
      };
      this.#clock.after(count * 2 * stayMs, join);
    }
  }

  join({ order, isKnown, pauseMs, staysMs }: Joining): void {
    const id = ORDERS[order] as string;
    const joinedAt = this.#historyOf(id).length - 1;
    const pause = () => (pauseMs > 0 ? this.#clock.sleep(pauseMs) : undefined);
    const spectator = new Spectator(id, this.watchers.attach(id), { joinedAt, isKnown, pause });
    this.#spectators.push(spectator);
    if (staysMs !== null) this.#clock.after(staysMs, () => spectator.leave());
  }

  leaveAll(): void {
    for (const spectator of this.#spectators) if (spectator.isWatching) spectator.leave();
  }

  /** Ends nobody's order: whoever is still there comes back to another instance. */
  close(): void {
    for (const spectator of this.#spectators) spectator.isGone = true;
    this.#isClosed = true;
    this.watchers.close();
  }

  /** What holds at every moment. @param isOver Whether all has been read that happened. */
  check(isOver: boolean): void {
    this.#reads.check();
    assert.deepEqual(this.#needless, [], 'read though nobody watched it');
    for (const spectator of this.#spectators) {
      spectator.check(this.#historyOf(spectator.orderId), { isOver, mayLag: this.#everLagged });
    }
  }

  /** One answer of the REST API: what it shows is how it was when the call came. */
  async #answer<T>(look: () => T): Promise<T | null> {
    const { fails, isMissing, delayMs } = this.conditions;
    const found = look();
    if (delayMs > 0) await this.#clock.sleep(delayMs);
    if (fails) throw new Error('no answer');
    return isMissing ? null : found;
  }

  #read(id: string): TopupOrder {
    const history = this.#historyOf(id);
    const { lag } = this.conditions;
    this.#everLagged ||= lag > 0;
    return { ...orderOf(history[Math.max(0, history.length - 1 - lag)] as string), id };
  }

  #isWatched(id: string): boolean {
    return this.#spectators.some(({ orderId, isWatching }) => isWatching && orderId === id);
  }

  #historyOf(id: string): string[] {
    return this.#histories.get(id) as string[];
  }
}

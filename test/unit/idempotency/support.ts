/** Idempotency keys on a store that fails and hesitates as a test wants it. */
import pino from 'pino';
import { expect, onTestFinished, vi } from 'vitest';
import { MemoryStore } from '../../../src/directory/store/memory-store.js';
import { IdempotencyKeys, type KeyedOutcome } from '../../../src/idempotency/idempotency-keys.js';
import { type KeyRecord, parseRecord, type StoredRecord, storedRecords } from '../../../src/idempotency/key-record.js';
import { UpstreamRejectedError } from '../../../src/rest/rest-errors.js';
import { WritePermit } from '../../../src/rest/transport/write-permit.js';
import type { TopupOrder } from '../../../src/topup/topup-order.js';

export const SOON = { timeout: 10_000, interval: 1 };
export const DAY_MS = 24 * 60 * 60 * 1_000;
export const BODY = { quoteId: 'q1', walletId: 'w1', payer: { name: 'A' } };
export const OTHER_BODY = { ...BODY, quoteId: 'q2' };
export const REFUSAL = new UpstreamRejectedError('createOrder', 'no');

export const order = (id: string): TopupOrder => ({
  id,
  status: 'TRANSFERRING',
  rawStatus: 'TRANSFERRING',
  createdAt: '2025-12-03T17:07:48Z',
  quote: {
    fee: '1',
    feeCurrency: 'USD',
    sourceAmount: '50',
    sourceCurrency: 'AUD',
    targetAmount: '32.87',
    targetCurrency: 'USDT',
  },
  paymentInstructions: null,
});

export const created = (id: string): KeyedOutcome<ReturnType<typeof order>> => ({
  kind: 'created',
  created: order(id),
});

export function gate(): [open: () => void, isOpen: Promise<void>] {
  let open: () => void = () => {};
  const isOpen = new Promise<void>((resolve) => {
    open = resolve;
  });
  return [open, isOpen];
}

/** Stops the clock that can't be set. @returns lets time pass. */
export function fakeClock(): (milliseconds: number) => void {
  vi.useFakeTimers({ toFake: ['performance'] });
  onTestFinished(() => void vi.useRealTimers());
  return (milliseconds) => void vi.advanceTimersByTime(milliseconds);
}

/** What a swap is for: the states of a record that it writes, or that it deletes it. */
export type Step = KeyRecord['state'] | 'free';
export const stepOf = (to: string | undefined): Step => (to === undefined ? 'free' : parseRecord(to).state);

/** Does what it is asked at once; what `hold` names is acknowledged only when it is let go, and what `fail` names fails. */
export class Store extends MemoryStore {
  override readonly isShared = true;
  readonly #held = new Map<Step, { done: () => void; letGo: Promise<void> }>();
  /** Whether it is carried out all the same. */
  readonly #failing = new Map<Step, boolean>();

  hold(step: Step) {
    const [done, isDone] = gate();
    const [open, letGo] = gate();
    this.#held.set(step, { done, letGo });
    return { isDone, letGo: () => this.#held.delete(step) && open() };
  }

  fail(step: Step, { yetHappens = false } = {}): void {
    this.#failing.set(step, yetHappens);
  }

  mend(): void {
    this.#failing.clear();
  }

  override async swap(key: string, from: string | undefined, to: string | undefined): Promise<string | undefined> {
    const step = stepOf(to);
    if (this.#failing.get(step) === false) throw new Error('the disk is full');
    const result = await super.swap(key, from, to);
    if (this.#failing.has(step)) throw new Error('no answer');
    const held = this.#held.get(step);
    held?.done();
    await held?.letGo;
    return result;
  }
}

export function setUp() {
  const store = new Store();
  /** Another instance on the same store. */
  const instance = () => {
    const keys = new IdempotencyKeys({ store, writeTimeoutMs: 30_000, log: pino({ level: 'silent' }) });
    const run = (
      create: () => Promise<TopupOrder>,
      { body = BODY, owner = 'alice', signal = new AbortController().signal } = {},
    ) => keys.run({ owner, key: 'key', creation: { kind: 'order', body }, permit: newPermit(), signal }, create);
    return { keys, run };
  };
  const stored = async () => {
    const found: StoredRecord[] = [];
    for await (const record of storedRecords(store)) found.push(record);
    return found;
  };
  const records = async () => (await stored()).map(({ record }) => record);
  return { store, instance, records, stored, ...instance() };
}

/** Of an operation whose calls nobody counts. */
export const newPermit = () =>
  new WritePermit({ viewer: undefined, actor: 'operator', requestId: 'r1', asked: 0, made: 0, shared: 0 });

export const makes = (id: string) => vi.fn(async () => order(id));
export const never = () => vi.fn(async (): Promise<TopupOrder> => expect.fail('it was sent again'));

/** A `create` that a test lets come to its end. */
export function pending() {
  let resolve: (order: TopupOrder) => void = () => {};
  const promise = new Promise<TopupOrder>((settle) => {
    resolve = settle;
  });
  return { create: vi.fn(() => promise), resolve };
}

import pino from 'pino';
import { describe, expect, it, vi } from 'vitest';
import { MemoryStore } from '../../../src/directory/store/memory-store.js';
import { GatewayError } from '../../../src/errors.js';
import { RestRefusal } from '../../../src/rest/errors.js';
import { IdempotencyKeys, type KeyedOutcome } from '../../../src/topup/idempotency.js';
import type { TopupOrder } from '../../../src/topup/topup-order.js';

const BODY = { quoteId: 'q1', walletId: 'w1', payer: { name: 'A' } };
const OTHER_BODY = { ...BODY, quoteId: 'q2' };
const REFUSAL = new RestRefusal('createOrder', 'no');

const order = (id: string): TopupOrder => ({
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

const created = (id: string): KeyedOutcome => ({ kind: 'created', order: order(id) });

function gate(): [open: () => void, isOpen: Promise<void>] {
  let open: () => void = () => {};
  const isOpen = new Promise<void>((resolve) => {
    open = resolve;
  });
  return [open, isOpen];
}

type Method = 'put' | 'putIfAbsent' | 'delete';

/** Does what it is asked at once; what `hold` names is acknowledged only when it is let go, and what `fail` names fails. */
class Store extends MemoryStore {
  readonly #held = new Map<Method, { done: () => void; letGo: Promise<void> }>();
  readonly #failing = new Set<Method>();

  hold(method: Method) {
    const [done, isDone] = gate();
    const [open, letGo] = gate();
    this.#held.set(method, { done, letGo });
    return { isDone, letGo: () => this.#held.delete(method) && open() };
  }

  fail(method: Method): void {
    this.#failing.add(method);
  }

  override put(entries: ReadonlyMap<string, string>): Promise<void> {
    return this.#answer('put', () => super.put(entries));
  }

  override putIfAbsent(entries: ReadonlyMap<string, string>): Promise<ReadonlyMap<string, string>> {
    return this.#answer('putIfAbsent', () => super.putIfAbsent(entries));
  }

  override delete(keys: readonly string[]): Promise<void> {
    return this.#answer('delete', () => super.delete(keys));
  }

  async #answer<T>(method: Method, work: () => Promise<T>): Promise<T> {
    if (this.#failing.has(method)) throw new Error('the disk is full');
    const result = await work();
    const held = this.#held.get(method);
    held?.done();
    await held?.letGo;
    return result;
  }
}

function setUp() {
  const store = new Store();
  const keys = new IdempotencyKeys(store, pino({ level: 'silent' }));
  const run = (create: () => Promise<TopupOrder>, body = BODY, owner = 'alice') => keys.run(owner, 'key', body, create);
  return { store, run };
}

const makes = (id: string) => vi.fn(async () => order(id));
const never = () => vi.fn(async (): Promise<TopupOrder> => expect.fail('it was sent again'));

/** A `create` that a test lets come to its end. */
function pending() {
  let resolve: (order: TopupOrder) => void = () => {};
  const promise = new Promise<TopupOrder>((settle) => {
    resolve = settle;
  });
  return { create: vi.fn(() => promise), resolve };
}

describe('an idempotency key', () => {
  it('is shared by equal calls, while the first runs and afterwards', async () => {
    const { run } = setUp();
    const { create, resolve } = pending();
    const other = never();
    const running = [run(create), run(other), run(other)];
    resolve(order('o1'));
    expect(await Promise.all(running)).toEqual([created('o1'), created('o1'), created('o1')]);
    expect(await run(other)).toEqual({ kind: 'known', orderId: 'o1' });
    expect(create).toHaveBeenCalledTimes(1);
    expect(other).not.toHaveBeenCalled();
  });

  it('is shared by equal calls where the store is slow to acknowledge', async () => {
    const { store, run } = setUp();
    const { isDone, letGo } = store.hold('putIfAbsent');
    const create = makes('o1');
    const other = never();
    const running = [run(create), run(other)];
    await isDone;
    letGo();
    expect(await Promise.all(running)).toEqual([created('o1'), created('o1')]);
    expect(other).not.toHaveBeenCalled();
  });

  it('conflicts with other input, while the first runs and afterwards, but not with another owner’s', async () => {
    const { run } = setUp();
    const { create, resolve } = pending();
    const other = never();
    const conflict = { userError: { code: 'IDEMPOTENCY_CONFLICT' } };
    const first = run(create);
    await expect(run(other, OTHER_BODY)).rejects.toMatchObject(conflict);
    resolve(order('o1'));
    await first;
    await expect(run(other, OTHER_BODY)).rejects.toMatchObject(conflict);
    expect(other).not.toHaveBeenCalled();
    expect(await run(makes('o2'), OTHER_BODY, 'bob')).toEqual(created('o2'));
  });

  it('is free again for a retry that comes before a refused attempt is cleaned up', async () => {
    const { store, run } = setUp();
    const { isDone, letGo } = store.hold('delete');
    const refused = expect(run(() => Promise.reject(REFUSAL))).rejects.toBe(REFUSAL);
    await isDone;
    expect(await run(makes('o2'))).toEqual(created('o2'));
    letGo();
    await refused;
    // Cleaning up has left the retry's result alone.
    expect(await run(never())).toEqual({ kind: 'known', orderId: 'o2' });
  });

  it('stays the retry’s when the refused attempt is cleaned up while the retry runs', async () => {
    const { store, run } = setUp();
    const { isDone, letGo } = store.hold('delete');
    const refused = expect(run(() => Promise.reject(REFUSAL))).rejects.toBe(REFUSAL);
    await isDone;
    const { create, resolve } = pending();
    const retry = run(create, OTHER_BODY);
    await vi.waitFor(() => expect(create).toHaveBeenCalled(), { timeout: 10_000, interval: 1 });
    letGo();
    await refused;
    const joining = run(never(), OTHER_BODY);
    resolve(order('o2'));
    expect(await Promise.all([retry, joining])).toEqual([created('o2'), created('o2')]);
  });

  it.each([
    ['was refused', REFUSAL],
    ['was never sent', new GatewayError('UPSTREAM_UNAVAILABLE')],
  ])('is free again after an attempt that %s', async (_, error) => {
    const { run } = setUp();
    await expect(run(() => Promise.reject(error))).rejects.toBe(error);
    expect(await run(makes('o1'), OTHER_BODY)).toEqual(created('o1'));
  });

  it('is never sent again after an attempt of which nothing is known', async () => {
    const { run } = setUp();
    const unknown = new GatewayError('OUTCOME_UNKNOWN');
    await expect(run(() => Promise.reject(unknown))).rejects.toBe(unknown);
    const again = never();
    await expect(run(again)).rejects.toMatchObject({ code: 'OUTCOME_UNKNOWN' });
    expect(again).not.toHaveBeenCalled();
  });

  it('sends nothing where the store can’t keep the claim', async () => {
    const { store, run } = setUp();
    store.fail('putIfAbsent');
    const create = never();
    await expect(run(create)).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' });
    expect(create).not.toHaveBeenCalled();
  });

  it('answers with the order where the store can’t keep the result, and doesn’t send it again', async () => {
    const { store, run } = setUp();
    store.fail('put');
    expect(await run(makes('o1'))).toEqual(created('o1'));
    const again = never();
    await expect(run(again)).rejects.toMatchObject({ code: 'OUTCOME_UNKNOWN' });
    expect(again).not.toHaveBeenCalled();
  });

  it('tells the refusal where the store can’t give the key free', async () => {
    const { store, run } = setUp();
    store.fail('delete');
    await expect(run(() => Promise.reject(REFUSAL))).rejects.toBe(REFUSAL);
  });
});

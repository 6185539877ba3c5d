import { describe, expect, it, vi } from 'vitest';
import { eraseCustomer } from '../../../src/commands/erase.js';
import { GatewayError } from '../../../src/common/gateway-error.js';
import { settleAsFailed } from '../../../src/idempotency/settle.js';
import { sweep } from '../../../src/idempotency/sweep.js';
import type { TopupOrder } from '../../../src/topup/topup-order.js';
import {
  created,
  DAY_MS,
  fakeClock,
  makes,
  never,
  OTHER_BODY,
  order,
  pending,
  REFUSAL,
  SOON,
  setUp,
} from './support.js';

describe('an idempotency key, between instances', () => {
  it('is waited for by others, who get the same order', async () => {
    const { run, instance } = setUp();
    const { create, resolve } = pending();
    const first = run(create);
    const others = [instance().run(never()), instance().run(never())];
    await vi.waitFor(() => expect(create).toHaveBeenCalled(), SOON);
    resolve(order('o1'));
    expect(await first).toEqual(created('o1'));
    const known = { kind: 'known', id: 'o1' };
    expect(await Promise.all(others)).toEqual([known, known]);
  });

  it('is not taken over: who waits is told at the deadline that the outcome is unknown', async () => {
    const { run, instance } = setUp();
    const { create, resolve } = pending();
    const first = run(create);
    await vi.waitFor(() => expect(create).toHaveBeenCalled(), SOON);
    const deadline = new AbortController();
    const other = expect(instance().run(never(), { signal: deadline.signal })).rejects.toMatchObject({
      code: 'OUTCOME_UNKNOWN',
    });
    await expect(instance().run(never(), { body: OTHER_BODY })).rejects.toMatchObject({
      userError: { code: 'IDEMPOTENCY_CONFLICT' },
    });
    deadline.abort();
    await other;
    resolve(order('o1'));
    await first;
  });

  it('is tried by who waits where the first was refused', async () => {
    const { run, instance } = setUp();
    let refuse: () => void = () => {};
    const create = vi.fn(
      () =>
        new Promise<TopupOrder>((_, reject) => {
          refuse = () => reject(REFUSAL);
        }),
    );
    const first = expect(run(create)).rejects.toBe(REFUSAL);
    await vi.waitFor(() => expect(create).toHaveBeenCalled(), SOON);
    const other = instance().run(makes('o2'));
    refuse();
    await first;
    expect(await other).toEqual(created('o2'));
  });

  it('sends once, however many instances and calls there are', async () => {
    const { instance } = setUp();
    const create = makes('o1');
    const outcomes = await Promise.all(
      Array.from({ length: 20 }, () => instance()).flatMap(({ run }) => [run(create), run(create)]),
    );
    expect(new Set(outcomes.map((outcome) => ('created' in outcome ? outcome.created.id : outcome.id)))).toEqual(
      new Set(['o1']),
    );
    expect(create).toHaveBeenCalledTimes(1);
  });

  it('is known to be lost after a crash, once no answer can come any more, and stays so', async () => {
    const pass = fakeClock();
    const { run, instance, store } = setUp();
    const { create } = pending();
    void run(create);
    await vi.waitFor(() => expect(create).toHaveBeenCalled(), SOON);
    pass(100 * DAY_MS);
    await expect(instance().run(never())).rejects.toMatchObject({ code: 'OUTCOME_UNKNOWN' });
    expect(await sweep(store)).toBe(0);
    await expect(instance().run(never())).rejects.toMatchObject({ code: 'OUTCOME_UNKNOWN' });
  });

  it('gives its order for 48 hours, and is swept or used again then', async () => {
    const pass = fakeClock();
    const { run, instance, store } = setUp();
    await run(makes('o1'));
    pass(2 * DAY_MS - 1_000);
    expect(await sweep(store)).toBe(0);
    expect(await instance().run(never())).toEqual({ kind: 'known', id: 'o1' });
    pass(1_000);
    expect(await run(makes('o2'), { body: OTHER_BODY })).toEqual(created('o2'));
    pass(2 * DAY_MS);
    expect(await sweep(store)).toBe(1);
    expect(await sweep(store)).toBe(0);
  });
});

describe('an idempotency key whose claim seemed to fail', () => {
  it.each(['claimed', 'sending'] as const)('is sent by nobody meanwhile, and free soon: %s', async (step) => {
    const pass = fakeClock();
    const { store, run, instance, records } = setUp();
    store.fail(step, { yetHappens: true });
    await expect(run(never())).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' });
    store.mend();
    expect(await records()).toHaveLength(step === 'claimed' ? 1 : 0);
    const other = instance().run(makes('o1'));
    if (step === 'claimed') pass(5_000);
    expect(await other).toEqual(created('o1'));
  });

  it('is freed later where the store was away for that too', async () => {
    const { store, run, instance, keys, records } = setUp();
    store.fail('sending', { yetHappens: true });
    store.fail('free');
    await expect(run(never())).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' });
    expect(await records()).toMatchObject([{ state: 'sending' }]);
    store.mend();
    await keys.close();
    expect(await records()).toEqual([]);
    expect(await instance().run(makes('o1'))).toEqual(created('o1'));
  });

  it('is not sent by who lost the claim to another, nor by who left', async () => {
    const { store, run, instance, records, stored } = setUp();
    const { isDone, letGo } = store.hold('claimed');
    const first = run(never());
    await isDone;
    const [{ text = '', name = '' } = {}] = await stored();
    await store.swap(name, text, undefined);
    letGo();
    expect(await instance().run(makes('o2'))).toEqual(created('o2'));
    expect(await first).toEqual({ kind: 'known', id: 'o2' });

    const sending = store.hold('sending');
    const left = new AbortController();
    const leaver = run(never(), { owner: 'bob', signal: left.signal });
    await sending.isDone;
    left.abort();
    sending.letGo();
    await expect(leaver).rejects.toMatchObject({ code: 'UPSTREAM_UNAVAILABLE' });
    expect(await records()).toHaveLength(1);
  });
});

describe('an idempotency key whose record the store has lost', () => {
  it('is known by the instance that has sent it, which writes it again', async () => {
    const { store, run, instance, stored } = setUp();
    await run(makes('o1'));
    const [{ name = '' } = {}] = await stored();
    await store.delete([name]);
    await expect(run(never(), { body: OTHER_BODY })).rejects.toMatchObject({
      userError: { code: 'IDEMPOTENCY_CONFLICT' },
    });
    expect(await instance().run(never())).toEqual({ kind: 'known', id: 'o1' });
  });

  it('is known where its outcome could not be written before', async () => {
    const { store, run, stored } = setUp();
    store.fail('settled');
    await run(makes('o1'));
    const [{ name = '' } = {}] = await stored();
    await store.delete([name]);
    expect(await run(never())).toEqual({ kind: 'known', id: 'o1' });
    store.mend();
    expect(await run(never())).toEqual({ kind: 'known', id: 'o1' });
    expect(await stored()).toHaveLength(1);
  });

  it('is waited for while it runs', async () => {
    const { store, run, stored } = setUp();
    const { create, resolve } = pending();
    const first = run(create);
    await vi.waitFor(() => expect(create).toHaveBeenCalled(), SOON);
    const [{ name = '' } = {}] = await stored();
    await store.delete([name]);
    const again = run(never());
    await expect(run(never(), { body: OTHER_BODY })).rejects.toMatchObject({
      userError: { code: 'IDEMPOTENCY_CONFLICT' },
    });
    resolve(order('o1'));
    expect(await Promise.all([first, again])).toEqual([created('o1'), created('o1')]);
  });

  it('stays unknown until an operator settles it, whose word counts for more', async () => {
    const { store, run, records, stored } = setUp();
    const unknown = new GatewayError('OUTCOME_UNKNOWN');
    await expect(run(() => Promise.reject(unknown))).rejects.toBe(unknown);
    const [{ name = '', record } = {}] = await stored();
    await store.delete([name]);
    await expect(run(never())).rejects.toMatchObject({ code: 'OUTCOME_UNKNOWN' });
    expect(await records()).toEqual([record]);
    await settleAsFailed(store, record?.attempt ?? '');
    expect(await run(makes('o2'), { body: OTHER_BODY })).toEqual(created('o2'));
  });

  it('is not written again where it was not lost but erased with its customer', async () => {
    const { store, run, keys, records } = setUp();
    store.fail('settled', { yetHappens: true });
    await run(makes('o1'), { owner: 'customer:c1' });
    store.mend();
    expect(await eraseCustomer(store, 'c1')).toMatchObject({ erased: 1 });
    await keys.close();
    expect(JSON.stringify(await records())).not.toMatch(/c1|o1/);
  });
});

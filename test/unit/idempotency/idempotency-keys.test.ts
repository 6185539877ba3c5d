import { describe, expect, it, vi } from 'vitest';
import { GatewayError } from '../../../src/common/gateway-error.js';
import { BODY, created, fakeClock, makes, never, OTHER_BODY, order, pending, REFUSAL, SOON, setUp } from './support.js';

describe('an idempotency key', () => {
  it('is shared by equal calls, while the first runs and afterwards', async () => {
    const { run } = setUp();
    const { create, resolve } = pending();
    const other = never();
    const running = [run(create), run(other), run(other)];
    resolve(order('o1'));
    expect(await Promise.all(running)).toEqual([created('o1'), created('o1'), created('o1')]);
    expect(await run(other)).toEqual({ kind: 'known', id: 'o1' });
    expect(create).toHaveBeenCalledTimes(1);
    expect(other).not.toHaveBeenCalled();
  });

  it('is shared by equal calls where the store is slow to acknowledge', async () => {
    const { store, run } = setUp();
    const { isDone, letGo } = store.hold('claimed');
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
    await expect(run(other, { body: OTHER_BODY })).rejects.toMatchObject(conflict);
    resolve(order('o1'));
    await first;
    await expect(run(other, { body: OTHER_BODY })).rejects.toMatchObject(conflict);
    expect(other).not.toHaveBeenCalled();
    expect(await run(makes('o2'), { body: OTHER_BODY, owner: 'bob' })).toEqual(created('o2'));
  });

  it('is free again for a retry that comes before a refused attempt is cleaned up', async () => {
    const { store, run } = setUp();
    const { isDone, letGo } = store.hold('free');
    const refused = expect(run(() => Promise.reject(REFUSAL))).rejects.toBe(REFUSAL);
    await isDone;
    expect(await run(makes('o2'))).toEqual(created('o2'));
    letGo();
    await refused;
    // Cleaning up has left the retry's result alone.
    expect(await run(never())).toEqual({ kind: 'known', id: 'o2' });
  });

  it('stays the retry’s when the refused attempt is cleaned up while the retry runs', async () => {
    const { store, run } = setUp();
    const { isDone, letGo } = store.hold('free');
    const refused = expect(run(() => Promise.reject(REFUSAL))).rejects.toBe(REFUSAL);
    await isDone;
    const { create, resolve } = pending();
    const retry = run(create, { body: OTHER_BODY });
    await vi.waitFor(() => expect(create).toHaveBeenCalled(), SOON);
    letGo();
    await refused;
    const joining = run(never(), { body: OTHER_BODY });
    resolve(order('o2'));
    expect(await Promise.all([retry, joining])).toEqual([created('o2'), created('o2')]);
  });

  it.each([
    ['was refused', REFUSAL],
    ['was never sent', new GatewayError('UPSTREAM_UNAVAILABLE')],
  ])('is free again after an attempt that %s', async (_, error) => {
    const { run } = setUp();
    await expect(run(() => Promise.reject(error))).rejects.toBe(error);
    expect(await run(makes('o1'), { body: OTHER_BODY })).toEqual(created('o1'));
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
    store.fail('claimed');
    const create = never();
    await expect(run(create)).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' });
    expect(create).not.toHaveBeenCalled();
  });

  it('answers with the order where the store can’t keep the result, and with the same one again', async () => {
    const { store, run, records } = setUp();
    store.fail('settled');
    expect(await run(makes('o1'))).toEqual(created('o1'));
    expect(await run(never())).toEqual({ kind: 'known', id: 'o1' });
    expect(await records()).toMatchObject([{ state: 'sending' }]);
    store.mend();
    expect(await run(never())).toEqual({ kind: 'known', id: 'o1' });
    expect(await records()).toMatchObject([{ state: 'settled', orderId: 'o1' }]);
  });

  it('tells the refusal where the store can’t give the key free, which it is once the store can', async () => {
    const { store, run } = setUp();
    store.fail('free');
    await expect(run(() => Promise.reject(REFUSAL))).rejects.toBe(REFUSAL);
    store.mend();
    expect(await run(makes('o1'), { body: OTHER_BODY })).toEqual(created('o1'));
  });

  it('is not sent by a machine that stood still after it wrote that it sends', async () => {
    const pass = fakeClock();
    const { store, run, records } = setUp();
    const { isDone, letGo } = store.hold('sending');
    const frozen = expect(run(never())).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' });
    await isDone;
    pass(6_000);
    letGo();
    await frozen;
    expect(await records()).toEqual([]);
    expect(await run(makes('o1'))).toEqual(created('o1'));
  });

  it('holds nothing of the payer, nor of the key', async () => {
    const { run, records } = setUp();
    await run(makes('o1'), { body: { ...BODY, payer: { name: 'Zoe' } } });
    const [record] = await records();
    expect(record).toMatchObject({ owner: 'alice', walletId: 'w1', quoteId: 'q1', state: 'settled', orderId: 'o1' });
    expect(JSON.stringify(record)).not.toMatch(/Zoe|"key"/);
  });
});

/** Keys of operators, who are told apart by `sub`, and keys from before they were. */
import { describe, expect, it } from 'vitest';
import { GatewayError } from '../../../src/common/gateway-error.js';
import { settleAsFailed } from '../../../src/idempotency/settle.js';
import { created, makes, never, OTHER_BODY, setUp } from './support.js';

describe('an idempotency key of an operator', () => {
  it('is their own', async () => {
    const { run } = setUp();
    const owners = ['operator', 'operator:ann', 'operator:bob', 'operator#long'];
    for (const [index, owner] of owners.entries())
      expect(await run(makes(`o${index}`), { owner })).toEqual(created(`o${index}`));
    for (const [index, owner] of owners.entries())
      expect(await run(never(), { owner })).toEqual({ kind: 'known', id: `o${index}` });
  });
});

describe('a key from before operators were told apart', () => {
  /** Makes the record what an earlier version wrote. */
  async function setUpFormer(create = makes('o1')) {
    const parts = setUp();
    const { run, store, stored } = parts;
    const outcome = await run(create, { owner: 'operator' }).catch((error: unknown) => error);
    const [{ name = '', record } = {}] = await stored();
    await store.put(new Map([[name, JSON.stringify({ ...record, tellsOperatorsApart: undefined })]]));
    return { ...parts, ...parts.instance(), outcome, attempt: record?.attempt ?? '' };
  }

  it.each(['operator', 'operator:ann', 'operator#long'])('gives its order to %s', async (owner) => {
    const { run } = await setUpFormer();
    expect(await run(never(), { owner })).toEqual({ kind: 'known', id: 'o1' });
    await expect(run(never(), { owner, body: OTHER_BODY })).rejects.toMatchObject({
      userError: { code: 'IDEMPOTENCY_CONFLICT' },
    });
  });

  it('is not that of a customer', async () => {
    const { run } = await setUpFormer();
    expect(await run(makes('o2'), { owner: 'customer:operator' })).toEqual(created('o2'));
  });

  it('stays unknown until it is settled', async () => {
    const { run, store, attempt } = await setUpFormer(makes('').mockRejectedValue(new GatewayError('OUTCOME_UNKNOWN')));
    await expect(run(never(), { owner: 'operator:ann' })).rejects.toMatchObject({ code: 'OUTCOME_UNKNOWN' });
    await settleAsFailed(store, attempt);
    expect(await run(makes('o2'), { owner: 'operator:ann' })).toEqual(created('o2'));
  });
});

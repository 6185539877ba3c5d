/** Idempotency keys while the host's wall clock is set by days, back and forth. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pino from 'pino';
import { afterEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { GatewayError } from '../../../src/common/gateway-error.js';
import { FileStore } from '../../../src/directory/store/file/file-store.js';
import { RedisStore } from '../../../src/directory/store/redis/redis-store.js';
import type { Store } from '../../../src/directory/store/store.js';
import { IdempotencyKeys } from '../../../src/idempotency/idempotency-keys.js';
import { storedRecords } from '../../../src/idempotency/key-record.js';
import { settleAsCreated, settleAsFailed, standingOf } from '../../../src/idempotency/settle.js';
import { sweep } from '../../../src/idempotency/sweep.js';
import type { TopupOrder } from '../../../src/topup/topup-order.js';
import { hasRedis, startRedis } from '../../support/redis.js';
import { connect } from '../../support/redis-connection.js';
import {
  BODY,
  created,
  DAY_MS,
  makes,
  never,
  newPermit,
  OTHER_BODY,
  order,
  pending,
  REFUSAL,
  SOON,
} from './support.js';

const JUMPS = [
  ['forward', 3 * DAY_MS],
  ['back', -3 * DAY_MS],
] as const;
const UNKNOWN = new GatewayError('OUTCOME_UNKNOWN');

const realNow = Date.now;
let shift = 0;
/** Sets the wall clock alone. */
function jump(milliseconds: number): void {
  shift += milliseconds;
  vi.spyOn(Date, 'now').mockImplementation(() => realNow() + shift);
}
afterEach(() => {
  shift = 0;
  vi.restoreAllMocks();
});

interface World {
  store: Store;
  /** Another process on the same data, in place of this one where only one can be. */
  restart(): Promise<World>;
}

async function fileWorld(): Promise<World> {
  const folder = mkdtempSync(join(tmpdir(), 'clock-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const open = async (): Promise<World> => {
    const store = await FileStore.open(folder);
    onTestFinished(() => store.close());
    return {
      store,
      restart: async () => {
        await store.close();
        return open();
      },
    };
  };
  return open();
}

async function redisWorld(): Promise<World> {
  const { url } = await startRedis();
  const open = async (): Promise<World> => {
    const { connection } = connect(url);
    const store = new RedisStore(connection);
    onTestFinished(() => store.close());
    await connection.firstReady;
    return { store, restart: open };
  };
  return open();
}

describe.each([
  ['file', fileWorld, true],
  ['redis', redisWorld, hasRedis],
] as const)('an idempotency key in a %s store', (kind, open, canRun) => {
  const keysOf = ({ store }: World) => {
    const keys = new IdempotencyKeys({ store, writeTimeoutMs: 30_000, log: pino({ level: 'silent' }) });
    return (create: () => Promise<TopupOrder>, body = BODY) =>
      keys.run(
        {
          owner: 'ann',
          key: 'key',
          creation: { kind: 'order', body },
          permit: newPermit(),
          signal: new AbortController().signal,
        },
        create,
      );
  };
  const attemptIn = async ({ store }: World) => {
    for await (const { record } of storedRecords(store)) return record;
    throw new Error('there is no record');
  };

  describe.skipIf(!canRun).each(JUMPS)('while the clock is set %s', (_, by) => {
    it('is settled and gives its order, in this process and the next', async () => {
      const world = await open();
      const run = keysOf(world);
      const { create, resolve } = pending();
      const first = run(create);
      await vi.waitFor(() => expect(create).toHaveBeenCalled(), SOON);
      jump(by);
      const equal = run(never());
      resolve(order('o1'));
      expect(await Promise.all([first, equal])).toEqual([created('o1'), created('o1')]);
      jump(by);
      const known = { kind: 'known', id: 'o1' };
      expect(await run(never())).toEqual(known);
      expect(await sweep(world.store)).toBe(0);
      const next = await world.restart();
      expect(await keysOf(next)(never())).toEqual(known);
      expect(await sweep(next.store)).toBe(0);
    });

    it('is free at once after a refusal', async () => {
      const world = await open();
      const run = keysOf(world);
      const refused = run(async () => {
        jump(by);
        throw REFUSAL;
      });
      await expect(refused).rejects.toBe(REFUSAL);
      expect(await run(makes('o2'), OTHER_BODY)).toEqual(created('o2'));
    });

    it('stays unknown, and can be settled, either way', async () => {
      let world = await open();
      for (const isOrdered of [false, true]) {
        await expect(keysOf(world)(async () => Promise.reject(UNKNOWN))).rejects.toBe(UNKNOWN);
        jump(by);
        world = await world.restart();
        await expect(keysOf(world)(never())).rejects.toMatchObject({ code: 'OUTCOME_UNKNOWN' });
        const { attempt } = await attemptIn(world);
        if (isOrdered) await settleAsCreated(world.store, attempt, 'o1');
        else await settleAsFailed(world.store, attempt);
        jump(by);
      }
      expect(await keysOf(world)(never())).toEqual({ kind: 'known', id: 'o1' });
    });

    it('is not sent again after a crash, nor blocked longer than an answer may take', async () => {
      const world = await open();
      const { create } = pending();
      void keysOf(world)(create).catch(() => {});
      await vi.waitFor(() => expect(create).toHaveBeenCalled(), SOON);
      jump(by);
      const next = await world.restart();
      const record = await attemptIn(next);
      expect(record.state).toBe('sending');
      expect(standingOf(record, next.store)).toBe(kind === 'file' ? 'unknown' : 'in flight');
      const until = 'until' in record ? record.until : Number.NaN;
      expect(Math.abs(until - next.store.now())).toBeLessThan(60_000);
      if (kind === 'file') await expect(keysOf(next)(never())).rejects.toMatchObject({ code: 'OUTCOME_UNKNOWN' });
    });
  });
});

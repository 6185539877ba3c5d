import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { RedisBus } from '../../../src/live/redis-bus.js';
import { RedisConnection } from '../../../src/redis/redis-connection.js';
import { hasRedis, logLines, startRedis } from '../../support/redis.js';
import { sized } from '../../support/sized.js';

const SOON = { timeout: 15_000, interval: 20 };
const ID = 'ord_1';
const BUS = 'wallet-gateway-bus';

/** One instance's bus, with what it heard. */
function createBus(url: string) {
  const lines = logLines();
  const connection = new RedisConnection({ url, name: 'test', log: lines.log, deadlineMs: 2_000 });
  const onReconnect = vi.fn();
  const bus = new RedisBus({
    connection,
    url,
    log: lines.log,
    onReconnect,
    subscribe: (client, listener) => client.subscribe('wallet-gateway:orders', listener),
  });
  onTestFinished(async () => {
    await bus.close();
    await connection.close();
  });
  const heard: string[] = [];
  bus.subscribe((orderId) => heard.push(orderId));
  const available = () => vi.waitFor(() => expect(bus.isAvailable).toBe(true), SOON);
  return { bus, connection, heard, onReconnect, lines, available };
}

describe.skipIf(!hasRedis)('the bus over Redis', () => {
  it('tells every instance, its own too', async () => {
    const { url } = await startRedis();
    const one = createBus(url);
    const other = createBus(url);
    await Promise.all([one.available(), other.available()]);
    await one.bus.publish(ID);
    await other.bus.publish('ord_2');
    for (const { heard } of [one, other]) await vi.waitFor(() => expect(heard.toSorted()).toEqual([ID, 'ord_2']), SOON);
  });

  it('passes on nothing that is no id, and outlives a listener that fails', async () => {
    const { url } = await startRedis();
    const { bus, connection, heard, onReconnect, lines, available } = createBus(url);
    await available();
    bus.subscribe((orderId) => {
      if (orderId === 'ord_bad') throw new Error('not my day');
    });
    const publish = (message: string) => connection.run((client) => client.publish('wallet-gateway:orders', message));
    for (const message of ['', 'no id\n', '../x', 'a'.repeat(1_000_000), '\u0000', '{"id":1}']) await publish(message);
    await publish('ord_bad');
    await publish(ID);
    await vi.waitFor(() => expect(heard).toEqual(['ord_bad', ID]), SOON);
    expect(lines.text()).toContain('not my day');
    expect(onReconnect).toHaveBeenCalledTimes(1);
  });

  it('says when it hears again after Redis was killed, and refuses hints meanwhile', async () => {
    const redis = await startRedis();
    const one = createBus(redis.url);
    const other = createBus(redis.url);
    await Promise.all([one.available(), other.available()]);
    await redis.stop();
    await expect(one.bus.publish(ID)).rejects.toMatchObject({ name: 'RedisUnavailableError' });
    await vi.waitFor(() => expect(other.bus.isAvailable).toBe(false), SOON);
    await redis.restart();
    await Promise.all([one.available(), other.available()]);
    expect(one.onReconnect).toHaveBeenCalledTimes(2);
    expect(other.onReconnect).toHaveBeenCalledTimes(2);
    await one.bus.publish('ord_3');
    await vi.waitFor(() => expect(other.heard).toContain('ord_3'), SOON);
    expect(other.heard).not.toContain(ID);
  });

  it.runIf(sized(false, true))(
    'notices a Redis that hangs, refuses hints within the deadline, and says when it hears again',
    async () => {
      const redis = await startRedis();
      const { bus, heard, onReconnect, lines, available } = createBus(redis.url);
      await available();
      redis.pause();
      const outcomes = await Promise.allSettled(Array.from({ length: 100 }, () => bus.publish(ID)));
      expect(outcomes.every(({ status }) => status === 'rejected')).toBe(true);
      await expect(bus.publish('ord_2')).rejects.toMatchObject({ mayHappen: false });
      await vi.waitFor(() => expect(lines.of(BUS)).toEqual(['redis connected', 'redis unavailable']), SOON);
      redis.resume();
      await available();
      expect(onReconnect).toHaveBeenCalledTimes(2);
      await bus.publish('ord_3');
      await vi.waitFor(() => expect(heard).toContain('ord_3'), SOON);
    },
  );

  it('is closed at once, also while Redis hangs, and hears nothing afterwards', async () => {
    const redis = await startRedis();
    const one = createBus(redis.url);
    const other = createBus(redis.url);
    await Promise.all([one.available(), other.available()]);
    await one.bus.close();
    await one.bus.close();
    await other.bus.publish(ID);
    await vi.waitFor(() => expect(other.heard).toEqual([ID]), SOON);
    expect(one.heard).toEqual([]);
    redis.pause();
    await other.bus.close();
  });
});

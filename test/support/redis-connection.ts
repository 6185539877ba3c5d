/** A connection to Redis as its tests want it. */
import { onTestFinished, vi } from 'vitest';
import { RedisConnection, type RedisConnectionOptions } from '../../src/redis/redis-connection.js';
import { logLines } from './redis.js';

export const SOON = { timeout: 15_000, interval: 20 };
export const AWAY = 'redis unavailable';
/** Longer than a busy machine takes to answer, in milliseconds. */
export const PATIENT = 2_000;

export function connect(url: string, options: Partial<RedisConnectionOptions> = {}) {
  const lines = logLines();
  const connection = new RedisConnection({ url, name: 'test', log: lines.log, deadlineMs: PATIENT, ...options });
  onTestFinished(() => connection.close());
  const ready = vi.fn();
  connection.onReady(ready);
  const ping = () => connection.run((client) => client.ping());
  const failure = (): Promise<unknown> => ping().then(String, (error: unknown) => error);
  return { connection, ready, ping, failure, lines };
}

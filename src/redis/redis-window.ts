/** Counts within a window of time, for all instances together. */
import type { RedisConnection } from './redis-connection.js';

const PREFIX = 'wallet-gateway:rate:';

/** One step, so that no count is ever left without its end. */
const COUNT = `
local count = redis.call('INCR', KEYS[1])
local left = redis.call('PTTL', KEYS[1])
if left < 0 then
  redis.call('PEXPIRE', KEYS[1], ARGV[1])
  left = tonumber(ARGV[1])
end
return {count, left}`;

export interface Counted {
  /** With this one. */
  count: number;
  /** Until the window ends, in milliseconds. */
  leftMs: number;
}

/**
 * Counts one more. The window begins with the first that is counted.
 *
 * @throws {RedisUnavailableError} within the connection's deadline.
 * @throws {ErrorReply} where Redis says no, such as when its memory is full.
 */
export async function countInRedis(connection: RedisConnection, key: string, windowMs: number): Promise<Counted> {
  const reply = await connection.run((client) =>
    client.eval(COUNT, { keys: [PREFIX + key], arguments: [`${windowMs}`] }),
  );
  const [count, leftMs] = reply as [number, number];
  return { count, leftMs };
}

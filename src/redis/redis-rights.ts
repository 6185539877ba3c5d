/** Checks the rights of the Redis user, and whether Redis accepts writes. */
import { ErrorReply } from 'redis';
import type { RedisClient } from './redis-client.js';
import type { RedisNames } from './redis-names.js';

export interface RedisTrial {
  /** As `ACL SETUSER` takes them; empty: none is missing. */
  missing: string[];
  /** Why Redis takes no writes at the moment. */
  refusal: string | undefined;
}

/** Short enough to matter to no one, long enough for a look at Redis to find it. In milliseconds. */
const TRIAL_TTL_MS = 60_000;

/** Tries each command that the gateway can't do without, on keys of its own: at once, so that it takes one round trip. */
export async function tryRedis(client: RedisClient, names: RedisNames): Promise<RedisTrial> {
  const { prefix, channel, isSharded } = names;
  const key = `${prefix}trial`;
  const absent = `${prefix}trial:absent`;
  const script = "return redis.call('GET', KEYS[1])";
  const trials: [right: string, trial: Promise<unknown>][] = [
    ['+get', client.get(key)],
    ['+set', client.set(key, '', { expiration: { type: 'PX', value: TRIAL_TTL_MS } })],
    ['+mset', client.mSet([[`${key}:mset`, '']])],
    ['+del', client.del([absent, `${key}:mset`])],
    ['+eval', client.eval(script, { keys: [key] })],
    // No id, so that all who hear it pass over it.
    isSharded ? ['+spublish', client.sPublish(channel, '')] : ['+publish', client.publish(channel, '')],
  ];
  const missing = new Set<string>();
  let refusal: string | undefined;
  const outcomes = await Promise.allSettled(trials.map(([, trial]) => trial));
  for (const [index, outcome] of outcomes.entries()) {
    if (outcome.status === 'fulfilled') continue;
    if (!(outcome.reason instanceof ErrorReply)) throw outcome.reason;
    const right = missingRight(outcome.reason, trials[index]?.[0] ?? '', names);
    if (right === undefined) refusal ??= outcome.reason.message;
    else missing.add(right);
  }
  return { missing: [...missing], refusal };
}

/** @returns the missing right, if that is why Redis rejected a command. */
export function missingRight({ message }: Error, command: string, { prefix, channel }: RedisNames): string | undefined {
  if (/^ERR unknown command/i.test(message)) return command;
  if (!/NOPERM|can't run this command|no permission/i.test(message)) return undefined;
  if (/channel/i.test(message)) return `&${channel}`;
  // Redis 6 says "one of the keys", 7 "access a key" or "access the '…' key".
  return /\bkeys?\b/i.test(message) ? `~${prefix}*` : command;
}

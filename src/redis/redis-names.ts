/** What the gateway's keys and its channel are called. */
import type { RedisPlace } from './redis-url.js';

export interface RedisNames {
  /** Before each key. */
  prefix: string;
  /** Of changed orders. */
  channel: string;
  /** Whether the channel is a sharded one, which only the nodes of one slot carry. */
  isSharded: boolean;
}

/** In a cluster all names have one hash tag: a step that reads or writes several keys needs them in one slot. */
export const CLUSTER_TAG = '{wallet-gateway}';

export function redisNames({ kind }: RedisPlace): RedisNames {
  const isSharded = kind === 'cluster';
  const owner = isSharded ? CLUSTER_TAG : 'wallet-gateway';
  return { prefix: `${owner}:`, channel: `${owner}:orders`, isSharded };
}

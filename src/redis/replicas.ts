/** Copies of what Redis holds. A failover makes one of them the primary, and what has not reached it is lost. */
import { ErrorReply } from 'redis';
import { fieldOf, type RedisClient } from './redis-client.js';

/** Redis is not, or no longer, the one that takes writes. */
export class NotPrimaryError extends Error {
  override readonly name = 'NotPrimaryError';
}

/** Refusals of a server that a failover or a move of slots has made the wrong one. It did nothing. */
export const isMoved = (message: string): boolean =>
  /^(MOVED|ASK|TRYAGAIN|CLUSTERDOWN|MASTERDOWN|UNBLOCKED)\b|\bREADONLY\b/.test(message);

/**
 * Counts the replicas that are connected, also those that lag or are still being copied to: each of them can be made the primary, without the writes that
 * it has not got yet.
 *
 * @throws {NotPrimaryError} if it is a replica itself.
 * @throws {ErrorReply} if the user may not ask, or not wait for replicas (`+info`, `+wait`).
 */
export async function countReplicas(client: RedisClient): Promise<number> {
  const info = await client.info('replication');
  if (fieldOf(info, 'role') === 'slave') throw new NotPrimaryError('it is a replica');
  const count = [...info.matchAll(/^slave\d+:/gm)].length;
  // Shows now whether the user may wait, and not at the first order.
  if (count > 0) await client.wait(0, 0);
  return count;
}

/** As `countReplicas`; 0 if Redis does not let the user ask, or is a replica that someone chose. */
export async function countReplicasIfPermitted(client: RedisClient): Promise<number> {
  try {
    return await countReplicas(client);
  } catch (error) {
    if (error instanceof ErrorReply || error instanceof NotPrimaryError) return 0;
    throw error;
  }
}

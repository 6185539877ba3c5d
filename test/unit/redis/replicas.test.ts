/** Which replicas a write must wait for: all that a failover could make the primary without it. */
import { expect, it } from 'vitest';
import type { RedisClient } from '../../../src/redis/redis-client.js';
import { countReplicas, countReplicasIfPermitted, NotPrimaryError } from '../../../src/redis/replicas.js';

const clientOf = (info: string) => {
  const waits: number[] = [];
  const client = { info: async () => info, wait: async (count: number) => waits.push(count) };
  return { client: client as unknown as RedisClient, waits };
};
const PRIMARY = 'role:master\r\nconnected_slaves:3\r\n';
const replica = (index: number, state: string, lag: number) =>
  `slave${index}:ip=127.0.0.1,port=7000,state=${state},offset=1,lag=${lag}\r\n`;

it('counts replicas that lag, and those that are being copied to', async () => {
  const { client, waits } = clientOf(
    `${PRIMARY}${replica(0, 'online', 0)}${replica(1, 'online', 45)}${replica(2, 'wait_bgsave', 0)}slave_expires_tracked_keys:0\r\n`,
  );
  expect(await countReplicas(client)).toBe(3);
  // It was tried whether the user may wait.
  expect(waits).toEqual([0]);
});

it('is none without one, and no primary is no server to write to', async () => {
  const { client, waits } = clientOf('role:master\r\nconnected_slaves:0\r\n');
  expect(await countReplicas(client)).toBe(0);
  expect(waits).toEqual([]);
  const other = clientOf('role:slave\r\nslave_read_only:1\r\n').client;
  await expect(countReplicas(other)).rejects.toBeInstanceOf(NotPrimaryError);
  expect(await countReplicasIfPermitted(other)).toBe(0);
});

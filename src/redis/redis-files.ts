/** Redis's files: what was deleted stays in them until they are written anew. */
import { setTimeout } from 'node:timers/promises';
import type { Logger } from 'pino';
import { permitted } from './check-redis.js';
import { fieldOf, type RedisClient } from './redis-client.js';
import type { RedisConnection } from './redis-connection.js';

/** How long a rewrite may take, in milliseconds, and how often its end is asked for. */
const TIMEOUT_MS = 60_000;
const POLL_MS = 100;

interface RedisFile {
  name: string;
  rewrite: (client: RedisClient) => Promise<unknown>;
  /** Fields of `INFO persistence`. */
  busy: readonly string[];
  status: string;
}

const AOF: RedisFile = {
  name: 'append-only file',
  rewrite: (client) => client.bgRewriteAof(),
  busy: ['aof_rewrite_in_progress', 'aof_rewrite_scheduled'],
  status: 'aof_last_bgrewrite_status',
};
const RDB: RedisFile = {
  name: 'snapshot',
  rewrite: (client) => client.bgSave(),
  busy: ['rdb_bgsave_in_progress'],
  status: 'rdb_last_bgsave_status',
};

/**
 * Rewrites the append-only file and the snapshot, where Redis keeps them, and waits for the end. Warns where that can't be done: the deleted
 * entries then stay in the file until Redis rewrites it by itself.
 *
 * @throws {RedisUnavailableError}
 */
export async function rewriteRedisFiles(connection: RedisConnection, log: Logger | undefined): Promise<void> {
  const info = await permitted(connection, (client) => client.info('persistence'));
  const save = (await permitted(connection, (client) => client.configGet('save')))?.save;
  if (info === undefined || fieldOf(info, AOF.busy[0] ?? '') === undefined)
    return warn(log, connection, AOF, 'INFO is not permitted');
  if (fieldOf(info, 'aof_enabled') === '1') await rewrite(connection, AOF, log);
  if (save !== undefined && save !== '') await rewrite(connection, RDB, log);
  const replicas = await permitted(connection, (client) => client.info('replication'));
  if (Number(fieldOf(replicas, 'connected_slaves')) > 0)
    log?.warn(
      { component: 'redis', redis: connection.address },
      'deleted entries stay in the files of replicas until these rewrite them: run BGREWRITEAOF and BGSAVE there',
    );
}

async function rewrite(connection: RedisConnection, file: RedisFile, log: Logger | undefined): Promise<void> {
  const deadline = performance.now() + TIMEOUT_MS;
  // One that is running may have begun before the deletion.
  if ((await whenIdle(connection, file, deadline)) === undefined) return warn(log, connection, file, 'Redis is busy');
  if ((await permitted(connection, file.rewrite)) === undefined)
    return warn(log, connection, file, 'the command is not permitted');
  const status = await whenIdle(connection, file, deadline);
  if (status !== 'ok') warn(log, connection, file, status ?? 'it takes too long');
}

/** @returns how the last rewrite ended; nothing where one still runs at the deadline. */
async function whenIdle(connection: RedisConnection, file: RedisFile, deadline: number): Promise<string | undefined> {
  do {
    const info = await permitted(connection, (client) => client.info('persistence'));
    if (file.busy.every((field) => fieldOf(info, field) !== '1')) return fieldOf(info, file.status) ?? 'unknown';
    await setTimeout(POLL_MS);
  } while (performance.now() < deadline);
  return undefined;
}

function warn(
  log: Logger | undefined,
  { address: redis }: RedisConnection,
  { name: file }: RedisFile,
  reason: string,
): void {
  log?.warn(
    { component: 'redis', redis, file, reason },
    'redis file could not be rewritten; deleted entries stay in it until Redis rewrites it',
  );
}

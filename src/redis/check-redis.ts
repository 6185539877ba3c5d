/** Checks the settings of Redis that prevent loss of data. */
import type { Logger } from 'pino';
import { ErrorReply } from 'redis';
import { StoreError } from '../common/store-error.js';
import { fieldOf, type RedisClient } from './redis-client.js';
import type { RedisConnection } from './redis-connection.js';

export type CommandRunner = Pick<RedisConnection, 'address' | 'run'>;

/**
 * Warns if Redis has no persistence, or if its settings cannot be read.
 *
 * @throws {StoreError} if Redis can evict entries when its memory is full.
 * @throws {RedisUnavailableError} if Redis is unavailable.
 */
export async function checkRedis(connection: CommandRunner, log: Logger): Promise<void> {
  const redis = connection.address;
  // Read by INFO, since managed Redis often has no CONFIG.
  const memory = await permitted(connection, (client) => client.info('memory'));
  const policy = fieldOf(memory, 'maxmemory_policy');
  if (policy === undefined)
    log.warn(
      { component: 'redis', redis },
      'redis maxmemory-policy cannot be read; it must be noeviction, otherwise entries can be lost',
    );
  else if (policy !== 'noeviction' && fieldOf(memory, 'maxmemory') !== '0')
    throw new StoreError(redis, `its maxmemory-policy is ${policy} and must be noeviction`);

  const persistence = await permitted(connection, (client) => client.info('persistence'));
  if (fieldOf(persistence, 'aof_enabled') === '1') return;
  const save = (await permitted(connection, (client) => client.configGet('save')))?.save;
  if (save === undefined) log.warn({ component: 'redis', redis }, 'redis persistence settings cannot be read');
  else if (save === '')
    log.warn({ component: 'redis', redis }, 'redis persistence is off; set appendonly yes to survive a restart');
}

/** @returns undefined if Redis rejects the command. */
export async function permitted<T>(
  connection: CommandRunner,
  command: (client: RedisClient) => Promise<T>,
): Promise<T | undefined> {
  try {
    return await connection.run(command);
  } catch (error) {
    if (error instanceof ErrorReply) return undefined;
    throw error;
  }
}

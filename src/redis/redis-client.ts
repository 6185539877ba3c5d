/** How node-redis is used: a client for exactly one connection. */
import { createClient } from 'redis';

/** How long until a connection, with its TLS handshake, must be there, in milliseconds. */
const CONNECT_TIMEOUT_MS = 2_000;
/** How often it is asked for a sign of life, in milliseconds. */
const PING_INTERVAL_MS = 2_000;
/** How long nothing may have gone over it, in either direction, before it is given up, in milliseconds. */
const SILENCE_MS = 5_000;
/** How many commands may wait for their answers. A bound on memory: deadlines end the waiting long before. */
const MAX_WAITING_COMMANDS = 10_000;

export type RedisClient = ReturnType<typeof createRedisClient>;

/**
 * @param url As `isRedisUrl` has it.
 * @param name What `CLIENT LIST` shows.
 * @param signal Ends its socket, even one that is still connecting.
 */
export const createRedisClient = (url: string, name: string, signal: AbortSignal) =>
  createClient({
    url,
    name,
    disableOfflineQueue: true,
    commandsQueueMaxLength: MAX_WAITING_COMMANDS,
    pingInterval: PING_INTERVAL_MS,
    // Would stretch the timeouts where the server asks for it.
    maintNotifications: 'disabled',
    // Its own timeout ends when a command is written, which is too soon to be of use, and costs a timer each.
    commandOptions: { timeout: 0 },
    socket: {
      connectTimeout: CONNECT_TIMEOUT_MS,
      socketTimeout: SILENCE_MS,
      reconnectStrategy: false,
      signal,
    },
  });

/** `INFO` answers in lines of `name:value`. */
export function fieldOf(info: string | undefined, name: string): string | undefined {
  return info
    ?.split('\r\n')
    .find((line) => line.startsWith(`${name}:`))
    ?.slice(name.length + 1);
}

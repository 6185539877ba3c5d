/** A node-redis client for exactly one connection: when that is lost, another client takes its place. */
import { createClient } from 'redis';

/** How long until a connection, with its TLS handshake, must be there, in milliseconds. */
const CONNECT_TIMEOUT_MS = 2_000;
/** How often it is asked for a sign of life, in milliseconds. */
const PING_INTERVAL_MS = 2_000;
/** How long nothing may have gone over it, in either direction, before it is given up, in milliseconds. */
const SILENCE_MS = 5_000;
/** How many commands may wait for their answers. A bound on memory: deadlines end the waiting long before. */
const MAX_WAITING_COMMANDS = 10_000;

export type RedisClient = ReturnType<typeof newClient>;

export interface SingleUseClient {
  client: RedisClient;
  /** Ends it at once, also while it connects; what waits for an answer fails. Any number of times. */
  destroy(): void;
}

/**
 * `redis://` or `rediss://`, with a host, and credentials, a port and the number of a database where needed. Nothing more:
 * node-redis would pass over a query such as `?db=2` without a word.
 */
export function isRedisUrl(text: string): boolean {
  const url = URL.parse?.(text) ?? parse(text);
  if (url === undefined || !/^rediss?:$/.test(url.protocol)) return false;
  return url.hostname !== '' && /^(\/\d*)?$/.test(url.pathname) && url.search === '' && url.hash === '' && isReadable(url);
}

/**
 * @param url As `isRedisUrl` has it.
 * @param name What `CLIENT LIST` shows.
 */
export function createSingleUseClient(url: string, name: string): SingleUseClient {
  const connection = new AbortController();
  const client = newClient(url, name, connection.signal);
  return {
    client,
    destroy: () => {
      client.destroy();
      // node-redis forgets a socket that is still connecting: it would come up afterwards, and stay.
      connection.abort();
    },
  };
}

const newClient = (url: string, name: string, signal: AbortSignal) =>
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

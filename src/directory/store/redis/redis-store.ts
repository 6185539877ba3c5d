/** A durable store for many processes: one Redis, or Valkey, that they share. */
import type { Logger } from 'pino';
import type { RedisClient } from '../../../redis/redis-client.js';
import { RedisClock } from '../../../redis/redis-clock.js';
import type { RedisConnection } from '../../../redis/redis-connection.js';
import { rewriteRedisFiles } from '../../../redis/redis-files.js';
import type { Store, SwapOptions } from '../store.js';

/** How many keys Redis looks at, at a time, while it is searched: others wait meanwhile. */
const SCAN_COUNT = 1_000;

/** `SET … NX GET` would do, but only from Redis 7 on, and a key at a time. */
const PUT_IF_ABSENT = `
local standing = {}
for index, key in ipairs(KEYS) do
  local value = redis.call('GET', key)
  if not value then redis.call('SET', key, ARGV[index]) end
  standing[index] = value
end
return standing`;

/** A text comes with a mark before it: without, there is none. */
const SWAP = `
local standing = redis.call('GET', KEYS[1])
local from, to, milliseconds = ARGV[1], ARGV[2], ARGV[3]
if (standing and '=' .. standing or '') ~= from then return standing end
if to == '' then redis.call('DEL', KEYS[1])
elseif milliseconds == '' then redis.call('SET', KEYS[1], string.sub(to, 2))
else redis.call('SET', KEYS[1], string.sub(to, 2), 'PX', milliseconds) end
return standing`;

export interface RedisStoreOptions {
  clock?: RedisClock;
  log?: Logger;
}

/**
 * To flush is to wait for a replica, if there is one; the files are Redis's own business (`appendfsync`). A write that failed may still be
 * carried out, when a Redis that hung goes on.
 *
 * @throws {RedisUnavailableError} from each method, within the connection's deadline.
 * @throws {ErrorReply} where Redis refuses a command, such as a write when its memory is full.
 */
export class RedisStore implements Store {
  readonly forgets = true;
  readonly isShared = true;
  readonly #connection: RedisConnection;
  readonly #prefix: string;
  readonly #clock: RedisClock;
  readonly #log: Logger | undefined;

  /** @param connection Is closed with the store. */
  constructor(connection: RedisConnection, { clock = new RedisClock(), log }: RedisStoreOptions = {}) {
    this.#connection = connection;
    this.#prefix = connection.names.prefix;
    this.#clock = clock;
    this.#log = log;
    connection.onReady(() => this.#measureClock());
  }

  get isAvailable(): boolean {
    return this.#connection.isAvailable;
  }

  now(): number {
    return this.#clock.now();
  }

  async get(key: string): Promise<string | undefined> {
    return (await this.#connection.run((client) => client.get(this.#prefix + key))) ?? undefined;
  }

  async put(entries: ReadonlyMap<string, string>): Promise<void> {
    if (entries.size === 0) return;
    const pairs = [...entries].map(([key, value]): [string, string] => [this.#prefix + key, value]);
    await this.#connection.runDurably((client) => client.mSet(pairs));
  }

  async putIfAbsent(
    entries: ReadonlyMap<string, string>,
    { flush = true }: { flush?: boolean } = {},
  ): Promise<ReadonlyMap<string, string>> {
    if (entries.size === 0) return entries;
    const keys = [...entries.keys()].map((key) => this.#prefix + key);
    const standing = await this.#write(flush, (client) =>
      client.eval(PUT_IF_ABSENT, { keys, arguments: [...entries.values()] }),
    );
    const before = standing as (string | null)[];
    return new Map([...entries].map(([key, value], index) => [key, before[index] ?? value]));
  }

  async swap(
    key: string,
    from: string | undefined,
    to: string | undefined,
    { flush = true, forgetAfterMs }: SwapOptions = {},
  ): Promise<string | undefined> {
    const milliseconds = forgetAfterMs === undefined ? '' : String(Math.ceil(forgetAfterMs));
    const standing = await this.#write(flush, (client) =>
      client.eval(SWAP, { keys: [this.#prefix + key], arguments: [marked(from), marked(to), milliseconds] }),
    );
    return (standing as string | null) ?? undefined;
  }

  async delete(keys: readonly string[]): Promise<void> {
    if (keys.length === 0) return;
    await this.#connection.runDurably((client) => client.del(keys.map((key) => this.#prefix + key)));
  }

  /** As Redis searches: what is there from beginning to end is found, and may be found twice. */
  async *entries(prefix: string): AsyncIterable<[string, string]> {
    const MATCH = `${escapeGlob(this.#prefix + prefix)}*`;
    let cursor = '0';
    do {
      const page = await this.#connection.run((client) => client.scan(cursor, { MATCH, COUNT: SCAN_COUNT }));
      cursor = page.cursor;
      yield* await this.#read(page.keys);
    } while (cursor !== '0');
  }

  /** Redis frees what is deleted; what its files still hold is written anew, as far as its user may ask for that. */
  purge(): Promise<void> {
    return rewriteRedisFiles(this.#connection, this.#log);
  }

  close(): Promise<void> {
    return this.#connection.close();
  }

  #write<T>(flush: boolean, command: (client: RedisClient) => Promise<T>): Promise<T> {
    return flush ? this.#connection.runDurably(command) : this.#connection.run(command);
  }

  /** A failure leaves the last measurement: it is taken again on the next connection. */
  #measureClock(): void {
    this.#connection.run((client) => this.#clock.measure(client)).catch(() => {});
  }

  async #read(keys: string[]): Promise<[string, string][]> {
    if (keys.length === 0) return [];
    const values = await this.#connection.run((client) => client.mGet(keys));
    // A key may have been deleted since it was found.
    return keys.flatMap((key, index) => {
      const value = values[index] ?? null;
      return value === null ? [] : [[key.slice(this.#prefix.length), value] satisfies [string, string]];
    });
  }
}

const marked = (text: string | undefined): string => (text === undefined ? '' : `=${text}`);
const escapeGlob = (text: string): string => text.replace(/[\\*?[\]^-]/g, '\\$&');

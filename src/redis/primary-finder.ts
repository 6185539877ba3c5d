/** Finds the server that takes writes. Asked anew for each connection, since a failover makes it another. */
import { within } from '../common/within.js';
import { createRedisClient, type RedisClient } from './redis-client.js';
import { CLUSTER_TAG } from './redis-names.js';
import { type RedisPlace, sentinelUrl, serverUrl } from './redis-url.js';

export interface PrimaryFinder {
  /** @returns the primary's URL. @throws {Error} if no server knows the primary. */
  find(name: string, signal: AbortSignal): Promise<string>;
  /**
   * Whether a server is the primary for all that answer, and no failover is under way. A former primary without a replica does not know that it is one.
   *
   * @param url As `find` returned it. @throws {Error} if no server answers.
   */
  isStill(url: string, name: string, signal: AbortSignal): Promise<boolean>;
}

/** Wait for other servers after the first answer, in milliseconds. */
const OTHERS_MS = 300;

export function primaryFinder(place: RedisPlace): PrimaryFinder {
  if (place.kind === 'sentinel') return sentinelFinder(place);
  if (place.kind === 'cluster') return clusterFinder(place);
  const [server = ''] = place.servers;
  return { find: async () => serverUrl(place, server), isStill: async () => true };
}

/** A former primary that a failover replaces has no replica any longer, from before its sentinels name another. */
const FAILING_OVER = /\bfailover_in_progress\b/;

/**
 * Asks all sentinels, and believes the one that has seen the latest failover: one that was cut off still names the former primary.
 *
 * @see https://redis.io/docs/latest/develop/reference/sentinel-clients/
 */
function sentinelFinder(place: RedisPlace): PrimaryFinder {
  const ofAll = async (name: string, signal: AbortSignal) => {
    const answers: { server: string; epoch: number; isFailingOver: boolean }[] = [];
    const questions = place.servers.map((sentinel) =>
      ask(sentinelUrl(place, sentinel), name, signal, async (client) => {
        const fields = fieldsOf(await client.sendCommand(['SENTINEL', 'MASTER', place.primaryName]));
        const isFailingOver = FAILING_OVER.test(`${fields.flags}`);
        answers.push({
          server: hostAndPort(fields.ip, fields.port),
          epoch: Number(fields['config-epoch']),
          isFailingOver,
        });
      }),
    );
    await firstOf(questions, `no sentinel names the primary ${place.primaryName}`);
    await within(OTHERS_MS, Promise.allSettled(questions));
    const latest = answers.reduce((best, answer) => (answer.epoch > best.epoch ? answer : best));
    return { url: serverUrl(place, latest.server), isFailingOver: answers.some((answer) => answer.isFailingOver) };
  };
  return {
    find: async (name, signal) => (await ofAll(name, signal)).url,
    isStill: async (url, name, signal) => {
      const now = await ofAll(name, signal);
      return now.url === url && !now.isFailingOver;
    },
  };
}

/** Remembers the nodes that it was told of: those of the URL may be down, or gone. */
function clusterFinder(place: RedisPlace): PrimaryFinder {
  let known: readonly string[] = [];
  const questionsOf = (name: string, signal: AbortSignal) => {
    const nodes = [...new Set([...place.servers, ...known])];
    return nodes.map((node) =>
      ask(serverUrl(place, node), name, signal, async (client) => {
        const [slot, ranges] = await Promise.all([client.clusterKeySlot(CLUSTER_TAG), client.clusterSlots()]);
        const range = ranges.find(({ from, to }) => from <= slot && slot <= to);
        if (!range) throw new Error(`no node has the slot ${slot}`);
        // A node that knows no address of its own gives none: it is the one that was asked.
        const serverOf = ({ host, port }: { host: string; port: number }) =>
          hostAndPort(host || node.replace(/:\d+$/, ''), port);
        return {
          primary: serverOf(range.master),
          all: ranges.flatMap(({ master, replicas }) => [master, ...replicas].map(serverOf)),
        };
      }),
    );
  };
  return {
    find: async (name, signal) => {
      const { primary, all } = await firstOf(questionsOf(name, signal), NO_NODE);
      known = all;
      return serverUrl(place, primary);
    },
    isStill: async (url, name, signal) => {
      const primaries = new Set<string>();
      const questions = questionsOf(name, signal).map((question) =>
        question.then(({ primary }) => void primaries.add(serverUrl(place, primary))),
      );
      await firstOf(questions, NO_NODE);
      await within(OTHERS_MS, Promise.allSettled(questions));
      return primaries.size === 1 && primaries.has(url);
    },
  };
}

const NO_NODE = 'no node of the cluster answers';

/** Opens a connection for one question. */
async function ask<T>(
  url: string,
  name: string,
  signal: AbortSignal,
  question: (client: RedisClient) => Promise<T>,
): Promise<T> {
  const client = createRedisClient(url, name, signal);
  // What goes wrong rejects the calls below; without a listener it would end the process too.
  client.on('error', () => {});
  try {
    await client.connect();
    return await question(client);
  } finally {
    client.destroy();
  }
}

/** @throws {Error} with the reasons of all, if all fail. */
async function firstOf<T>(questions: readonly Promise<T>[], failure: string): Promise<T> {
  try {
    return await Promise.any(questions);
  } catch (error) {
    const { errors } = error as AggregateError;
    const reasons = errors.map(({ message, code }: { message?: string; code?: string }) => message || code);
    throw new Error(`${failure}: ${[...new Set(reasons)].join(', ')}`);
  }
}

/** A map of RESP3 is an object, and in RESP2 a list of names and values. */
function fieldsOf(reply: unknown): Record<string, unknown> {
  if (!Array.isArray(reply)) return Object(reply);
  return Object.fromEntries(reply.flatMap((name, index) => (index % 2 === 0 ? [[name, reply[index + 1]]] : [])));
}

function hostAndPort(host: unknown, port: unknown): string {
  const name = `${host}`;
  // An IPv6 address comes without its brackets from Redis, and with them from a URL.
  return `${name.includes(':') && !name.startsWith('[') ? `[${name}]` : name}:${port}`;
}

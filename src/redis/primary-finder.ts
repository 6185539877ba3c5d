/** Finds the server that takes writes. Asked anew for each connection, since a failover makes it another. */
import { within } from '../common/within.js';
import { createRedisClient, type RedisClient } from './redis-client.js';
import { CLUSTER_TAG } from './redis-names.js';
import { type RedisPlace, sentinelUrl, serverUrl } from './redis-url.js';

/** @returns the primary's URL. @throws {Error} if no server knows the primary. */
export type PrimaryFinder = (name: string, signal: AbortSignal) => Promise<string>;

/** How long other sentinels are waited for after the first answer, in milliseconds. */
const OTHERS_MS = 300;

export function primaryFinder(place: RedisPlace): PrimaryFinder {
  if (place.kind === 'sentinel') return (name, signal) => askSentinels(place, name, signal);
  if (place.kind === 'cluster') return clusterFinder(place);
  const [server = ''] = place.servers;
  return async () => serverUrl(place, server);
}

/**
 * Asks all sentinels, and believes the one that has seen the latest failover: one that was cut off still names the former primary.
 *
 * @see https://redis.io/docs/latest/develop/reference/sentinel-clients/
 */
async function askSentinels(place: RedisPlace, name: string, signal: AbortSignal): Promise<string> {
  const answers: { server: string; epoch: number }[] = [];
  const questions = place.servers.map((sentinel) =>
    ask(sentinelUrl(place, sentinel), name, signal, async (client) => {
      const fields = fieldsOf(await client.sendCommand(['SENTINEL', 'MASTER', place.primaryName]));
      answers.push({ server: hostAndPort(fields.ip, fields.port), epoch: Number(fields['config-epoch']) });
    }),
  );
  await firstOf(questions, `no sentinel names the primary ${place.primaryName}`);
  await within(OTHERS_MS, Promise.allSettled(questions));
  const latest = answers.reduce((best, answer) => (answer.epoch > best.epoch ? answer : best));
  return serverUrl(place, latest.server);
}

/** Remembers the nodes that it was told of: those of the URL may be down, or gone. */
function clusterFinder(place: RedisPlace): PrimaryFinder {
  let known: readonly string[] = [];
  return async (name, signal) => {
    const nodes = [...new Set([...place.servers, ...known])];
    const questions = nodes.map((node) =>
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
    const { primary, all } = await firstOf(questions, 'no node of the cluster answers');
    known = all;
    return serverUrl(place, primary);
  };
}

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

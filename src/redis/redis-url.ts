/** URLs of one Redis, of sentinels and of a cluster: which are taken, and what may be shown of them. */

/** What a URL says. Credentials are as they stand in a URL, with their `@`; empty: none. */
export interface RedisPlace {
  kind: 'single' | 'sentinel' | 'cluster';
  /** The servers that the URL lists: Redis itself, sentinels, or some nodes of a cluster. */
  servers: readonly string[];
  isTls: boolean;
  credentials: string;
  /** Credentials of sentinels; those of Redis unless the query names others. */
  sentinelCredentials: string;
  /** The name by which sentinels know the primary; empty without sentinels. */
  primaryName: string;
  /** `/2`, or empty. */
  database: string;
}

const URL_PARTS = /^(rediss?)(?:\+(sentinel|cluster))?:\/\/([^@/?#]*@)?([^@/?#]+)(\/[^?#]*)?(?:\?([^#]*))?$/i;
const DEFAULT_PORTS = { single: '', sentinel: ':26379', cluster: ':6379' };
/** A cluster has only database 0. */
const PATHS = { single: /^\/?(\d*)$/, sentinel: /^\/([^/]+)(?:\/(\d+))?$/, cluster: /^\/?0?$/ };
const SENTINEL_OPTIONS = ['sentinelUsername', 'sentinelPassword'];

/** Reads a URL. @returns undefined if a part is unknown or malformed, since a part that is passed over has no effect without a word. */
export function parseRedisUrl(text: string): RedisPlace | undefined {
  const [, scheme = '', form = 'single', credentials = '', hosts = '', path = '', query] = URL_PARTS.exec(text) ?? [];
  const kind = form.toLowerCase() as RedisPlace['kind'];
  const servers = hosts.split(',').map((host) => serverOf(host, DEFAULT_PORTS[kind]));
  const inPath = PATHS[kind]?.exec(path);
  const options = new URLSearchParams(query);
  const isKnown = kind === 'sentinel' ? (name: string) => SENTINEL_OPTIONS.includes(name) : () => false;
  if (!inPath || !servers.every((server) => server !== undefined)) return undefined;
  if (kind === 'single' && servers.length > 1) return undefined;
  if (query === '' || ![...options.keys()].every(isKnown)) return undefined;
  const [name = '', number = ''] = kind === 'sentinel' ? inPath.slice(1) : ['', inPath[1]];
  const primaryName = decoded(name);
  if (primaryName === undefined || decoded(credentials) === undefined) return undefined;
  return {
    kind,
    servers,
    isTls: scheme.toLowerCase() === 'rediss',
    credentials,
    sentinelCredentials: query === undefined ? credentials : sentinelCredentialsOf(options),
    primaryName,
    database: number === '' ? '' : `/${number}`,
  };
}

export const isRedisUrl = (text: string): boolean => parseRedisUrl(text) !== undefined;

/** The URL of one server, for node-redis. */
export const serverUrl = ({ isTls, credentials, database }: RedisPlace, server: string): string =>
  `redis${isTls ? 's' : ''}://${credentials}${server}${database}`;

export const sentinelUrl = ({ isTls, sentinelCredentials }: RedisPlace, server: string): string =>
  `redis${isTls ? 's' : ''}://${sentinelCredentials}${server}`;

/** The URL without its credentials and its query, for people to read. @param text A URL of Redis. */
export const redisAddress = (text: string): string => text.replace(/\/\/[^@/?#]*@/, '//').replace(/\?.*/, '');

/** The value of `STORE_URL` without credentials, for people to read. */
export const shownStoreUrl = (storeUrl: string): string => (isRedisUrl(storeUrl) ? redisAddress(storeUrl) : storeUrl);

/** Makes a text that came from elsewhere fit to be logged: a server that doesn't know `HELLO` repeats it, password and all. */
export function passwordRemover({ credentials, sentinelCredentials }: RedisPlace): (message: string) => string {
  const raw = [credentials, sentinelCredentials].map((text) => text.slice(0, -1).replace(/^[^:]*:?/, ''));
  const secrets = raw.flatMap((secret) => [secret, decoded(secret) ?? '']).filter((secret) => secret !== '');
  return (message) => secrets.reduce((cleaned, secret) => cleaned.replaceAll(secret, '***'), message);
}

/** @returns `host:port`; undefined if it is none. */
function serverOf(text: string, defaultPort: string): string | undefined {
  const url = `redis://${text}`;
  if (!URL.canParse(url)) return undefined;
  const { hostname, port, host } = new URL(url);
  if (hostname === '') return undefined;
  return port === '' ? `${hostname}${defaultPort}` : host;
}

function sentinelCredentialsOf(options: URLSearchParams): string {
  const [username = '', password = ''] = SENTINEL_OPTIONS.map((name) => encodeURIComponent(options.get(name) ?? ''));
  return username === '' && password === '' ? '' : `${username}:${password}@`;
}

/** @returns undefined if the percent signs mean nothing. */
function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}

/** `redis://` and `rediss://` URLs: which are taken, and what may be shown of them. */

/**
 * Takes a host, with credentials, a port and a database's number where needed. Nothing more: node-redis would pass over a
 * query such as `?db=2` without a word.
 */
export function isRedisUrl(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const url = new URL(text);
  return (
    /^rediss?:$/.test(url.protocol) &&
    url.hostname !== '' &&
    /^(\/\d*)?$/.test(url.pathname) &&
    url.search === '' &&
    url.hash === '' &&
    credentialsOf(url) !== undefined
  );
}

/** The URL without its credentials, for people to read. */
export function redisAddress(text: string): string {
  const url = new URL(text);
  url.username = '';
  url.password = '';
  return url.href;
}

/** The value of `STORE_URL` without credentials, for people to read. */
export const shownStoreUrl = (storeUrl: string): string => (isRedisUrl(storeUrl) ? redisAddress(storeUrl) : storeUrl);

/** Makes a text that came from elsewhere fit to be logged: a server that doesn't know `HELLO` repeats it, password and all. */
export function passwordRemover(text: string): (message: string) => string {
  const url = new URL(text);
  const secrets = [url.password, ...(credentialsOf(url) ?? [])].filter((secret) => secret !== '');
  return (message) => secrets.reduce((cleaned, secret) => cleaned.replaceAll(secret, '***'), message);
}

/** @returns the password as it is sent; nothing where the URL's percent signs mean nothing. */
function credentialsOf({ username, password }: URL): [string] | undefined {
  try {
    decodeURIComponent(username);
    return [decodeURIComponent(password)];
  } catch {
    return undefined;
  }
}

/** Which web pages may use the gateway: the same answer for CORS and for WebSocket. */

/** Decides by an `Origin` header's value. `localAddress` is the address that the connection came in on, which no client chooses. */
export type OriginCheck = (origin: string | undefined, localAddress: string | undefined) => boolean;

/** Origins that one entry of `CORS_ORIGINS` stands for. */
interface OriginPattern {
  protocol: string;
  hostname: string;
  /** Whether names below `hostname` are meant, at any depth, and not that name itself. */
  isBelow: boolean;
  /** Empty: the default port. Undefined: any. */
  port: string | undefined;
}

const ENTRY = /^([a-z][a-z0-9+.-]*:\/\/)(\*\.)?([^*]+?)(:\*)?$/;

/** Whether an entry of `CORS_ORIGINS` says which origins are allowed. */
export const isOriginEntry = (text: string): boolean => text === '*' || patternOf(text) !== undefined;

/**
 * @param allowed Origins such as `https://app.example.com` or `capacitor://localhost`; `http://localhost:*` stands for any port,
 *   `https://*.example.com` for any name below `example.com`, `*` for any origin.
 * @param isOwn Decides for the gateway's own pages: never by what the request says of itself.
 * @returns a check that also lets in clients that are no web page and send no origin.
 */
export function createOriginCheck(
  allowed: readonly string[],
  isOwn: (origin: string, localAddress: string | undefined) => boolean,
): OriginCheck {
  const exact = new Set(allowed.filter((origin) => !origin.includes('*')));
  const isAny = allowed.includes('*');
  const patterns = allowed.filter((origin) => !exact.has(origin)).flatMap((origin) => patternOf(origin) ?? []);
  return (origin, localAddress) => {
    if (origin === undefined || isAny || exact.has(origin)) return true;
    if (isOwn(origin, localAddress)) return true;
    const url = patterns.length === 0 ? undefined : urlOf(origin);
    return url !== undefined && patterns.some((pattern) => isOf(pattern, url));
  };
}

function isOf({ protocol, hostname, isBelow, port }: OriginPattern, url: URL): boolean {
  if (url.protocol !== protocol || (port !== undefined && url.port !== port)) return false;
  // A name that begins with a dot is no name.
  return isBelow
    ? /[^.]/.test(url.hostname[0] ?? '') && url.hostname.endsWith(`.${hostname}`)
    : url.hostname === hostname;
}

function patternOf(text: string): OriginPattern | undefined {
  const [, scheme = '', below, host = '', anyPort] = ENTRY.exec(text) ?? [];
  const url = urlOf(`${scheme}${below ? 'x.' : ''}${host}`);
  if (!url || (anyPort && url.port !== '')) return undefined;
  const hostname = below ? url.hostname.slice('x.'.length) : url.hostname;
  // Everyone can have a name below `com`.
  if (below && (!isWeb(url) || !(hostname === 'localhost' || /[^.]\.[^.]/.test(hostname)))) return undefined;
  return { protocol: url.protocol, hostname, isBelow: below !== undefined, port: anyPort ? undefined : url.port };
}

const isWeb = ({ protocol }: URL): boolean => protocol === 'http:' || protocol === 'https:';

/** @returns undefined where the text is no origin as browsers write it. Those of schemes such as `capacitor:` are opaque to `URL`. */
function urlOf(text: string): URL | undefined {
  if (!URL.canParse(text)) return undefined;
  const url = new URL(text);
  const origin = url.origin === 'null' ? `${url.protocol}//${url.host}` : url.origin;
  return origin === text && url.host !== '' && url.protocol !== 'file:' ? url : undefined;
}

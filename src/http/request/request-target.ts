/** A request's target as all code behind the door may rely on it: a path, and whose it is in `headers.host`. */
import type { IncomingMessage } from 'node:http';

const SCHEMES = ['http://', 'https://'];

/**
 * Rewrites `GET http://gateway/graphql` to `GET /graphql` with `gateway` for `Host`, as RFC 9112, 3.2.2 has it: the target's authority counts,
 * whatever `Host` says.
 */
export function toOriginForm(request: IncomingMessage): void {
  const { url = '' } = request;
  if (url.startsWith('/')) return;
  const scheme = SCHEMES.find((text) => url.slice(0, text.length).toLowerCase() === text);
  if (scheme === undefined) return;
  const rest = url.slice(scheme.length);
  const end = rest.search(/[/?#]/);
  const path = end === -1 ? '' : rest.slice(end);
  request.headers.host = end === -1 ? rest : rest.slice(0, end);
  request.url = path.startsWith('/') ? path : `/${path}`;
}

/** The path, before decoding. */
export const pathOf = (url: string | undefined): string => url?.split('?', 1)[0] ?? '';

const UNENCODED = /[^\x21-\x7e]/;

/** Whether an address is ASCII and its percent sequences are UTF-8. Parsers replace others, so that different addresses would be read as one. */
export function isUtf8Target(url: string): boolean {
  if (UNENCODED.test(url)) return false;
  if (!url.includes('%')) return true;
  try {
    decodeURIComponent(url);
    return true;
  } catch {
    return false;
  }
}

/** Which gateway's a store is: it remembers the REST API that its facts are about. */
import { StoreError } from './file/damaged.js';

/** Raised when what is stored means something else than before. */
const FORMAT = 1;

/** Where it is stored. */
export const IDENTITY_KEY = 'store';

const nameOf = (upstreamUrl: URL): string => upstreamUrl.href.replace(/\/+$/, '');

export const identityFor = (upstreamUrl: URL): string =>
  JSON.stringify({ format: FORMAT, upstream: nameOf(upstreamUrl) });

/** @throws {StoreError} where `text`, as it is stored, is another REST API's, or was not made by this gateway. */
export function checkIdentity(text: string, where: string, upstreamUrl: URL): void {
  const identity = parseIdentity(text);
  const upstream = nameOf(upstreamUrl);
  if (!identity) throw new StoreError(where, 'it was not made by this gateway, or is damaged');
  if (identity.format !== FORMAT) throw new StoreError(where, `its format is ${identity.format}, not ${FORMAT}`);
  if (identity.upstream !== upstream)
    throw new StoreError(where, `it belongs to ${identity.upstream}, not to ${upstream}`);
}

function parseIdentity(text: string): { format: unknown; upstream: unknown } | undefined {
  try {
    const identity: unknown = JSON.parse(text);
    if (typeof identity === 'object' && identity !== null && 'format' in identity && 'upstream' in identity)
      return identity;
  } catch {
    // As good as one of another kind.
  }
  return undefined;
}

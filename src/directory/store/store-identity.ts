/** The identity of a store: the upstream of its facts. */
import { StoreError } from './file/damaged.js';

/** Format version. Raised when the meaning of stored records changes. */
const FORMAT = 1;

/** The key of the identity. */
export const IDENTITY_KEY = 'store';

const nameOf = (upstreamUrl: URL): string => upstreamUrl.href.replace(/\/+$/, '');

export const identityFor = (upstreamUrl: URL): string =>
  JSON.stringify({ format: FORMAT, upstream: nameOf(upstreamUrl) });

/** @throws {StoreError} if the stored `text` belongs to another upstream, or was not written by this gateway. */
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
    // Unparsable text counts as foreign.
  }
  return undefined;
}

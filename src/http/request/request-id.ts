/** `x-request-id`: one id of a request in its response, its errors, every log line about it and every REST call that it causes. */
import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import proxyAddr from 'proxy-addr';
import { canonicalAddress } from '../../common/addresses.js';

export const REQUEST_ID_HEADER = 'x-request-id';
/** Ids as proxies make them. Other text could forge log lines, or hold what must not be logged. */
const ID = /^[\w.:+=/-]{1,128}$/;

export type RequestIdOf = (request: IncomingMessage) => string;

/** @param trustedProxies `TRUST_PROXY`: the header is taken from these alone. All others get a new id. */
export function createRequestIds(trustedProxies: readonly string[]): RequestIdOf {
  if (trustedProxies.length === 0) return () => randomUUID();
  const isTrusted = proxyAddr.compile([...trustedProxies]);
  return ({ headers, socket }) => {
    const given = headers[REQUEST_ID_HEADER];
    const isUsable = typeof given === 'string' && ID.test(given);
    return isUsable && isTrusted(canonicalAddress(socket.remoteAddress ?? '') ?? '', 0) ? given : randomUUID();
  };
}

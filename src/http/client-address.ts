/** Where a request comes from. */
import type { IncomingMessage } from 'node:http';
import { isIPv6 } from 'node:net';
import proxyAddr from 'proxy-addr';

/** The address, for an IPv6 one its network: whoever has one address there has all of them. */
export type ClientAddress = (request: IncomingMessage) => string;

/** @param trustedProxies `TRUST_PROXY`: `x-forwarded-for` is believed from these alone, and only as far back as they reach. */
export function createClientAddress(trustedProxies: readonly string[]): ClientAddress {
  const isTrusted = proxyAddr.compile([...trustedProxies]);
  // A socket that is gone already has no address.
  return (request) => networkOf(request.socket.remoteAddress ? proxyAddr(request, isTrusted) : '');
}

const MAPPED = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i;
const GROUPS = 8;
const NETWORK_GROUPS = 4;

function networkOf(address: string): string {
  const mapped = MAPPED.exec(address)?.[1];
  if (mapped) return mapped;
  if (!isIPv6(address)) return address;
  const groupsOf = (text = ''): string[] => text.split(':').filter((group) => group !== '');
  const [before, after] = address.split('::');
  const [first, last] = [groupsOf(before), groupsOf(after)];
  const zeros = Array<string>(Math.max(0, GROUPS - first.length - last.length)).fill('0');
  const network = [...first, ...zeros, ...last].slice(0, NETWORK_GROUPS);
  return `${network.map((group) => Number.parseInt(group, 16).toString(16)).join(':')}::/64`;
}

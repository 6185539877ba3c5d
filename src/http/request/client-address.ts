/** Where a request comes from. */
import type { IncomingMessage } from 'node:http';
import proxyAddr from 'proxy-addr';
import { canonicalAddress } from '../../common/addresses.js';

/** The address, for an IPv6 one its network: whoever has one address there has all of them. */
export type ClientAddress = (request: IncomingMessage) => string;

/** A proxy that does not know whom it forwards for says so. */
const UNKNOWN = 'unknown';

/** @param trustedProxies `TRUST_PROXY`: `x-forwarded-for` is believed from these alone, and only as far back as they reach. */
export function createClientAddress(trustedProxies: readonly string[]): ClientAddress {
  const isTrusted = proxyAddr.compile([...trustedProxies]);
  return ({ socket, headers }) => {
    // A socket that is gone already has no address.
    let address = canonicalAddress(socket.remoteAddress ?? '') ?? '';
    // Each proxy appends the address that it was asked from.
    const forwarded = String(headers['x-forwarded-for'] ?? '').split(',');
    for (let index = forwarded.length - 1; index >= 0 && isTrusted(address, index); index -= 1) {
      const entry = forwarded[index]?.trim() ?? '';
      if (entry === '') continue;
      if (entry.toLowerCase() === UNKNOWN) return UNKNOWN;
      const next = addressIn(entry);
      // Text that is no address would be as many clients as a client can think of: they all count as the proxy that wrote it.
      if (next === undefined) break;
      address = next;
    }
    return networkOf(address);
  };
}

const PORT = /^:\d{1,5}$/;

/** @param entry As proxies write it: `203.0.113.2`, `203.0.113.2:50001`, `2001:db8::5`, `[2001:db8::5]`, `[2001:db8::5]:7`, in quotes or not. */
function addressIn(entry: string): string | undefined {
  const text = entry.startsWith('"') && entry.endsWith('"') ? entry.slice(1, -1).trim() : entry;
  const isBracketed = text.startsWith('[');
  const end = isBracketed ? text.indexOf(']') : text.indexOf(':');
  const isPlain = !isBracketed && (end === -1 || text.includes(':', end + 1));
  if (isPlain) return canonicalAddress(text);
  const port = text.slice(isBracketed ? end + 1 : end);
  return port === '' || PORT.test(port) ? canonicalAddress(text.slice(isBracketed ? 1 : 0, end)) : undefined;
}

const GROUPS = 8;
const NETWORK_GROUPS = 4;

/** @param address In its canonical spelling. */
function networkOf(address: string): string {
  if (!address.includes(':')) return address;
  const groupsOf = (text = ''): string[] => text.split(':').filter((group) => group !== '');
  const [before, after] = address.split('::');
  const [first, last] = [groupsOf(before), groupsOf(after)];
  const zeros = Array<string>(Math.max(0, GROUPS - first.length - last.length)).fill('0');
  return `${[...first, ...zeros, ...last].slice(0, NETWORK_GROUPS).join(':')}::/64`;
}

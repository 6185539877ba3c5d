/** Host names with an optional port, as `Host` headers and `ALLOWED_HOSTS` have them. */
import { isIPv6 } from 'node:net';
import { canonicalAddress } from './addresses.js';

export interface HostName {
  /** In lower case, without the root's dot. An IPv6 address in its canonical spelling, in brackets. */
  name: string;
  port: number | undefined;
}

const MAX_NAME_LENGTH = 253;
/** Underscores are none of DNS's, but of container networks'. */
const NAME = /^[a-z0-9_.-]+$/;
const PORT = /^\d{1,5}$/;
const MAX_PORT = 65_535;

/** @returns undefined if the text is not a host, with or without a port. Takes time linear in its length. */
export function parseHostName(text: string): HostName | undefined {
  const end = text.startsWith('[') ? text.indexOf(']') + 1 : endOfName(text);
  const name = text.startsWith('[') ? ipv6Name(text.slice(1, end - 1)) : plainName(text.slice(0, end));
  if (name === undefined) return undefined;
  const rest = text.slice(end);
  // RFC 3986, 3.2.3: a colon without a port is the default port.
  if (rest === '' || rest === ':') return { name, port: undefined };
  const port = rest.slice(1);
  if (rest[0] !== ':' || !PORT.test(port) || Number(port) > MAX_PORT) return undefined;
  return { name, port: Number(port) };
}

function endOfName(text: string): number {
  const colon = text.indexOf(':');
  return colon === -1 ? text.length : colon;
}

function plainName(text: string): string | undefined {
  const name = (text.endsWith('.') ? text.slice(0, -1) : text).toLowerCase();
  const isName = name.length <= MAX_NAME_LENGTH && NAME.test(name) && !name.startsWith('.') && !name.includes('..');
  return isName && !name.endsWith('.') ? name : undefined;
}

/** A zone is the client's own matter, and none that `Host` may name (RFC 9110, 4.2.1 with RFC 3986). */
function ipv6Name(text: string): string | undefined {
  return isIPv6(text) && !text.includes('%') ? nameOfAddress(text) : undefined;
}

/** @returns an IP address as a URL has it: an IPv6 one in brackets. */
export function nameOfAddress(text: string): string | undefined {
  const address = canonicalAddress(text);
  return address?.includes(':') ? `[${address}]` : address;
}

/** Names that lead to the machine itself, wherever they are asked. */
export const isLoopbackName = (name: string): boolean =>
  name === 'localhost' || name === '[::1]' || LOOPBACK_IPV4.test(name);

const LOOPBACK_IPV4 = /^127\.\d{1,3}\.\d{1,3}\.\d{1,3}$/;

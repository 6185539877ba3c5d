/** IP addresses in one spelling each, so that they can be compared as text. */
import { isIPv4, isIPv6 } from 'node:net';

/** An IPv4 address in the last 32 bits of an IPv6 one, as `URL` writes it: `::ffff:cb00:7101`. */
const MAPPED = /^::ffff:([0-9a-f]{1,4}):([0-9a-f]{1,4})$/;

/**
 * Canonicalizes an address: IPv6 compressed and in lower case, without its zone; IPv4 mapped into IPv6 as IPv4.
 *
 * @returns undefined if the text is not an IP address.
 */
export function canonicalAddress(text: string): string | undefined {
  if (isIPv4(text)) return text;
  if (!isIPv6(text)) return undefined;
  const [address = ''] = text.split('%', 1);
  const canonical = new URL(`http://[${address}]`).hostname.slice(1, -1);
  const [, high, low] = MAPPED.exec(canonical) ?? [];
  if (high === undefined || low === undefined) return canonical;
  const [first, second] = [Number.parseInt(high, 16), Number.parseInt(low, 16)];
  return [first >> 8, first & 0xff, second >> 8, second & 0xff].join('.');
}

import type { IncomingMessage } from 'node:http';
import { describe, expect, it } from 'vitest';
import { createClientAddress } from '../../../../src/http/request/client-address.js';

const request = (remoteAddress: string | undefined, forwarded?: string): IncomingMessage => {
  const socket = { remoteAddress };
  return { socket, connection: socket, headers: { 'x-forwarded-for': forwarded } } as unknown as IncomingMessage;
};

describe('where a request comes from', () => {
  it.each([
    ['203.0.113.1', undefined, '203.0.113.1'],
    ['::ffff:203.0.113.1', undefined, '203.0.113.1'],
    ['2001:db8::1', undefined, '2001:db8:0:0::/64'],
    ['2001:0db8:0000:0007:a:b:c:d', undefined, '2001:db8:0:7::/64'],
    ['::1', undefined, '0:0:0:0::/64'],
    ['203.0.113.1', '198.51.100.1', '203.0.113.1'],
    ['10.0.0.1', '198.51.100.1', '198.51.100.1'],
    ['::ffff:10.0.0.1', '198.51.100.1', '198.51.100.1'],
    ['10.0.0.1', '192.0.2.9, 198.51.100.1, 10.0.0.2', '198.51.100.1'],
    ['10.0.0.1', '2001:db8::1', '2001:db8:0:0::/64'],
    ['10.0.0.1', '', '10.0.0.1'],
    ['10.0.0.1', 'unknown', 'unknown'],
    ['10.0.0.1', 'Unknown', 'unknown'],
    ['10.0.0.1', '203.0.113.2:50001', '203.0.113.2'],
    ['10.0.0.1', '198.51.100.9:1, 203.0.113.2:50001, 10.0.0.2:443', '203.0.113.2'],
    ['10.0.0.1', '[2001:db8::5]:7', '2001:db8:0:0::/64'],
    ['10.0.0.1', '[2001:DB8::5]', '2001:db8:0:0::/64'],
    ['10.0.0.1', '"[2001:db8::5]:7"', '2001:db8:0:0::/64'],
    ['10.0.0.1', ' "203.0.113.2" ,, 10.0.0.2 ', '203.0.113.2'],
    ['10.0.0.1', 'fe80::1%eth0', 'fe80:0:0:0::/64'],
    ['10.0.0.1', '::ffff:203.0.113.2', '203.0.113.2'],
    ['10.0.0.1', '[::ffff:cb00:7102]:80', '203.0.113.2'],
    ['10.0.0.1', '203.0.113.2, ::ffff:10.0.0.3', '203.0.113.2'],
    ['10.0.0.1', '64:ff9b::203.0.113.2', '64:ff9b:0:0::/64'],
    ['10.0.0.1', 'anything-0123', '10.0.0.1'],
    ['10.0.0.1', '198.51.100.1, anything, 10.0.0.2', '10.0.0.2'],
    ['10.0.0.1', '203.0.113.2:port', '10.0.0.1'],
    ['10.0.0.1', '203.0.113.002', '10.0.0.1'],
    ['10.0.0.1', '[2001:db8::5', '10.0.0.1'],
    [undefined, '198.51.100.1', ''],
  ])('%s, for %s: %s', (remote, forwarded, address) => {
    expect(createClientAddress(['10.0.0.0/8'])(request(remote, forwarded))).toBe(address);
  });
});

/** What is not UTF-8: decoders replace such bytes, so that different texts would be read as the same one. */
import { describe, expect, it } from 'vitest';
import { startWithSimulator } from '../support/gateway.js';
import { exchange } from '../support/raw-http.js';

const BAD_BYTES = [
  [0xff],
  [0xc3, 0x28],
  [0xc0, 0xaf],
  [0xed, 0xa0, 0x80],
  [0xf0, 0x9f, 0x98],
  [0xf5, 0x80, 0x80, 0x80],
];

describe.each(['/graphql', '/graphql/stream', '/webhooks/topup.status'])('a body for %s', (path) => {
  it.each(BAD_BYTES)('with the bytes %j is refused with 400, in the words of the route', async (...bytes) => {
    const { url, calls } = await startWithSimulator();
    const [before, after] = path.startsWith('/webhooks')
      ? ['{"event":"topup.status","data":{"orderId":"o1","status":"', '"}}']
      : ['{"query":"{ wallet(id: \\"', '\\") { id } }"}'];
    const body = Buffer.concat([Buffer.from(before ?? ''), Buffer.from(bytes), Buffer.from(after ?? '')]);
    const init = { method: 'POST', headers: { 'content-type': 'application/json' }, body };
    const response = await fetch(url + path, init);
    expect(response.status).toBe(400);
    const text = JSON.stringify(await response.json());
    expect(text).toContain('UTF-8');
    expect(text.startsWith(path.startsWith('/webhooks') ? '{"status":"-1"' : '{"errors":')).toBe(true);
    expect(calls()).toEqual([]);
  });
});

it('a body in UTF-8 is taken, whatever its characters and the parameters of its type', async () => {
  const { url } = await startWithSimulator();
  for (const type of [
    'application/json',
    'application/json; charset=utf-8; profile=x',
    'application/json;profile="a;b"',
  ]) {
    const body = JSON.stringify({ query: '{ __typename } # 漢字 🎉 é' });
    const response = await fetch(`${url}/graphql`, { method: 'POST', headers: { 'content-type': type }, body });
    expect(await response.json()).toEqual({ data: { __typename: 'Query' } });
  }
});

it.each([
  '/graphql?query=%7B__typename%7D&operationName=%ff',
  '/graphql?query=%7Bwallet(id:%22%C3%28%22)%7Bid%7D%7D',
  '/graphql?query=%7B__typename%7D&variables=%ED%A0%80',
  '/graphql?query=%7B__typename%7D%',
  '/healthz?%c0%af',
])('the address %s is refused with 400', async (target) => {
  const { url, calls } = await startWithSimulator();
  const preflight = 'apollo-require-preflight: 1\r\nconnection: close\r\n\r\n';
  const { status, body } = await exchange(url, `GET ${target} HTTP/1.1\r\nhost: localhost\r\n${preflight}`);
  expect({ status, errors: JSON.parse(body).errors.length }).toEqual({ status: 400, errors: 1 });
  expect(calls()).toEqual([]);
});

it('an address whose characters are encoded as UTF-8 is taken', async () => {
  const { url } = await startWithSimulator();
  const query = encodeURIComponent('{ __typename } # 漢字 🎉');
  const response = await fetch(`${url}/graphql?query=${query}`, { headers: { 'apollo-require-preflight': '1' } });
  expect(await response.json()).toEqual({ data: { __typename: 'Query' } });
});

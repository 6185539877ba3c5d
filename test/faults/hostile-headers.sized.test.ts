/** Values of headers that take parsers a time that grows with the square of the length: refused by a bound before any parser sees them. */
import { describe, expect, it } from 'vitest';
import { MAX_HEADER_LENGTHS } from '../../src/http/malformed/header-bounds.js';
import { startGateway } from '../support/gateway.js';
import { exchange } from '../support/raw-http.js';
import { sized } from '../support/sized.js';

const BODY = '{"query":"{ __typename }"}';
const LENGTH = `content-length: ${BODY.length}\r\n\r\n${BODY}`;
const KEY = 'sec-websocket-version: 13\r\nsec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n';
/** The rest of a head that names no header of `but` once more. */
const without = (but: string, ...lines: string[]): string =>
  lines.filter((line) => !line.startsWith(`${but}:`)).join('\r\n');

const REQUESTS: Readonly<Record<string, (header: string, value: string) => string>> = {
  GET: (header, value) =>
    `${without(header, 'GET /graphql?query=%7B__typename%7D HTTP/1.1', 'host: g', `connection: close`)}\r\n${header}: ${value}\r\n\r\n`,
  POST: (header, value) =>
    `${without(header, 'POST /graphql HTTP/1.1', 'host: g', 'connection: close', 'content-type: application/json')}\r\n${header}: ${value}\r\n${LENGTH}`,
  upgrade: (header, value) =>
    `${without(header, 'GET /graphql HTTP/1.1', 'host: g', 'connection: upgrade', 'upgrade: websocket')}\r\n${header}: ${value}\r\n${without(header, ...KEY.split('\r\n'))}`,
  webhook: (header, value) =>
    `${without(header, 'POST /webhooks/topup.status HTTP/1.1', 'host: g', 'connection: close', 'content-type: application/json')}\r\n${header}: ${value}\r\n${LENGTH}`,
};

/** Unclosed quotes, runs of blanks, of separators and of both. */
const HOSTILE: readonly ((length: number) => string)[] = [
  (length) => `a/b${' '.repeat(length)}x`,
  (length) => `a${',"'.repeat(length / 2)}x`,
  (length) => `a/b${'; '.repeat(length / 2)}x`,
  (length) => `${'a.'.repeat(length / 2)}!`,
];

/** The parser itself refuses what it doesn't know, and a head that is too long as a whole. */
const BY_NODE = new Set(['transfer-encoding', 'authorization']);

describe.each([...Object.keys(REQUESTS).entries()])(
  'by %s %s, a value past its bound is refused with 431',
  (order, kind) => {
    // Each header is sent in one kind of request at least.
    const headers = Object.entries(MAX_HEADER_LENGTHS).filter((_, index) => sized(index % 4 === order, true));

    it.each(headers)('of %s (%i)', async (header, max) => {
      const { url } = await startGateway('http://127.0.0.1:9');
      for (const hostile of HOSTILE) {
        const value = header === 'connection' ? `${hostile(max)}, close` : hostile(max);
        const { status, body } = await exchange(url, REQUESTS[kind]?.(header, value) ?? '');
        if (BY_NODE.has(header)) {
          expect(status).toBeGreaterThanOrEqual(400);
          continue;
        }
        const refusal = JSON.parse(body);
        const message = kind === 'webhook' ? refusal.message : refusal.errors[0].message;
        expect({ status, message }).toEqual({ status: 431, message: expect.stringContaining(header) });
      }
    });
  },
);

it('several lines of a header count together', async () => {
  const { url } = await startGateway('http://127.0.0.1:9');
  const lines = `accept: ${'a/b, '.repeat(60)}\r\n`.repeat(5);
  const text = `POST /graphql HTTP/1.1\r\nhost: g\r\nconnection: close\r\n${lines}content-type: application/json\r\n${LENGTH}`;
  expect((await exchange(url, text)).status).toBe(431);
});

it.each(['GET', 'POST'])('a content-type of 15,500 blanks by %s costs as little as another request', async (kind) => {
  const { url } = await startGateway('http://127.0.0.1:9');
  const timeOf = async (value: string): Promise<number> => {
    const before = performance.now();
    for (let time = 0; time < 20; time += 1) await exchange(url, REQUESTS[kind]?.('content-type', value) ?? '');
    return performance.now() - before;
  };
  await timeOf('application/json');
  const plain = await timeOf('application/json');
  // One of them took 520 ms by GET and 95 ms by POST.
  expect(await timeOf(`application/json${' '.repeat(15_500)}x`)).toBeLessThan(500 + 10 * plain);
});

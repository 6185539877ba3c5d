/** What is no proper HTTP, or doesn't come: each gets a clear answer, and a well-behaved client beside it is served. */
import { once } from 'node:events';
import { describe, expect, it, vi } from 'vitest';
import { startWithSimulator } from '../support/gateway.js';
import { connectTo, exchange, parse, type RawAnswer, untilEnd } from '../support/raw-http.js';

const HOST = 'host: gateway\r\n';
const CLOSE = 'connection: close\r\n';
const JSON_TYPE = 'content-type: application/json\r\n';

function expectRefusal({ status, headers, body }: RawAnswer, expected: number): void {
  expect({ status, body }).toMatchObject({ status: expected });
  expect(JSON.parse(body)).toEqual({
    errors: [
      { message: expect.stringMatching(/./), extensions: { code: expect.any(String), requestId: expect.any(String) } },
    ],
  });
  expect(headers).toMatchObject({
    'content-type': expect.stringMatching(/^application\/json/),
    'x-content-type-options': 'nosniff',
    'cache-control': 'no-store',
  });
}

describe('a request that is', () => {
  it.each([
    ['no HTTP', 'hello\r\n\r\n', 400],
    ['binary', Buffer.from([0x16, 0x03, 0x01, 0x02, 0x00, 0x01, 0x00, 0x01, 0xfc, 0x03]), 400],
    ['HTTP/2', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', 400],
    ['of an unknown method', `BREW /graphql HTTP/1.1\r\n${HOST}\r\n`, 400],
    ['of a version that is none', `GET /graphql HTTP/9.9\r\n${HOST}\r\n`, 400],
    ['without a host', `GET /graphql HTTP/1.1\r\n${CLOSE}\r\n`, 400],
    ['with two lengths', `POST /graphql HTTP/1.1\r\n${HOST}content-length: 1\r\ncontent-length: 2\r\n\r\nx`, 400],
    [
      'with a length and chunks',
      `POST /graphql HTTP/1.1\r\n${HOST}content-length: 1\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n`,
      400,
    ],
    ['with a header that holds a line', `GET /graphql HTTP/1.1\r\n${HOST}x: a\rb\r\n\r\n`, 400],
    ['with a head of 100 KB', `GET /graphql HTTP/1.1\r\n${HOST}x: ${'x'.repeat(100 * 1024)}\r\n\r\n`, 431],
    ['with a path that can’t be decoded', `GET /graphql/%zz HTTP/1.1\r\n${HOST}${CLOSE}\r\n`, 400],
    ['for a path of its own', `GET /graphql/x HTTP/1.1\r\n${HOST}${CLOSE}\r\n`, 404],
    ['a bare OPTIONS', `OPTIONS /graphql HTTP/1.1\r\n${HOST}${CLOSE}\r\n`, 405],
    ['OPTIONS for everything', `OPTIONS * HTTP/1.1\r\n${HOST}${CLOSE}\r\n`, 404],
    ['TRACE', `TRACE /graphql HTTP/1.1\r\n${HOST}${CLOSE}\r\n`, 405],
    ['PROPFIND', `PROPFIND /graphql HTTP/1.1\r\n${HOST}${CLOSE}\r\n`, 405],
    ['DELETE', `DELETE /graphql/stream HTTP/1.1\r\n${HOST}${CLOSE}\r\n`, 405],
    ['with an expectation that isn’t met', `POST /graphql HTTP/1.1\r\n${HOST}${CLOSE}expect: coffee\r\n\r\n`, 417],
    [
      'an upgrade to another protocol, without a query',
      `GET /graphql HTTP/1.1\r\n${HOST}connection: close, upgrade\r\nupgrade: h2c\r\n\r\n`,
      400,
    ],
    [
      'an upgrade without its key',
      `GET /graphql HTTP/1.1\r\n${HOST}connection: upgrade\r\nupgrade: websocket\r\n\r\n`,
      400,
    ],
    ['an upgrade by POST', `POST /graphql HTTP/1.1\r\n${HOST}connection: upgrade\r\nupgrade: websocket\r\n\r\n`, 400],
    [
      'JSON in another charset',
      `POST /graphql HTTP/1.1\r\n${HOST}${CLOSE}content-type: application/json; charset=utf-16\r\ncontent-length: 2\r\n\r\n{}`,
      415,
    ],
    ['of no type', `POST /graphql HTTP/1.1\r\n${HOST}${CLOSE}content-length: 2\r\n\r\n{}`, 415],
    [
      'compressed',
      `POST /graphql HTTP/1.1\r\n${HOST}${CLOSE}${JSON_TYPE}content-encoding: gzip\r\ncontent-length: 2\r\n\r\n{}`,
      415,
    ],
    [
      'compressed, for a stream',
      `POST /graphql/stream HTTP/1.1\r\n${HOST}${CLOSE}${JSON_TYPE}content-encoding: br\r\ncontent-length: 2\r\n\r\n{}`,
      415,
    ],
    [
      'too long by its own word',
      `POST /graphql HTTP/1.1\r\n${HOST}${CLOSE}${JSON_TYPE}content-length: 102401\r\n\r\n{}`,
      413,
    ],
  ])('%s is refused', async (_, text, status) => {
    const { url, calls, run } = await startWithSimulator();
    expectRefusal(await exchange(url, text), status);
    expect(await run('{ __typename }')).toEqual({ data: { __typename: 'Query' } });
    expect(calls()).toEqual([]);
  });

  it('that asks for HTTP/2, too, as Java’s client does, is answered in HTTP/1.1, and so is the next one', async () => {
    const { url } = await startWithSimulator();
    const body = '{"query":"{ __typename }"}';
    const request = (connection: string, more = '') =>
      `POST /graphql HTTP/1.1\r\n${HOST}connection: ${connection}\r\n${more}${JSON_TYPE}content-length: ${body.length}\r\n\r\n${body}`;
    const h2c = 'upgrade: h2c\r\nhttp2-settings: AAEAAEAAAAIAAAAA\r\n';
    const socket = connectTo(url);
    const answers = untilEnd(socket);
    socket.write(request('Upgrade, HTTP2-Settings', h2c));
    await once(socket, 'data');
    socket.write(request('Upgrade, HTTP2-Settings, close', h2c));
    expect((await answers).match(/HTTP\/1\.1 200 |\{"data":\{"__typename":"Query"\}\}/g)).toHaveLength(4);
  });

  it('that asks for HTTP/2 smuggles none in its body, however many headers come before its length', async () => {
    const { url } = await startWithSimulator();
    const smuggled = 'GET /healthz HTTP/1.1\r\nhost: g\r\n\r\n';
    const text = `POST /graphql HTTP/1.1\r\n${HOST}connection: upgrade, close\r\nupgrade: h2c\r\n${JSON_TYPE}`;
    const socket = connectTo(url);
    socket.write(`${text}${'a:\r\n'.repeat(2_000)}content-length: ${smuggled.length}\r\n\r\n${smuggled}`);
    expect((await untilEnd(socket)).match(/HTTP\/1\.1 \d+/g)).toEqual(['HTTP/1.1 400']);
  });

  it('for a proxy is closed without an answer', async () => {
    const { url, run } = await startWithSimulator();
    const socket = connectTo(url);
    socket.write(`CONNECT example.com:443 HTTP/1.1\r\n${HOST}\r\n`);
    expect(await untilEnd(socket)).toBe('');
    expect(await run('{ __typename }')).toEqual({ data: { __typename: 'Query' } });
  });

  it('HEAD is refused without a body, and names what is served', async () => {
    const { url } = await startWithSimulator();
    const { status, headers, body } = await exchange(url, `HEAD /graphql HTTP/1.1\r\n${HOST}${CLOSE}\r\n`);
    expect({ status, allow: headers.allow, body }).toEqual({ status: 405, allow: 'GET, POST', body: '' });
    expect(await exchange(url, `HEAD /healthz HTTP/1.1\r\n${HOST}${CLOSE}\r\n`)).toMatchObject({ status: 200 });
  });

  it('asks before it sends its body, and may', async () => {
    const { url } = await startWithSimulator();
    const body = '{"query":"{ __typename }"}';
    const socket = connectTo(url);
    socket.write(
      `POST /graphql HTTP/1.1\r\n${HOST}${CLOSE}${JSON_TYPE}expect: 100-continue\r\ncontent-length: ${body.length}\r\n\r\n`,
    );
    const answer = untilEnd(socket);
    socket.write(body);
    expect(await answer).toMatch(/^HTTP\/1\.1 100 Continue\r\n\r\nHTTP\/1\.1 200 /);
  });
});

describe('a body that goes on and on', () => {
  const LONG = 10 ** 12;
  const head = `POST /graphql HTTP/1.1\r\n${HOST}${JSON_TYPE}`;

  it.each([
    ['in chunks', `${head}transfer-encoding: chunked\r\n\r\n`, `10000\r\n${'x'.repeat(0x10000)}\r\n`],
    ['by its length', `${head}content-length: ${LONG}\r\n\r\n`, 'x'.repeat(0x10000)],
  ])('%s is refused with 413, and cut off', async (_, start, part) => {
    const { url, run } = await startWithSimulator();
    const socket = connectTo(url);
    const answer = untilEnd(socket);
    socket.write(start);
    let sent = 0;
    const send = (): void => {
      while (!socket.destroyed && sent < LONG) {
        sent += part.length;
        if (!socket.write(part)) return void socket.once('drain', send);
      }
    };
    send();
    expectRefusal(parse(await answer), 413);
    expect(sent).toBeLessThan(LONG);
    expect(await run('{ __typename }')).toEqual({ data: { __typename: 'Query' } });
  });
});

describe('a request that doesn’t come', () => {
  const env = { LIMIT_HEADERS_MS: '200', LIMIT_REQUEST_MS: '400' };

  it.each([
    ['not at all', ''],
    ['its line', 'GET /gra'],
    ['its head', `POST /graphql HTTP/1.1\r\n${HOST}`],
    ['its body', `POST /graphql HTTP/1.1\r\n${HOST}${JSON_TYPE}content-length: 100\r\n\r\n{"query"`],
  ])('%s: 408', async (_, text) => {
    const { url, run } = await startWithSimulator({ env });
    expectRefusal(await exchange(url, text), 408);
    expect(await run('{ __typename }')).toEqual({ data: { __typename: 'Query' } });
  });

  it('a head a byte at a time keeps nobody out', async () => {
    const { url, run } = await startWithSimulator({ env });
    const slow = Array.from({ length: 100 }, () => connectTo(url));
    const ends = slow.map(untilEnd);
    const dripping = setInterval(() => {
      for (const socket of slow) if (socket.writable) socket.write('x');
    }, 20);
    for (const socket of slow) socket.write(`GET /graphql HTTP/1.1\r\n${HOST}x: `);
    expect(await run('{ __typename }')).toEqual({ data: { __typename: 'Query' } });
    for (const text of await Promise.all(ends)) expectRefusal(parse(text), 408);
    clearInterval(dripping);
  });
});

it('garbage behind a request that is being answered doesn’t get into the answer', async () => {
  const { url, simulator } = await startWithSimulator();
  simulator.setFaults([{ on: '*', kind: 'latency', ms: 200 }]);
  const body = JSON.stringify({ query: 'subscription { topupStatus(orderId: "ord_busy_01") { status } }' });
  const socket = connectTo(url);
  const answer = untilEnd(socket);
  let isBegun = false;
  socket.once('data', () => {
    isBegun = true;
  });
  socket.write(`POST /graphql/stream HTTP/1.1\r\n${HOST}${JSON_TYPE}content-length: ${body.length}\r\n\r\n${body}`);
  await vi.waitFor(() => expect(isBegun).toBe(true), { timeout: 10_000 });
  socket.write('garbage\r\n\r\n');
  const text = await answer;
  expect(text).toMatch(/^HTTP\/1\.1 200 /);
  expect(text.match(/HTTP\/1\.1/g)).toHaveLength(1);
});

/** HTTP as servers, proxies and clouds really speak it: what a client must be able to take is taken, on reads and on the answers to writes. */
import { createServer, type IncomingMessage, request } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import { describe, expect, it, onTestFinished } from 'vitest';
import manifest from '../../package.json' with { type: 'json' };
import { readConfig } from '../../src/config/config.js';
import { startGateway } from '../support/gateway.js';
import { httpText, startRawRestServer } from '../support/raw-rest-server.js';
import { orderText, startRestServer } from '../support/rest-server.js';
import { balanceOf } from '../support/wallet-answers.js';
import { chunk, OK } from '../support/wire-faults.js';

const BALANCE = JSON.stringify(balanceOf('w1'));
const ORDER = `{"status":"1","data":${orderText({ id: 'o1' })}}`;
const READ = '{ wallet(id: "w1") { balance { available } } }';
const WRITE =
  'mutation { createTopupOrder(input: { quoteId: "q", walletId: "w1", payer: { name: "A" } }) { order { id } } }';

it('each call says who asks, and how it wants to be answered', async () => {
  const rest = await startRestServer(({ method }) => (method === 'POST' ? ORDER : BALANCE));
  const { run } = await startGateway(rest.url);
  await run(READ);
  await run(WRITE);
  expect(rest.calls).toHaveLength(2);
  for (const { headers } of rest.calls) {
    expect(headers).toMatchObject({
      'user-agent': `wallet-gateway/${manifest.version}`,
      accept: 'application/json',
      'accept-language': 'en',
      'accept-encoding': 'identity',
    });
  }
});

const encoded = (body: Buffer, encoding: string): Buffer =>
  Buffer.concat([Buffer.from(`${OK}content-encoding: ${encoding}\r\ncontent-length: ${body.length}\r\n\r\n`), body]);
const lengthOf = (body: string): string => `content-length: ${Buffer.byteLength(body)}\r\n`;

const WAYS: [string, (body: string) => string | Buffer][] = [
  ['compressed by gzip', (body) => encoded(gzipSync(body), 'gzip')],
  ['compressed by x-gzip, in capitals', (body) => encoded(gzipSync(body), 'X-GZIP')],
  ['compressed by deflate', (body) => encoded(deflateSync(body), 'deflate')],
  ['compressed by deflate without its header', (body) => encoded(deflateRawSync(body), 'deflate')],
  ['compressed by br', (body) => encoded(brotliCompressSync(body), 'br')],
  ['compressed twice', (body) => encoded(brotliCompressSync(gzipSync(body)), 'gzip, br')],
  ['said to be as it is', (body) => encoded(Buffer.from(body), 'identity')],
  ['behind a byte order mark', (body) => httpText(`\ufeff${body}`)],
  ['without a reason phrase', (body) => `HTTP/1.1 200\r\n${lengthOf(body)}\r\n${body}`],
  ['with an empty reason phrase', (body) => `HTTP/1.1 200 \r\n${lengthOf(body)}\r\n${body}`],
  ['with status 201', (body) => `HTTP/1.1 201 Created\r\n${lengthOf(body)}\r\n${body}`],
  ['with status 202', (body) => `HTTP/1.1 202 Accepted\r\n${lengthOf(body)}\r\n${body}`],
  [
    'with the type of a text',
    (body) => `HTTP/1.1 200 OK\r\ncontent-type: text/plain; charset=utf-8\r\n${lengthOf(body)}\r\n${body}`,
  ],
  ['without a type', (body) => `HTTP/1.1 200 OK\r\n${lengthOf(body)}\r\n${body}`],
  ['with 40 KB of headers', (body) => `${OK}x-policy: ${'p'.repeat(40_000)}\r\n${lengthOf(body)}\r\n${body}`],
  [
    'with bytes past ASCII in a header',
    (body) => Buffer.from(`${OK}x-served-by: M\xfcnchen\r\n${lengthOf(body)}\r\n${body}`, 'latin1'),
  ],
  ['with an empty header', (body) => `${OK}x-empty:\r\n${lengthOf(body)}\r\n${body}`],
  ['with spaces around a length', (body) => `${OK}content-length:   ${Buffer.byteLength(body)}  \r\n\r\n${body}`],
  [
    'with headers in capitals',
    (body) => `${OK.toUpperCase().replace('HTTP', 'HTTP')}CONTENT-LENGTH: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
  ],
  [
    'behind 100 and 103',
    (body) => `HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nlink: x\r\n\r\n${httpText(body)}`,
  ],
  [
    'behind two 100s of other versions',
    (body) => `HTTP/1.1 100 Continue\r\ndate: x\r\n\r\nHTTP/1.0 100\r\n\r\n${httpText(body)}`,
  ],
  [
    'in chunks with extensions and trailers',
    (body) =>
      `${OK}transfer-encoding: Chunked\r\ntrailer: x-sum\r\n\r\n${chunk(body).replace('\r\n', ';a=b\r\n')}0\r\nx-sum: 1\r\n\r\n`,
  ],
  [
    'in chunks whose lengths have zeros before',
    (body) => `${OK}transfer-encoding: chunked\r\n\r\n000${chunk(body)}0\r\n\r\n`,
  ],
  ['with a connection that ends', (body) => `${OK}connection: close\r\n${lengthOf(body)}\r\n${body}`],
  ['with spaces before and after the JSON', (body) => httpText(`\r\n ${body} \r\n`)],
];

describe.each(WAYS)('an answer %s', (_, respond) => {
  it('is taken, by a read and by a write', async () => {
    const rest = await startRawRestServer(
      ({ method }, socket) => void socket.write(respond(method === 'POST' ? ORDER : BALANCE)),
    );
    const { run } = await startGateway(rest.url);
    for (let times = 0; times < 2; times += 1) {
      expect(await run(READ)).toEqual({ data: { wallet: { balance: { available: '1.50' } } } });
      expect(await run(WRITE)).toEqual({ data: { createTopupOrder: { order: { id: 'o1' } } } });
    }
  });
});

it.each(['gzip', 'br', 'deflate'])('an answer that is not what it says (%s) is no answer', async (encoding) => {
  const rest = await startRawRestServer(
    (_call, socket) => void socket.write(encoded(Buffer.from('\x1f\x8bno'), encoding)),
  );
  const { run } = await startGateway(rest.url);
  expect((await run(READ)).errors).toMatchObject([{ extensions: { code: 'UPSTREAM_BAD_RESPONSE' } }]);
  expect((await run(WRITE)).errors).toMatchObject([{ extensions: { code: 'OUTCOME_UNKNOWN' } }]);
});

describe('kept connections that have ended meanwhile', () => {
  const wallet = (index: number) => `w${index}: wallet(id: "w${index}") { balance { available } }`;
  const query = (from: number) => `{ ${Array.from({ length: 10 }, (_, index) => wallet(from + index)).join(' ')} }`;

  /** A REST API whose connections, once `replace` is called, end without a byte when they are next used. */
  async function startReplaced(endsNewOnes = false) {
    let generation = 0;
    let reads = 0;
    const born = new WeakMap<Socket, number>();
    const rest = await startRawRestServer(
      ({ path }, socket) => {
        if (born.get(socket) !== generation || (endsNewOnes && generation > 0)) return void socket.resetAndDestroy();
        reads += 1;
        socket.write(httpText(JSON.stringify(balanceOf(path.split('/')[2] ?? ''))));
      },
      (socket) => void born.set(socket, generation),
    );
    const { run } = await startGateway(rest.url);
    const askForAll = () => Promise.all(Array.from({ length: 10 }, (_, index) => run(query(10 * index))));
    const replace = (): void => {
      generation += 1;
    };
    await askForAll();
    return { rest, askForAll, replace, readsOf: () => reads };
  }

  it('cost no answer, and no retry', async () => {
    const { rest, askForAll, replace, readsOf } = await startReplaced();
    expect(rest.open).toBeGreaterThan(50);
    replace();
    for (const { errors } of await askForAll()) expect(errors).toBeUndefined();
    expect(readsOf()).toBe(200);
  });

  it('are no reason to repeat where new ones end too', async () => {
    const { rest, askForAll, replace } = await startReplaced(true);
    const before = rest.calls.length;
    replace();
    for (const { errors } of await askForAll()) expect(errors?.length).toBeGreaterThan(0);
    // Each once more on a new connection, and what the retry budget gives.
    expect(rest.calls.length - before).toBeLessThanOrEqual(100 + 100 + 20);
  });
});

describe('a proxy', () => {
  /** Tunnels, and passes on; notes what it was asked for. */
  async function startProxy() {
    const asked: string[] = [];
    const proxy = createServer((incoming: IncomingMessage, response) => {
      asked.push(`${incoming.method} ${incoming.url}`);
      const passed = request(incoming.url ?? '', { method: incoming.method, headers: incoming.headers }, (answer) => {
        response.writeHead(answer.statusCode ?? 500, answer.headers);
        answer.pipe(response);
      });
      incoming.pipe(passed);
    });
    proxy.on('connect', (incoming: IncomingMessage, socket: Socket) => {
      asked.push(`CONNECT ${incoming.url}`);
      const [host, port] = (incoming.url ?? '').split(':');
      const target = connect(Number(port), host, () => socket.write('HTTP/1.1 200 OK\r\n\r\n'));
      target.on('error', () => socket.destroy());
      socket.on('error', () => target.destroy());
      target.pipe(socket).pipe(target);
    });
    await new Promise<void>((resolve) => void proxy.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => {
      proxy.close();
      proxy.closeAllConnections();
    });
    return { url: `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`, asked };
  }

  it.each(['HTTP_PROXY', 'http_proxy'])('is used as %s says, for reads and writes', async (name) => {
    const rest = await startRestServer(({ method }) => (method === 'POST' ? ORDER : BALANCE));
    const proxy = await startProxy();
    const { run } = await startGateway(rest.url, { env: { [name]: proxy.url } });
    expect((await run(READ)).errors).toBeUndefined();
    expect((await run(WRITE)).errors).toBeUndefined();
    expect(rest.calls).toHaveLength(2);
    expect(proxy.asked.length).toBeGreaterThanOrEqual(2);
  });

  it('is not used for what NO_PROXY names', async () => {
    const rest = await startRestServer(() => BALANCE);
    const proxy = await startProxy();
    const { run } = await startGateway(rest.url, { env: { HTTP_PROXY: proxy.url, NO_PROXY: 'example.com,127.0.0.1' } });
    expect((await run(READ)).errors).toBeUndefined();
    expect(proxy.asked).toEqual([]);
  });

  it('that is no address is refused at the start', () => {
    const env = { UPSTREAM_URL: 'http://127.0.0.1:1', AUTH: 'none', HTTPS_PROXY: 'proxy:3128' };
    expect(() => readConfig(env)).toThrow('HTTPS_PROXY must be an http or https address');
  });
});

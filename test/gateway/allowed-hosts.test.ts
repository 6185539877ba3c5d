/** `ALLOWED_HOSTS`: under which names the gateway may be asked, on every route, upgrade and special request. */
import { describe, expect, it } from 'vitest';
import { startGateway, startWithSimulator } from '../support/gateway.js';
import { exchange, type RawAnswer } from '../support/raw-http.js';

const BODY = '{"query":"{ __typename }"}';
const POST = `content-type: application/json\r\ncontent-length: ${BODY.length}\r\n\r\n${BODY}`;
const UPGRADE =
  'connection: upgrade\r\nupgrade: websocket\r\nsec-websocket-version: 13\r\nsec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n';
/** No REST API is needed to be asked for a type's name. */
const NO_REST = 'http://127.0.0.1:9';

const start = (env: Record<string, string> = {}) => startGateway(NO_REST, { env: { ALLOWED_HOSTS: '', ...env } });

/** Asks with these `Host` lines, after which the connection closes. */
const ask = (url: string, hosts: readonly string[], line = 'POST /graphql HTTP/1.1', rest = POST): Promise<RawAnswer> =>
  exchange(url, `${line}\r\n${hosts.map((host) => `host: ${host}\r\n`).join('')}connection: close\r\n${rest}`);

const statusFor = async (url: string, host: string): Promise<number> => (await ask(url, [host])).status;

describe('a foreign Host', () => {
  it.each([
    ['POST /graphql HTTP/1.1', POST],
    ['GET /graphql?query=%7B__typename%7D HTTP/1.1', 'apollo-require-preflight: 1\r\n\r\n'],
    ['GET /graphql HTTP/1.1', 'accept: text/html\r\n\r\n'],
    ['POST /graphql/stream HTTP/1.1', POST],
    ['GET /healthz HTTP/1.1', '\r\n'],
    ['GET /readyz HTTP/1.1', '\r\n'],
    ['GET /nowhere HTTP/1.1', '\r\n'],
    ['DELETE /graphql HTTP/1.1', '\r\n'],
    ['OPTIONS /graphql HTTP/1.1', 'origin: http://evil.example\r\naccess-control-request-method: POST\r\n\r\n'],
    ['OPTIONS * HTTP/1.1', '\r\n'],
    ['POST /graphql HTTP/1.1', `expect: coffee\r\n${POST}`],
    ['POST /graphql HTTP/1.0', POST],
  ])('of %s is refused with 421 before anything else', async (line, rest) => {
    const { url } = await start({ RATE_LIMIT: '1/1h' });
    for (let time = 0; time < 2; time += 1) {
      const { status, headers, body } = await ask(url, ['evil.example:4000'], line, rest);
      expect(status).toBe(421);
      expect(JSON.parse(body)).toEqual({
        errors: [
          {
            message: expect.stringContaining('ALLOWED_HOSTS'),
            extensions: { code: 'FORBIDDEN', requestId: expect.any(String) },
          },
        ],
      });
      expect(headers['access-control-allow-origin']).toBeUndefined();
      expect(headers['x-content-type-options']).toBe('nosniff');
    }
    expect(await statusFor(url, 'localhost')).toBe(200);
  });

  it('of an upgrade is refused, with an origin that is the same', async () => {
    const { url } = await start({ NODE_ENV: 'production' });
    const origin = 'origin: http://evil.example\r\nconnection: upgrade\r\n';
    const text = `GET /graphql HTTP/1.1\r\nhost: evil.example\r\n${origin}${UPGRADE}`;
    expect((await exchange(url, text)).status).toBe(421);
  });

  it.each([
    ['by POST', 'POST', POST],
    ['as an upgrade', 'GET', UPGRADE],
  ])('on the webhook’s path is refused in its words %s', async (_, method, rest) => {
    const { url } = await start();
    const text = `${method} /webhooks/topup.status HTTP/1.1\r\nhost: evil.example\r\n${rest}`;
    const { status, body } = await exchange(url, text.replace('\r\n\r\n', '\r\nconnection: close, upgrade\r\n\r\n'));
    expect({ status, body: JSON.parse(body) }).toEqual({
      status: 421,
      body: { status: '-1', message: expect.stringContaining('ALLOWED_HOSTS') },
    });
  });

  it('makes no order and asks the REST API nothing', async () => {
    const { url, calls } = await startWithSimulator({ env: { ALLOWED_HOSTS: '' } });
    const query =
      'mutation { createTopupQuote(input: { sourceCurrency: "AUD", targetCurrency: "USDT" }) { quote { id } } }';
    const body = JSON.stringify({ query });
    const rest = `origin: http://evil.example\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n${body}`;
    expect((await ask(url, ['evil.example'], 'POST /graphql HTTP/1.1', rest)).status).toBe(421);
    expect(calls()).toEqual([]);
  });
});

describe('which hosts are served', () => {
  it.each([
    ['localhost', 200],
    ['LOCALHOST:1', 200],
    ['localhost.', 200],
    ['localhost:', 200],
    ['127.0.0.1', 200],
    ['127.8.9.1:4000', 200],
    ['[::1]', 200],
    ['[0:0:0:0:0:0:0:1]:4000', 200],
    ['[::ffff:127.0.0.1]', 200],
    ['localhost.evil.example', 421],
    ['evil.example', 421],
    ['127.0.0.1.evil.example', 421],
    ['127.evil.example', 421],
    ['0.0.0.0', 421],
    ['192.168.0.1', 421],
    ['[::2]', 421],
    ['localhost:x', 400],
    ['localhost:123456', 400],
    ['localhost..', 400],
    ['local host', 400],
    ['user@localhost', 400],
    ['localhost/evil', 400],
    ['localhost,evil.example', 400],
    ['[::1', 400],
    ['[::1%25lo]', 400],
    ['[localhost]', 400],
    ['::1', 400],
    ['', 400],
    ['%6cocalhost', 400],
    ['löcalhost', 400],
    [`${'a'.repeat(260)}.example`, 400],
    ['a'.repeat(1_000), 431],
  ])('by default, %j: %i', async (host, status) => {
    const { url } = await start();
    expect(await statusFor(url, host)).toBe(status);
  });

  it.each([
    ['gw.example.com', 200],
    ['GW.example.COM.:8443', 200],
    ['one.apps.example.com', 200],
    ['two.one.apps.example.com:1', 200],
    ['apps.example.com', 421],
    ['evilapps.example.com', 421],
    ['named.example.com:8443', 200],
    ['named.example.com', 421],
    ['named.example.com:8444', 421],
    ['secure.example.com', 200],
    ['secure.example.com:443', 200],
    ['secure.example.com:80', 421],
    ['[2001:db8::5]:4000', 200],
    ['gw.example.com.evil.example', 421],
    ['localhost', 421],
    ['127.0.0.1', 421],
  ])('with a list, %s: %i', async (host, status) => {
    const hosts = 'gw.example.com, *.apps.example.com, named.example.com:8443, secure.example.com:443, [2001:DB8:0::5]';
    const { url } = await start({ ALLOWED_HOSTS: hosts });
    expect(await statusFor(url, host)).toBe(status);
  });

  it('with a list, health checks by address are answered all the same', async () => {
    const { url } = await start({ ALLOWED_HOSTS: 'gw.example.com' });
    const check = async (host: string) => (await ask(url, [host], 'GET /healthz HTTP/1.1', '\r\n')).status;
    expect(await Promise.all(['127.0.0.1:4000', 'localhost', 'gw.example.com', 'evil.example'].map(check))).toEqual([
      200, 200, 200, 421,
    ]);
  });

  it('* is any, but not what is no host', async () => {
    const { url } = await start({ ALLOWED_HOSTS: '*' });
    expect(await statusFor(url, 'whatever.example')).toBe(200);
    expect(await statusFor(url, 'what ever')).toBe(400);
  });

  it('a wildcard HOST serves the address that a connection came in on', async () => {
    const { url } = await start({ HOST: '0.0.0.0' });
    const port = Number(new URL(url).port);
    // All of 127.0.0.0/8 leads here, but is loopback's name anyway: what counts is that nothing else does.
    expect(await statusFor(`http://127.0.0.1:${port}`, `127.0.0.1:${port}`)).toBe(200);
    expect(await statusFor(`http://127.0.0.1:${port}`, `0.0.0.0:${port}`)).toBe(200);
    expect(await statusFor(`http://127.0.0.1:${port}`, '10.1.2.3')).toBe(421);
    expect(await statusFor(`http://127.0.0.1:${port}`, 'evil.example')).toBe(421);
  });
});

describe('the request’s form', () => {
  const query = `${BODY.length}\r\n\r\n${BODY}`;

  it.each([[[]], [['localhost', 'localhost']], [['localhost', 'evil.example']], [['evil.example', 'localhost']]])(
    'Host lines %j are refused with 400',
    async (hosts) => {
      const { url } = await start();
      expect((await ask(url, hosts)).status).toBe(400);
    },
  );

  it('HTTP/1.0 needs no Host, by POST and by GET', async () => {
    const { url } = await start();
    const post = await ask(url, [], 'POST /graphql HTTP/1.0');
    expect({ status: post.status, body: JSON.parse(post.body) }).toEqual({
      status: 200,
      body: { data: { __typename: 'Query' } },
    });
    const get = await exchange(
      url,
      'GET /graphql?query=%7B__typename%7D HTTP/1.0\r\napollo-require-preflight: 1\r\n\r\n',
    );
    expect(get.status).toBe(200);
    expect((await exchange(url, 'GET /healthz HTTP/1.0\r\n\r\n')).status).toBe(200);
  });

  it.each([
    ['http://localhost:4000/graphql', 'evil.example', 200],
    ['HTTP://LOCALHOST/graphql', 'localhost', 200],
    ['http://evil.example/graphql', 'localhost', 421],
    ['http://localhost@evil.example/graphql', 'localhost', 400],
    ['http:///graphql', 'localhost', 400],
  ])('the target %s with Host %s: %i, since the target’s authority counts', async (target, host, status) => {
    const { url } = await start();
    const text = `POST ${target} HTTP/1.1\r\nhost: ${host}\r\nconnection: close\r\ncontent-type: application/json\r\ncontent-length: ${query}`;
    expect((await exchange(url, text)).status).toBe(status);
  });

  it('a bad Host on a path that can’t be decoded is refused for the Host', async () => {
    const { url } = await start();
    expect((await ask(url, ['evil.example'], 'GET /graphql/%zz HTTP/1.1', '\r\n')).status).toBe(421);
  });
});

describe('the gateway’s own origin', () => {
  const upgradeFrom = async (url: string, origin: string, host: string): Promise<number> => {
    const key = 'sec-websocket-protocol: graphql-ws-of-old\r\n';
    const { status } = await exchange(
      url,
      `GET /graphql HTTP/1.1\r\nhost: ${host}\r\norigin: ${origin}\r\n${key}${UPGRADE}`,
    );
    return status;
  };

  it('is worked out from HOST and the port, never from the request', async () => {
    const { url } = await start({ NODE_ENV: 'production' });
    const { port } = new URL(url);
    const other = Number(port) - 1;
    const cases: [origin: string, host: string, status: number][] = [
      [url, `127.0.0.1:${port}`, 101],
      [`http://localhost:${port}`, `localhost:${port}`, 101],
      [`http://localhost:${other}`, `localhost:${other}`, 403],
      [`http://localhost:${other}`, `localhost:${port}`, 403],
      [`https://localhost:${port}`, `localhost:${port}`, 403],
      ['http://localhost', 'localhost', 403],
      ['http://evil.example', 'localhost', 403],
      ['null', 'localhost', 403],
    ];
    for (const [origin, host, status] of cases) expect(await upgradeFrom(url, origin, host), origin).toBe(status);
  });

  it('is a name of ALLOWED_HOSTS with its own or the usual ports, but none of a wildcard', async () => {
    const env = { NODE_ENV: 'production', ALLOWED_HOSTS: 'gw.example.com,alt.example.com:8443,*.apps.example.com' };
    const { url } = await start(env);
    const cases: [origin: string, host: string, status: number][] = [
      ['https://gw.example.com', 'gw.example.com', 101],
      ['https://gw.example.com:8443', 'gw.example.com:8443', 403],
      ['https://alt.example.com:8443', 'alt.example.com:8443', 101],
      ['https://one.apps.example.com', 'one.apps.example.com', 403],
    ];
    for (const [origin, host, status] of cases) expect(await upgradeFrom(url, origin, host), origin).toBe(status);
    const any = await start({ NODE_ENV: 'production', ALLOWED_HOSTS: '*' });
    expect(await upgradeFrom(any.url, 'http://evil.example', 'evil.example')).toBe(403);
  });

  it('is what CORS lets in, and a page of another port is not', async () => {
    const { url } = await start({ NODE_ENV: 'production' });
    const allowed = async (origin: string) => {
      const init = { method: 'POST', headers: { 'content-type': 'application/json', origin }, body: BODY };
      return (await fetch(`${url}/graphql`, init)).headers.get('access-control-allow-origin');
    };
    expect(await allowed(url)).toBe(url);
    expect(await allowed('http://localhost:3000')).toBeNull();
    expect(await allowed('http://127.0.0.1')).toBeNull();
  });
});

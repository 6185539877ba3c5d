/** A client that is still sending, when its request is refused, reads the refusal: it is never lost to a reset. */
import { once } from 'node:events';
import { Agent as HttpAgent, request as httpRequest } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import { Agent, request } from 'undici';
import { describe, expect, it, onTestFinished } from 'vitest';
import { startGateway } from '../support/gateway.js';
import { connectTo, parse, untilEnd } from '../support/raw-http.js';
import { sized } from '../support/sized.js';

const TYPE = { 'content-type': 'application/json' };
const RUNS = sized(25, 100);
const MB = 1024 * 1024;
/** Past LIMIT_BODY_BYTES, from what the kernel takes at once to what it doesn't. */
const SIZES = [[150_000], [2 * MB], [8 * MB]];

const start = async () => (await startGateway('http://127.0.0.1:9')).url;

async function statuses(times: number, ask: () => Promise<number | undefined>): Promise<Record<string, number>> {
  const seen: Record<string, number> = {};
  for (let time = 0; time < times; time += 1) {
    const status = await ask().catch((error: NodeJS.ErrnoException) => error.code ?? error.message);
    seen[String(status)] = (seen[String(status)] ?? 0) + 1;
  }
  return seen;
}

describe.each(SIZES)('a body of %i bytes is answered 413', (size) => {
  const times = size > MB ? RUNS / 5 : RUNS;
  const body = Buffer.alloc(size, 'x');

  it.each(['by its length', 'in chunks'])('over a keep-alive agent of node:http, %s', async (how) => {
    const url = await start();
    const agent = new HttpAgent({ keepAlive: true, maxSockets: 1 });
    onTestFinished(() => agent.destroy());
    const headers = how === 'in chunks' ? TYPE : { ...TYPE, 'content-length': size };
    const ask = async (sent: Buffer): Promise<number | undefined> => {
      const asked = httpRequest(`${url}/graphql`, {
        agent,
        method: 'POST',
        headers: { ...headers, ...lengthOf(sent) },
      });
      asked.end(sent);
      const [response] = await once(asked, 'response');
      response.resume();
      await once(response, 'end');
      return response.statusCode;
    };
    const lengthOf = (sent: Buffer) => (how === 'in chunks' ? {} : { 'content-length': sent.length });
    const small = Buffer.from('{"query":"{ __typename }"}');
    // Another request on the same connection, where it was kept.
    const twice = async () => 1_000 * ((await ask(body)) ?? 0) + ((await ask(small)) ?? 0);
    expect(await statuses(times, twice)).toEqual({ 413200: times });
  });

  it('over undici', async () => {
    const url = await start();
    const dispatcher = new Agent({ connections: 1 });
    onTestFinished(() => dispatcher.close());
    const ask = async () => {
      const { statusCode, body: answer } = await request(`${url}/graphql`, {
        dispatcher,
        method: 'POST',
        headers: TYPE,
        body,
      });
      await answer.text();
      return statusCode;
    };
    expect(await statuses(times, ask)).toEqual({ 413: times });
  });

  it('over a bare socket that reads only after all is sent', async () => {
    const url = await start();
    const ask = async () => {
      const socket = connectTo(url);
      socket.write(
        `POST /graphql HTTP/1.1\r\nhost: g\r\ncontent-type: application/json\r\ncontent-length: ${size}\r\n\r\n`,
      );
      await new Promise((resolve) => socket.write(body, resolve));
      await wait(5);
      return parse(await untilEnd(socket)).status;
    };
    expect(await statuses(times / 5, ask)).toEqual({ 413: times / 5 });
  });
});

describe('other refusals', () => {
  it.each([
    ['of a route that isn’t there', 'POST /nowhere HTTP/1.1\r\nhost: g\r\n', 404],
    ['of a foreign host', 'POST /graphql HTTP/1.1\r\nhost: evil.example\r\n', 421],
    ['of a client that closes by itself', 'POST /graphql HTTP/1.1\r\nhost: g\r\nconnection: close\r\n', 415],
    ['of HTTP/1.0', 'POST /graphql HTTP/1.0\r\n', 415],
    ['of an upgrade', 'GET /nowhere HTTP/1.1\r\nhost: g\r\nconnection: upgrade\r\nupgrade: websocket\r\n', 404],
    ['of a head that is too long', `GET / HTTP/1.1\r\nhost: g\r\nx: ${'x'.repeat(40_000)}`, 431],
    ['of what is no HTTP', 'hello\r\n', 400],
  ])('%s are read as well', async (_, head, status) => {
    const url = await start();
    const ask = async () => {
      const socket = connectTo(url);
      socket.write(`${head}content-length: ${2 * MB}\r\n\r\n`);
      await new Promise((resolve) => socket.write(Buffer.alloc(2 * MB, 'x'), resolve));
      return parse(await untilEnd(socket)).status;
    };
    expect(await statuses(RUNS / 5, ask)).toEqual({ [status]: RUNS / 5 });
  });

  it('keep the connection where the rest of the body is short', async () => {
    const url = await start();
    const socket = connectTo(url);
    const answers = untilEnd(socket);
    const text = `POST /nowhere HTTP/1.1\r\nhost: g\r\ncontent-length: 1000\r\n\r\n${'x'.repeat(500)}`;
    socket.write(text);
    await once(socket, 'data');
    socket.write(`${'x'.repeat(500)}GET /healthz HTTP/1.1\r\nhost: g\r\nconnection: close\r\n\r\n`);
    expect((await answers).match(/HTTP\/1\.1 \d+/g)).toEqual(['HTTP/1.1 404', 'HTTP/1.1 200']);
  });

  it('nothing that comes behind an announced close is done', async () => {
    const url = await start();
    const socket = connectTo(url);
    const answers = untilEnd(socket);
    const long = `POST /graphql HTTP/1.1\r\nhost: g\r\ncontent-type: application/json\r\ncontent-length: ${MB}\r\n\r\n`;
    socket.write(`${long}${'x'.repeat(MB)}GET /healthz HTTP/1.1\r\nhost: g\r\n\r\n`);
    expect((await answers).match(/HTTP\/1\.1 \d+/g)).toEqual(['HTTP/1.1 413']);
  });
});

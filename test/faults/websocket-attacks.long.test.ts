/** Clients that break the protocol or mean harm: each is closed with the right code, and a well-behaved one beside it is served. */
import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import { CloseCode, GRAPHQL_TRANSPORT_WS_PROTOCOL } from 'graphql-ws';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import WebSocket from 'ws';
import { BUSY_TRANSFERRING_ORDER_IDS } from '../../src/simulator/sample/sample-ids.js';
import { startWithSimulator } from '../support/gateway.js';
import { holdIntervals } from '../support/held-intervals.js';
import { closeCodeOf, frame, OPCODE, upgraded } from '../support/raw-websocket.js';

const SOON = { timeout: 10_000, interval: 10 };
const [ORDER = ''] = BUSY_TRANSFERRING_ORDER_IDS;
const GREETING = '{"type":"connection_init"}';
const HEARTBEAT_MS = 12_000;
const PROTOCOL_ERROR = 1002;
const NOT_UTF8 = 1007;
const TOO_LONG = 1009;

const subscribing = (id: string, query = '{ __typename }', variables = {}) =>
  JSON.stringify({ type: 'subscribe', id, payload: { query, variables } });
const watching = (id: string) =>
  subscribing(id, 'subscription ($id: ID!) { topupStatus(orderId: $id) { status } }', { id: ORDER });

/** Asks beside it all, over both transports. */
async function expectServed({ run, client }: Awaited<ReturnType<typeof startWithSimulator>>): Promise<void> {
  const answer = { data: { __typename: 'Query' } };
  expect(await run('{ __typename }')).toEqual(answer);
  expect((await client().iterate({ query: '{ __typename }' }).next()).value).toEqual(answer);
}

async function greeted(url: string): Promise<{ socket: WebSocket; connection: Socket }> {
  const socket = new WebSocket(`${url.replace('http', 'ws')}/graphql`, GRAPHQL_TRANSPORT_WS_PROTOCOL);
  onTestFinished(() => socket.terminate());
  const upgrade = once(socket, 'upgrade');
  await once(socket, 'open');
  const [{ socket: connection }] = (await upgrade) as [IncomingMessage];
  socket.send(GREETING);
  await once(socket, 'message');
  return { socket, connection };
}

describe('a message is refused that is', () => {
  it.each([
    ['binary', [GREETING, Buffer.from('{"type":"ping"}')], CloseCode.BadRequest],
    ['empty', [''], CloseCode.BadRequest],
    ['a list', ['[]'], CloseCode.BadRequest],
    ['nested deeper than any stack', ['['.repeat(60_000)], CloseCode.BadRequest],
    [
      'a ping that is nested as deep',
      [`{"type":"ping","payload":{"a":${'['.repeat(30_000)}${']'.repeat(30_000)}}}`],
      CloseCode.BadRequest,
    ],
    ['of a type that the server sends', [GREETING, '{"type":"connection_ack"}'], CloseCode.BadRequest],
    ['a greeting with no object', ['{"type":"connection_init","payload":"x"}'], CloseCode.BadRequest],
    [
      'a subscription without an id',
      [GREETING, '{"type":"subscribe","payload":{"query":"{ __typename }"}}'],
      CloseCode.BadRequest,
    ],
    ['a subscription with an empty id', [GREETING, subscribing('')], CloseCode.BadRequest],
    ['a subscription with a long id', [GREETING, subscribing('x'.repeat(10_000))], CloseCode.BadRequest],
    ['a subscription without a query', [GREETING, '{"type":"subscribe","id":"1","payload":{}}'], CloseCode.BadRequest],
    [
      'a subscription whose variables are a list',
      [GREETING, '{"type":"subscribe","id":"1","payload":{"query":"{ __typename }","variables":[1]}}'],
      CloseCode.BadRequest,
    ],
    ['a subscription before the greeting', [subscribing('1')], CloseCode.Unauthorized],
    ['a subscription right behind the greeting, after another', [subscribing('1'), GREETING], CloseCode.Unauthorized],
    ['a second greeting', [GREETING, GREETING], CloseCode.TooManyInitialisationRequests],
    ['the last of a thousand greetings', Array(1_000).fill(GREETING), CloseCode.TooManyInitialisationRequests],
    ['a second under an id', [GREETING, watching('1'), watching('1')], CloseCode.SubscriberAlreadyExists],
    ['longer than 64 KB', [`"${'x'.repeat(64 * 1024)}"`], TOO_LONG],
  ])('%s', async (_, messages: (string | Buffer)[], code) => {
    const started = await startWithSimulator();
    const socket = await upgraded(started.url);
    const closed = closeCodeOf(socket);
    for (const message of messages) {
      socket.write(frame(message, { opcode: typeof message === 'string' ? OPCODE.text : OPCODE.binary }));
      // The acknowledgement takes a turn.
      if (message === GREETING && messages.length < 10) await new Promise((resolve) => setTimeout(resolve, 50));
    }
    expect(await closed).toBe(code);
    await expectServed(started);
    await vi.waitFor(() => expect(started.gateway.watchedOrders).toBe(0), SOON);
  });
});

describe('frames are refused that are', () => {
  it.each([
    ['unmasked', [frame(GREETING, { masked: false })], PROTOCOL_ERROR],
    ['of an opcode that is none', [frame('x', { opcode: 5 })], PROTOCOL_ERROR],
    ['compressed, which wasn’t agreed on', [frame('x', { rsv: 4 })], PROTOCOL_ERROR],
    ['a control frame of more than 125 bytes', [frame('x'.repeat(126), { opcode: OPCODE.ping })], PROTOCOL_ERROR],
    ['a control frame in fragments', [frame('x', { opcode: OPCODE.ping, fin: false })], PROTOCOL_ERROR],
    ['a continuation of nothing', [frame('x', { opcode: OPCODE.continuation })], PROTOCOL_ERROR],
    ['no UTF-8', [frame(Buffer.from([0xff, 0xfe]))], NOT_UTF8],
    ['announced with more than 64 KB', [Buffer.from([0x81, 0xff, 0, 0, 0, 1, 0, 0, 0, 0])], TOO_LONG],
    [
      'fragments of more than 64 KB together',
      Array.from({ length: 9 }, (_, index) => frame('x'.repeat(8 * 1024), { fin: false, opcode: index === 0 ? 1 : 0 })),
      TOO_LONG,
    ],
    ['random bytes', [Buffer.from('f7a3915c00ff1122334455667788', 'hex')], PROTOCOL_ERROR],
  ])('%s', async (_, frames: Buffer[], code) => {
    const started = await startWithSimulator();
    const socket = await upgraded(started.url);
    const closed = closeCodeOf(socket);
    for (const bytes of frames) socket.write(bytes);
    expect(await closed).toBe(code);
    await expectServed(started);
  });

  it('but not a message in fragments, with pings between', async () => {
    const { url } = await startWithSimulator();
    const socket = await upgraded(url);
    const pieces = [...GREETING].map((character, index) =>
      frame(character, { fin: index === GREETING.length - 1, opcode: index === 0 ? OPCODE.text : OPCODE.continuation }),
    );
    let received = '';
    socket.on('data', (chunk) => {
      received += chunk.toString();
    });
    for (const piece of pieces) {
      socket.write(piece);
      socket.write(frame('', { opcode: OPCODE.ping }));
    }
    await vi.waitFor(() => expect(received).toContain('{"type":"connection_ack"}'), SOON);
  });
});

describe('a client that', () => {
  it('doesn’t greet is closed with 4408', async () => {
    const started = await startWithSimulator({ env: { LIMIT_INIT_MS: '200' } });
    const socket = await upgraded(started.url);
    socket.write(frame('{"type":"ping"}'));
    expect(await closeCodeOf(socket)).toBe(CloseCode.ConnectionInitialisationTimeout);
  });

  it('doesn’t greet gives way to those who do', async () => {
    const started = await startWithSimulator({ env: { MAX_SOCKETS: '4', LIMIT_INIT_MS: '600000' } });
    const first = await upgraded(started.url);
    const firstClosed = closeCodeOf(first);
    await upgraded(started.url);
    await upgraded(started.url);
    expect(await firstClosed).toBe(CloseCode.ConnectionInitialisationTimeout);
    await vi.waitFor(() => expectServed(started), SOON);
  });

  it('doesn’t heed that it is closed makes room all the same', async () => {
    const started = await startWithSimulator({ env: { MAX_SOCKETS: '1', LIMIT_INIT_MS: '100' } });
    const socket = await upgraded(started.url);
    socket.on('data', () => {});
    const isCut = once(socket, 'close');
    // It counts until it is gone, which is a second later.
    await vi.waitFor(() => expectServed(started), SOON);
    await isCut;
  });

  it('sends pongs that nobody asked for is as silent as one that sends none', async () => {
    const pass = holdIntervals();
    const { url } = await startWithSimulator();
    const [honest, blind] = [await greeted(url), await greeted(url)];
    blind.connection.removeAllListeners('data');
    blind.connection.resume();
    const isCut = once(blind.connection, 'close');
    const isAsked = once(honest.socket, 'ping');
    pass(HEARTBEAT_MS);
    await isAsked;
    for (const answer of ['', 'x'.repeat(8)]) blind.socket.pong(answer);
    // What comes later, over the same connections, has been heard.
    blind.socket.send(subscribing('1'));
    await once(blind.connection, 'data');
    honest.socket.send(subscribing('1'));
    await once(honest.socket, 'message');
    pass(HEARTBEAT_MS);
    await isCut;
    honest.socket.send(subscribing('2'));
    await once(honest.socket, 'message');
  });

  it('completes what was never begun is none the worse', async () => {
    const { url } = await startWithSimulator();
    const { socket } = await greeted(url);
    for (let id = 0; id < 1_000; id += 1) socket.send(JSON.stringify({ type: 'complete', id: `${id}` }));
    socket.send(subscribing('1'));
    expect(JSON.parse(String((await once(socket, 'message'))[0]))).toMatchObject({ id: '1', type: 'next' });
  });

  it('subscribes 10,000 times gets as many as it may, and others are served meanwhile', async () => {
    const started = await startWithSimulator({ env: { MAX_SUBSCRIPTIONS_PER_SOCKET: '10' } });
    const { socket } = await greeted(started.url);
    const types: Record<string, number> = {};
    let isDone = false;
    socket.on('message', (text) => {
      const { type, id } = JSON.parse(String(text)) as { type: string; id: string };
      types[type] = (types[type] ?? 0) + 1;
      if (id === 'last') isDone = true;
    });
    for (let id = 0; id < 10_000; id += 1) socket.send(watching(`${id}`));
    socket.send(watching('last'));
    await expectServed(started);
    await vi.waitFor(() => expect(isDone).toBe(true), { timeout: 15_000 });
    await vi.waitFor(() => expect(types).toEqual({ next: 10, error: 9_991 }), SOON);
    expect(started.gateway.watchedOrders).toBe(1);
  });

  it.each([
    [
      'queries',
      () =>
        frame(
          subscribing(`${Math.random()}`, '{ __schema { types { name description fields { name description } } } }'),
        ),
    ],
    ['protocol pings', () => frame(JSON.stringify({ type: 'ping', payload: { x: 'x'.repeat(60_000) } }))],
    ['WebSocket pings', () => frame('x'.repeat(125), { opcode: OPCODE.ping })],
  ])('sends %s and reads nothing is cut off', async (_, next: () => Buffer) => {
    const started = await startWithSimulator();
    const { socket, connection } = await greeted(started.url);
    socket.pause();
    connection.pause();
    const isClosed = new Promise((resolve) => connection.once('close', resolve));
    const isCut = new Promise((resolve) => connection.once('error', resolve));
    const send = (): void => {
      let sent = 0;
      for (let more = true; more && !connection.destroyed && sent < 2_000; sent += 1) more = connection.write(next());
      if (!connection.destroyed) setImmediate(send);
    };
    send();
    await Promise.race([isClosed, isCut]);
    await expectServed(started);
  });
});

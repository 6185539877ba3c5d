/** The WebSocket itself: who is let in, and how the protocol's faults are answered. */
import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import type { Socket } from 'node:net';
import { CloseCode, GRAPHQL_TRANSPORT_WS_PROTOCOL } from 'graphql-ws';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import WebSocket from 'ws';
import { BUSY_TRANSFERRING_ORDER_IDS } from '../../src/simulator/sample/sample-ids.js';
import { startWithSimulator } from '../support/gateway.js';

const PATIENCE = { timeout: 10_000, interval: 5 };
/** The first byte of an unfragmented close frame. */
const CLOSE_FRAME = 0x88;
const [ORDER = ''] = BUSY_TRANSFERRING_ORDER_IDS;
const GREETING = '{"type":"connection_init"}';
const TOPUP_STATUS = 'subscription ($orderId: ID!) { topupStatus(orderId: $orderId) { status } }';

interface Upgrade {
  status: number | undefined;
  protocol: string | undefined;
  /** The close code, where the server's first frame is one. */
  closeCode(): Promise<number>;
}

/** Asks for a WebSocket by hand: what the server answers, before any client library has a say. */
async function upgrade(url: string, headers: Record<string, string> = {}): Promise<Upgrade> {
  const asked = request(url, {
    agent: false,
    headers: {
      connection: 'Upgrade',
      upgrade: 'websocket',
      'sec-websocket-version': '13',
      'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZQ==',
      ...headers,
    },
  }).end();
  const [response, socket, head] = (await Promise.race([once(asked, 'upgrade'), once(asked, 'response')])) as [
    IncomingMessage,
    Socket?,
    Buffer?,
  ];
  onTestFinished(() => void (socket ?? asked).destroy());
  const protocol = response.headers['sec-websocket-protocol'];
  const closeCode = async () => {
    const [frame] = head?.length ? [head] : ((await once(socket ?? asked, 'data')) as [Buffer]);
    expect(frame[0]).toBe(CLOSE_FRAME);
    return frame.readUInt16BE(2);
  };
  return { status: response.statusCode, protocol, closeCode };
}

async function open(url: string, protocols: string | string[] = GRAPHQL_TRANSPORT_WS_PROTOCOL): Promise<WebSocket> {
  const socket = new WebSocket(`${url.replace('http', 'ws')}/graphql`, protocols);
  onTestFinished(() => socket.terminate());
  await once(socket, 'open');
  return socket;
}

async function closeCodeOf(socket: WebSocket): Promise<number> {
  const [code] = (await once(socket, 'close')) as [number];
  return code;
}

describe('who may open a WebSocket', () => {
  const origins = [
    ['https://studio.apollographql.com', 101],
    ['http://localhost:3000', 101],
    ['http://127.0.0.1:5173', 101],
    ['https://evil.example', 403],
    ['https://studio.apollographql.com.evil.example', 403],
    ['http://localhost.evil.example', 403],
    ['http://studio.apollographql.com', 403],
    ['null', 403],
  ] as const;

  it.each(origins)('%s: %i', async (origin, status) => {
    const { url } = await startWithSimulator();
    expect((await upgrade(`${url}/graphql`, { origin })).status).toBe(status);
  });

  it('a client that sends no origin, and a page of the gateway itself', async () => {
    const { url } = await startWithSimulator({ env: { CORS_ORIGINS: 'https://app.example.com' } });
    expect((await upgrade(`${url}/graphql`)).status).toBe(101);
    expect((await upgrade(`${url}/graphql`, { origin: url })).status).toBe(101);
    expect((await upgrade(`${url}/graphql`, { origin: 'https://app.example.com' })).status).toBe(101);
    expect((await upgrade(`${url}/graphql`, { origin: 'http://localhost:3000' })).status).toBe(403);
  });

  it('apps, extensions and subdomains that are named', async () => {
    const { url } = await startWithSimulator({ env: { CORS_ORIGINS: 'capacitor://localhost,https://*.example.com' } });
    const statusOf = async (origin: string) => (await upgrade(`${url}/graphql`, { origin })).status;
    expect(await statusOf('capacitor://localhost')).toBe(101);
    expect(await statusOf('https://a.b.example.com')).toBe(101);
    expect(await statusOf('ionic://localhost')).toBe(403);
    expect(await statusOf('https://example.com')).toBe(403);
  });

  it('nobody, where there is none', async () => {
    const { url } = await startWithSimulator();
    expect((await upgrade(`${url}/`)).status).toBe(404);
    expect((await upgrade(`${url}/graphql/stream`)).status).toBe(404);
  });
});

describe('the protocol', () => {
  it('is taken out of several that a client offers', async () => {
    const { url } = await startWithSimulator();
    const socket = await open(url, ['graphql-ws', GRAPHQL_TRANSPORT_WS_PROTOCOL]);
    expect(socket.protocol).toBe(GRAPHQL_TRANSPORT_WS_PROTOCOL);
  });

  it.each([['graphql-ws'], ['chat'], [undefined]])('is asked for: a client with %s is closed', async (offer) => {
    const { url } = await startWithSimulator();
    const { protocol, closeCode } = await upgrade(`${url}/graphql`, offer ? { 'sec-websocket-protocol': offer } : {});
    expect(protocol).toBeUndefined();
    expect(await closeCode()).toBe(CloseCode.SubprotocolNotAcceptable);
  });

  it.each([
    ['no JSON', ['hello'], CloseCode.BadRequest],
    ['no message', ['{"type":"nothing"}'], CloseCode.BadRequest],
    [
      'a subscription before its greeting',
      ['{"type":"subscribe","id":"1","payload":{"query":"{ __typename }"}}'],
      CloseCode.Unauthorized,
    ],
    ['two greetings', [GREETING, GREETING], CloseCode.TooManyInitialisationRequests],
    [
      'an id that is taken',
      [
        GREETING,
        ...Array(2).fill(
          JSON.stringify({
            type: 'subscribe',
            id: '1',
            payload: { query: TOPUP_STATUS, variables: { orderId: ORDER } },
          }),
        ),
      ],
      CloseCode.SubscriberAlreadyExists,
    ],
    ['more than a message may hold', [JSON.stringify({ type: 'ping', payload: { a: 'x'.repeat(64 * 1024) } })], 1009],
  ])('closes on %s', async (_, messages: string[], code) => {
    const complaints = vi.spyOn(console, 'error').mockImplementation(() => {});
    onTestFinished(() => complaints.mockRestore());
    const { url, gateway } = await startWithSimulator();
    const socket = await open(url);
    const closed = closeCodeOf(socket);
    for (const message of messages) {
      socket.send(message);
      if (message === GREETING) await Promise.race([once(socket, 'message'), closed]);
    }
    expect(await closed).toBe(code);
    await vi.waitFor(() => expect(gateway.watchedOrders).toBe(0), PATIENCE);
    // A client's fault is no reason to write past the gateway's own log.
    expect(complaints.mock.calls).toEqual([]);
  });

  it.each([['余额'.repeat(60)], [`a${'😀'.repeat(80)}`], ['x'.repeat(256)], ['\ud83d'.repeat(90)]])(
    'closes with the right code and a whole reason for the taken id %s',
    async (id) => {
      const { url } = await startWithSimulator();
      const socket = await open(url);
      const payload = { query: TOPUP_STATUS, variables: { orderId: ORDER } };
      const closed = once(socket, 'close') as Promise<[number, Buffer]>;
      socket.send(GREETING);
      await once(socket, 'message');
      for (let count = 0; count < 2; count += 1) socket.send(JSON.stringify({ type: 'subscribe', id, payload }));
      const [code, reason] = await closed;
      expect(code).toBe(CloseCode.SubscriberAlreadyExists);
      expect(reason.length).toBeLessThanOrEqual(123);
      expect(`Subscriber for ${id.toWellFormed()}`).toContain(reason.toString());
      expect(reason.length).toBeGreaterThan(119);
    },
  );

  it('answers a ping', async () => {
    const { url } = await startWithSimulator();
    const socket = await open(url);
    socket.send('{"type":"ping"}');
    const [message] = (await once(socket, 'message')) as [Buffer];
    expect(JSON.parse(message.toString())).toEqual({ type: 'pong' });
  });
});

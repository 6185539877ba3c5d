/** A gateway that is told to stop while clients are at it. */
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import WebSocket from 'ws';
import { type Answer, startGateway, type TestGateway } from '../support/gateway.js';
import { ok, orderText, startRestServer } from '../support/rest-server.js';

const GOING_AWAY = 1001;
const QUERY = '{ assetNetworks { asset } }';
const ANSWER = { data: { assetNetworks: [{ asset: 'USDT' }] } };
const ORDER = `mutation { createTopupOrder(input: { quoteId: "q1", walletId: "w1", payer: { name: "A" } }) { order { id } } }`;

/** A gateway whose list of assets is held until `release`; everything else is answered at once. */
async function start() {
  let ask: () => void = () => {};
  const isAsked = new Promise<void>((resolve) => {
    ask = resolve;
  });
  let release: () => void = () => {};
  const isReleased = new Promise<void>((resolve) => {
    release = resolve;
  });
  const rest = await startRestServer(async ({ path }) => {
    if (path !== '/assets/networks') return `{"status":"1","data":${orderText({ id: 'o1' })}}`;
    ask();
    await isReleased;
    return ok({ matrix: [{ asset: 'USDT', network: 'ETH', minTopupFiat: '1', settlementSlaMins: 1 }] });
  });
  const started = await startGateway(rest.url);
  // Runs before the gateway is closed with the test, which would wait for what is held.
  onTestFinished(() => release());
  return { ...started, rest, isAsked, release };
}

const open = ({ url }: TestGateway): Socket => {
  const socket = connect(Number(new URL(url).port), new URL(url).hostname);
  onTestFinished(() => void socket.destroy());
  return socket;
};

/** Resolves when nobody listens any longer: then the gateway is well into its stopping. */
async function refusesConnections(started: TestGateway): Promise<void> {
  for (;;) {
    const socket = open(started);
    const isOpen = await once(socket, 'connect').then(
      () => true,
      () => false,
    );
    socket.destroy();
    if (!isOpen) return;
  }
}

interface Message {
  type: string;
  id?: string;
  payload?: Answer;
}

/** A WebSocket that has said hello, with all that it is told. */
async function openWebSocket({ url }: TestGateway) {
  const socket = new WebSocket(`${url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws');
  onTestFinished(() => socket.terminate());
  const messages: Message[] = [];
  socket.on('message', (text) => messages.push(JSON.parse(String(text)) as Message));
  const closed = once(socket, 'close').then(([code]) => code as number);
  await once(socket, 'open');
  socket.send('{"type":"connection_init"}');
  await once(socket, 'message');
  const subscribe = (id: string, query: string) =>
    socket.send(JSON.stringify({ id, type: 'subscribe', payload: { query } }));
  return { socket, messages, closed, subscribe };
}

describe('a gateway that stops', () => {
  it('answers an HTTP query that runs', async () => {
    const started = await start();
    const answer = started.run(QUERY);
    await started.isAsked;
    const closed = started.gateway.close();
    await refusesConnections(started);
    started.release();
    expect(await answer).toEqual(ANSWER);
    await closed;
  });

  it('answers a WebSocket query that runs, completes it, and closes the socket then', async () => {
    const started = await start();
    const { messages, closed, subscribe } = await openWebSocket(started);
    subscribe('1', QUERY);
    await started.isAsked;
    const gatewayClosed = started.gateway.close();
    await refusesConnections(started);
    started.release();
    expect(await closed).toBe(GOING_AWAY);
    expect(messages).toEqual([
      { type: 'connection_ack' },
      { type: 'next', id: '1', payload: ANSWER },
      { type: 'complete', id: '1' },
    ]);
    await gatewayClosed;
  });

  it.each([
    ['query', '{ topupOrder(id: "o1") { id } }'],
    ['mutation', ORDER],
    ['subscription', 'subscription { topupStatus(orderId: "o1") { status } }'],
  ])('begins no new %s over an open WebSocket, but closes it', async (_, query) => {
    const started = await start();
    const running = started.run(QUERY);
    const { messages, closed, subscribe } = await openWebSocket(started);
    await started.isAsked;
    const gatewayClosed = started.gateway.close();
    subscribe('1', query);
    // What is held keeps the gateway from closing its sockets at the end: it is this operation that does.
    expect(await closed).toBe(GOING_AWAY);
    started.release();
    expect(await running).toEqual(ANSWER);
    await gatewayClosed;
    expect(started.rest.lines()).toEqual(['GET /assets/networks']);
    // No error: a client would take one for its operation's end, and not come back to the next gateway.
    expect(messages).toEqual([{ type: 'connection_ack' }]);
  });

  it.each([
    ['a query', '{ topupOrder(id: "o1") { id } }'],
    ['a mutation', ORDER],
  ])('refuses %s on a kept-alive connection with 503', async (_, query) => {
    const started = await start();
    const running = started.run(QUERY);
    await started.isAsked;

    const socket = open(started);
    const body = JSON.stringify({ query });
    const lines = ['POST /graphql HTTP/1.1', 'host: gateway', 'content-type: application/json'];
    // It has been used, and the next request on it has begun when the gateway stops: an idle one would be closed.
    socket.write('GET /healthz HTTP/1.1\r\nhost: gateway\r\n\r\n');
    await once(socket, 'data');
    socket.write(lines.join('\r\n'));
    await started.run('{ __typename }');
    const gatewayClosed = started.gateway.close();
    await refusesConnections(started);
    socket.write(`\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
    const chunks: Buffer[] = [];
    for await (const chunk of socket) chunks.push(chunk as Buffer);
    const [head = '', text = ''] = Buffer.concat(chunks).toString().split('\r\n\r\n');
    expect(head).toMatch(/^HTTP\/1\.1 503 /);
    expect(JSON.parse(text)).toEqual({
      errors: [
        { message: expect.any(String), extensions: { code: expect.any(String), requestId: expect.any(String) } },
      ],
    });

    started.release();
    expect(await running).toEqual(ANSWER);
    await gatewayClosed;
    expect(started.rest.lines()).toEqual(['GET /assets/networks']);
  });

  it('closes a subscriber’s socket with 1001 and no complete', async () => {
    const started = await start();
    const { socket, messages, closed, subscribe } = await openWebSocket(started);
    subscribe('1', 'subscription { topupStatus(orderId: "o1") { status } }');
    await once(socket, 'message');
    await started.gateway.close();
    expect(await closed).toBe(GOING_AWAY);
    expect(messages).toEqual([
      { type: 'connection_ack' },
      { type: 'next', id: '1', payload: { data: { topupStatus: { status: 'TRANSFERRING' } } } },
    ]);
  });
});

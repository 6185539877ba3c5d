/** Requests on one connection that don't wait for each other's answers: answered in their order, and gone with the connection. */
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { startGateway } from '../support/gateway.js';
import { holdIntervals } from '../support/held-intervals.js';
import { startOrdersServer } from '../support/orders-server.js';
import { connectTo, untilEnd } from '../support/raw-http.js';
import { orderText, startRestServer } from '../support/rest-server.js';

const SOON = { timeout: 10_000, interval: 5 };
const HEARTBEAT_MS = 12_000;
const UPGRADE =
  'GET /graphql HTTP/1.1\r\nhost: g\r\nconnection: upgrade\r\nupgrade: websocket\r\nsec-websocket-version: 13\r\nsec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\nsec-websocket-protocol: graphql-transport-ws\r\n\r\n';

function post(path: string, request: object): string {
  const body = JSON.stringify(request);
  return `POST ${path} HTTP/1.1\r\nhost: g\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n${body}`;
}
const asking = (id: string) => post('/graphql', { query: `{ topupOrder(id: "${id}") { id } }` });
const following = (id: string) =>
  post('/graphql/stream', { query: `subscription { topupStatus(orderId: "${id}") { id status } }` });

/** A gateway before a REST API whose orders are told when the gate opens, but `done` at once. */
async function startHeld() {
  let open = () => {};
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  onTestFinished(() => open());
  const rest = await startRestServer(async ({ path }) => {
    const id = path.split('/').at(-1) ?? '';
    if (id !== 'done') await opened;
    return `{"status":"1","data":${orderText({ id, status: id === 'done' ? 'COMPLETED' : 'TRANSFERRING' })}}`;
  });
  const isAsked = (times: number) => vi.waitFor(() => expect(rest.calls).toHaveLength(times), SOON);
  return { ...(await startGateway(rest.url)), open, isAsked };
}

describe('a connection with several requests', () => {
  it('gets its answers in their order', async () => {
    const { url } = await startGateway((await startOrdersServer()).url);
    const socket = connectTo(url);
    const all = untilEnd(socket);
    socket.write(['o1', 'o2', 'o3', 'o4'].map(asking).join(''));
    socket.write('GET /graphql HTTP/1.1\r\nhost: g\r\nexpect: coffee\r\n\r\n');
    socket.write('GET /healthz HTTP/1.1\r\nhost: g\r\nconnection: close\r\n\r\n');
    expect((await all).match(/"topupOrder":{"id":"o\d"}|HTTP\/1.1 417|"status":"\w+"/g)).toEqual([
      ...['o1', 'o2', 'o3', 'o4'].map((id) => `"topupOrder":{"id":"${id}"}`),
      'HTTP/1.1 417',
      expect.stringContaining('status'),
    ]);
  });

  it('leaves no subscription and no operation behind when it ends', async () => {
    const { url, gateway, isAsked } = await startHeld();
    const ids = Array.from({ length: 20 }, (_, index) => `o${index}`);
    const socket = connectTo(url);
    socket.write([...ids.map(asking), following('o')].join(''));
    await isAsked(21);
    socket.destroy();
    await vi.waitFor(() => expect(gateway.watchedOrders).toBe(0), SOON);
    const before = performance.now();
    await gateway.close();
    // What is left to drain would take it six seconds.
    expect(performance.now() - before).toBeLessThan(5_000);
  });

  it.each([
    ['becomes no WebSocket', UPGRADE],
    ['is refused no WebSocket', UPGRADE.replace('/graphql', '/x')],
    ['is refused no tunnel', 'CONNECT g:1 HTTP/1.1\r\nhost: g\r\n\r\n'],
    ['is told of no fault', 'no HTTP\r\n\r\n'],
  ])('%s while an answer is due, which it would be taken for', async (_, next) => {
    const { url, isAsked, open, run } = await startHeld();
    const socket = connectTo(url);
    const all = untilEnd(socket);
    socket.write(asking('o1'));
    await isAsked(1);
    socket.write(next);
    expect(await all).toBe('');
    open();
    expect(await run('{ __typename }')).toEqual({ data: { __typename: 'Query' } });
  });
});

describe('an event stream', () => {
  it('behind other answers is served', async () => {
    const rest = await startOrdersServer();
    const { url, gateway } = await startGateway(rest.url);
    rest.complete('o2');
    const socket = connectTo(url);
    let received = '';
    socket.on('data', (chunk) => {
      received += chunk.toString();
    });
    socket.write(asking('o1') + following('o2'));
    await vi.waitFor(() => expect(received).toContain('event: complete'), SOON);
    expect(received).toMatch(/"topupOrder":{"id":"o1"}.*"topupStatus":{"id":"o2"/s);
    expect(gateway.watchedOrders).toBe(0);
  });

  it('lets nothing wait behind it: the connection is cut off', async () => {
    const rest = await startOrdersServer();
    const { url, gateway, run } = await startGateway(rest.url);
    rest.complete('done');
    const socket = connectTo(url);
    const all = untilEnd(socket);
    socket.write(following('open') + following('done'));
    expect(await all).toBe('');
    await vi.waitFor(() => expect(gateway.watchedOrders).toBe(0), SOON);
    expect(await run('{ __typename }')).toEqual({ data: { __typename: 'Query' } });
  });

  it('that has ended and doesn’t get out is cut off, and the gateway goes on', async () => {
    const pass = holdIntervals();
    const { url, gateway, run, isAsked } = await startHeld();
    const socket = connectTo(url);
    const all = untilEnd(socket);
    socket.write(asking('held') + following('done'));
    await isAsked(2);
    await vi.waitFor(() => expect(gateway.watchedOrders).toBe(0), SOON);
    for (let beats = 0; beats < 3; beats += 1) pass(HEARTBEAT_MS);
    expect(await all).toBe('');
    expect(await run('{ __typename }')).toEqual({ data: { __typename: 'Query' } });
  });
});

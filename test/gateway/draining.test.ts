/** `DRAIN_DELAY_MS`: an instance that is about to stop says so first, and goes on serving meanwhile. */
import { once } from 'node:events';
import { expect, it, vi } from 'vitest';
import WebSocket from 'ws';
import { sampleDirectory } from '../../src/simulator/sample/sample-data.js';
import { textUntilCut } from '../support/cut-stream.js';
import { startWithSimulator } from '../support/gateway.js';

const SOCKETS = 40;
const start = () => startWithSimulator({ env: { DRAIN_DELAY_MS: '1000' }, seed: sampleDirectory() });

it('health checks fail at once, while operations are answered and their connections end', async () => {
  const { gateway, url, run } = await start();
  const closed = gateway.close();
  const ready = await fetch(`${url}/readyz`);
  expect(ready.status).toBe(503);
  expect(await ready.json()).toEqual({ status: 'stopping', away: [] });
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{"query":"{ assetNetworks { asset } }"}',
  });
  expect(response.status).toBe(200);
  expect(response.headers.get('connection')).toBe('close');
  await closed;
  await expect(run('{ __typename }')).rejects.toThrow();
});

it('sockets and streams end one after another', async () => {
  const { gateway, url } = await start();
  const sockets = await Promise.all(
    Array.from({ length: SOCKETS }, async () => {
      const socket = new WebSocket(`${url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws');
      await once(socket, 'open');
      socket.send('{"type":"connection_init"}');
      await once(socket, 'message');
      return socket;
    }),
  );
  const stream = await fetch(`${url}/graphql/stream`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query: 'subscription { topupStatus(orderId: "ord_busy_01") { status } }' }),
  });
  const codes: number[] = [];
  for (const socket of sockets) socket.once('close', (code) => codes.push(code));
  const closed = gateway.close();
  await vi.waitFor(() => expect(codes.length).toBeGreaterThan(0), { interval: 10 });
  // The others are still open, and used.
  expect(codes.length).toBeLessThan(SOCKETS);
  const other = sockets.find(({ readyState, OPEN }) => readyState === OPEN);
  other?.send('{"type":"subscribe","id":"1","payload":{"query":"{ __typename }"}}');
  expect(JSON.parse(String((await once(other as WebSocket, 'message'))[0]))).toMatchObject({ type: 'next' });
  await closed;
  await vi.waitFor(() => expect(codes).toEqual(Array(SOCKETS).fill(1001)));
  expect(await textUntilCut(stream)).not.toContain('event: complete');
});

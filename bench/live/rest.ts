/** A REST API as small as can be: orders that exist by being asked for, and complete when told to. Its own process. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

const completed = new Set<string>();

const orderOf = (orderId: string) => ({
  orderId,
  status: completed.has(orderId) ? 'COMPLETED' : 'TRANSFERRING',
  created: '2025-12-03 17:07:48',
  quoteSnapshot: {
    fee: 1,
    feeCurrency: 'USD',
    sourceAmount: 50,
    sourceCurrency: 'AUD',
    targetAmount: 32.87,
    targetCurrency: 'USDT',
  },
});

const server = createServer((request, response) => {
  const orderId = request.url?.split('/').at(-1) ?? '';
  if (request.method === 'POST') completed.add(orderId);
  response.setHeader('content-type', 'application/json');
  response.end(JSON.stringify({ status: '1', data: orderOf(orderId) }));
});
server.keepAliveTimeout = 60_000;
server.listen(0, '127.0.0.1', () => {
  process.send?.({ port: (server.address() as AddressInfo).port });
});

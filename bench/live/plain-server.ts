/** The smallest possible graphql-ws server, to compare with: its subscription yields once and then never again. Its own process. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buildSchema } from 'graphql';
import { useServer } from 'graphql-ws/use/ws';
import { WebSocketServer } from 'ws';

const schema = buildSchema(
  'type Query { ok: Boolean } type Subscription { topupStatus(orderId: ID!): Order! } type Order { id: ID! status: String! }',
);

async function* topupStatus({ orderId }: { orderId: string }) {
  yield { topupStatus: { id: orderId, status: 'TRANSFERRING' } };
  await new Promise(() => {});
}

const server = createServer();
useServer(
  { schema, roots: { subscription: { topupStatus } }, connectionInitWaitTimeout: 30_000 },
  new WebSocketServer({ server, path: '/graphql' }),
);
server.listen(0, '127.0.0.1', () => {
  process.send?.({ port: (server.address() as AddressInfo).port });
});
process.on('message', () => {
  globalThis.gc?.();
  process.send?.({ collected: true });
});

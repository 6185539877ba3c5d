/** Hive Gateway before both subgraphs, to which a client's token goes. `SUBSCRIPTIONS=sse` asks for events by HTTP instead of a WebSocket. */
import { defineConfig } from '@graphql-hive/gateway';

const webSocket = {
  kind: 'ws',
  location: '/graphql',
  options: { connectionParams: { token: '{context.headers.authorization}' } },
};

export const gatewayConfig = defineConfig({
  port: Number(process.env.PORT ?? 4002),
  host: '127.0.0.1',
  propagateHeaders: {
    // A client on a WebSocket has sent its token when the connection was made.
    fromClientToSubgraphs: ({ request, context }) => ({
      authorization: request.headers.get('authorization') ?? context.connectionParams?.authorization,
    }),
  },
  ...(process.env.SUBSCRIPTIONS !== 'sse' && {
    transportEntries: { wallets: { options: { subscriptions: webSocket } } },
  }),
});

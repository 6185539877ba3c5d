/** An Apollo Client as a frontend would set it up: queries and mutations by HTTP, subscriptions by WebSocket. */
import { ApolloClient, ApolloLink, HttpLink, InMemoryCache } from '@apollo/client';
import { GraphQLWsLink } from '@apollo/client/link/subscriptions';
import { OperationTypeNode } from 'graphql';
import { createClient } from 'graphql-ws';
import { onTestFinished, vi } from 'vitest';
import WebSocket from 'ws';
import { possibleTypes, typePolicies } from '../../examples/frontend/src/cache-policies.js';

/** @param url the gateway's address; the client ends with the test. */
export function createApolloClient(url: string): ApolloClient {
  // Apollo Client's link looks for the browser's, which Node has from 22 on.
  vi.stubGlobal('WebSocket', WebSocket);
  const uri = `${url}/graphql`;
  const http = new HttpLink({ uri });
  const socket = createClient({ url: uri.replace('http', 'ws'), webSocketImpl: WebSocket, retryAttempts: 0 });
  const client = new ApolloClient({
    cache: new InMemoryCache({ possibleTypes, typePolicies }),
    link: ApolloLink.split(
      ({ operationType }) => operationType === OperationTypeNode.SUBSCRIPTION,
      new GraphQLWsLink(socket),
      http,
    ),
  });
  onTestFinished(() => {
    client.stop();
    vi.unstubAllGlobals();
    void socket.dispose();
  });
  return client;
}

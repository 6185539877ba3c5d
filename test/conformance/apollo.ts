/** An Apollo Client as a frontend would set it up: queries and mutations by HTTP, subscriptions by WebSocket. */
import { ApolloClient, ApolloLink, type FieldPolicy, HttpLink, InMemoryCache, type TypePolicies } from '@apollo/client';
import { GraphQLWsLink } from '@apollo/client/link/subscriptions';
import { relayStylePagination } from '@apollo/client/utilities';
import { OperationTypeNode } from 'graphql';
import { createClient } from 'graphql-ws';
import { onTestFinished, vi } from 'vitest';
import WebSocket from 'ws';

/** Pages by their edges; `nodes` would hold only the page that came last. A list that failed is null, not empty. */
function pages(keyArgs: string[] = []): FieldPolicy {
  const { merge, ...policy } = relayStylePagination(keyArgs);
  return {
    ...policy,
    merge: (existing, incoming, options) =>
      incoming && typeof merge === 'function' ? merge(existing, incoming, options) : (existing ?? null),
  };
}

/** The policies of docs/clients.md. */
export const typePolicies: TypePolicies = {
  Customer: { fields: { wallets: pages() } },
  Wallet: { fields: { transactions: pages(), topupOrders: pages(['status', 'withStatus']) } },
  // They have no id: each is a part of what holds it.
  Balance: { merge: true },
  QuoteSnapshot: { merge: true },
  // Known by its two names: always ask for both.
  AssetNetwork: { keyFields: ['asset', 'network'] },
};

/** @param url the gateway's address; the client ends with the test. */
export function createApolloClient(url: string): ApolloClient {
  // Apollo Client's link looks for the browser's, which Node has from 22 on.
  vi.stubGlobal('WebSocket', WebSocket);
  const uri = `${url}/graphql`;
  const http = new HttpLink({ uri });
  const socket = createClient({ url: uri.replace('http', 'ws'), webSocketImpl: WebSocket, retryAttempts: 0 });
  const client = new ApolloClient({
    cache: new InMemoryCache({ typePolicies }),
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

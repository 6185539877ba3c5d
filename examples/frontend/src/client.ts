/** Apollo Client on the gateway: queries and mutations by HTTP, subscriptions by WebSocket. */
import { ApolloClient, ApolloLink, type FieldPolicy, HttpLink, InMemoryCache } from '@apollo/client';
import { SetContextLink } from '@apollo/client/link/context';
import { GraphQLWsLink } from '@apollo/client/link/subscriptions';
import { relayStylePagination } from '@apollo/client/utilities';
import { OperationTypeNode } from 'graphql';
import { createClient } from 'graphql-ws';
import { token } from './session.js';

// TypeScript requires this declaration for a default errorPolicy.
declare module '@apollo/client' {
  namespace ApolloClient {
    namespace DeclareDefaultOptions {
      interface WatchQuery {
        errorPolicy: 'all';
      }
    }
  }
}

/** Merges pages by their edges. A list that failed is null, not empty. */
function pages(keyArgs: string[] = []): FieldPolicy {
  const { merge, ...policy } = relayStylePagination(keyArgs);
  return {
    ...policy,
    merge: (existing, incoming, options) =>
      incoming && typeof merge === 'function' ? merge(existing, incoming, options) : (existing ?? null),
  };
}

const cache = new InMemoryCache({
  possibleTypes: { Node: ['Customer', 'Wallet', 'TopupOrder'] },
  typePolicies: {
    Customer: { fields: { wallets: pages() } },
    Wallet: { fields: { transactions: pages(), topupOrders: pages(['status', 'withStatus']) } },
    Balance: { merge: true },
    QuoteSnapshot: { merge: true },
    AssetNetwork: { keyFields: ['asset', 'network'] },
  },
});

const withToken = new SetContextLink(async ({ headers }) => ({
  headers: { ...headers, authorization: `Bearer ${await token()}` },
}));

const socket = createClient({
  url: `${location.origin.replace('http', 'ws')}/graphql`,
  // Asked again for each socket. When its token expires, the gateway closes the socket with 4403, and graphql-ws comes back with a new one.
  connectionParams: async () => ({ authorization: `Bearer ${await token()}` }),
  retryAttempts: Number.POSITIVE_INFINITY,
  shouldRetry: () => true,
});

export const client = new ApolloClient({
  cache,
  link: ApolloLink.split(
    ({ operationType }) => operationType === OperationTypeNode.SUBSCRIPTION,
    new GraphQLWsLink(socket),
    ApolloLink.from([withToken, new HttpLink({ uri: '/graphql' })]),
  ),
  // What arrived is shown beside what failed.
  defaultOptions: { watchQuery: { errorPolicy: 'all' } },
});

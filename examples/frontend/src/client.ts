/** Apollo Client on the gateway: queries and mutations by HTTP, subscriptions by WebSocket. */
import { ApolloClient, ApolloLink, HttpLink, InMemoryCache } from '@apollo/client';
import { SetContextLink } from '@apollo/client/link/context';
import { GraphQLWsLink } from '@apollo/client/link/subscriptions';
import { OperationTypeNode } from 'graphql';
import { createClient } from 'graphql-ws';
import { possibleTypes, typePolicies } from './cache-policies.js';
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

const cache = new InMemoryCache({ possibleTypes, typePolicies });

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

/** Apollo Server as its documentation starts it. */
import { ApolloServer } from '@apollo/server';
import { startStandaloneServer } from '@apollo/server/standalone';
import DataLoader from 'dataloader';
import * as undici from 'undici';
import { createLoaders, resolvers } from '../shared/resolvers.mjs';
import { createRest } from '../shared/rest.mjs';
import { typeDefs } from '../shared/schema.mjs';

const rest = createRest(undici, process.env.REST_URL);
const server = new ApolloServer({ typeDefs, resolvers });
await startStandaloneServer(server, {
  listen: { port: Number(process.env.PORT), host: '127.0.0.1' },
  context: async () => ({ loaders: createLoaders(DataLoader, rest) }),
});

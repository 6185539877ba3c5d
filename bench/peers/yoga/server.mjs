/** GraphQL Yoga as its documentation starts it. */
import { createServer } from 'node:http';
import DataLoader from 'dataloader';
import { createSchema, createYoga } from 'graphql-yoga';
import * as undici from 'undici';
import { createLoaders, resolvers } from '../shared/resolvers.mjs';
import { createRest } from '../shared/rest.mjs';
import { typeDefs } from '../shared/schema.mjs';

const rest = createRest(undici, process.env.REST_URL);
const yoga = createYoga({
  schema: createSchema({ typeDefs, resolvers }),
  context: () => ({ loaders: createLoaders(DataLoader, rest) }),
});
createServer(yoga).listen(Number(process.env.PORT), '127.0.0.1');

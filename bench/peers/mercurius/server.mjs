/** Mercurius with its compiler, which takes each operation the first time that it comes. */
import DataLoader from 'dataloader';
import Fastify from 'fastify';
import mercurius from 'mercurius';
import * as undici from 'undici';
import { createLoaders, resolvers } from '../shared/resolvers.mjs';
import { createRest } from '../shared/rest.mjs';
import { typeDefs } from '../shared/schema.mjs';

const rest = createRest(undici, process.env.REST_URL);
const app = Fastify();
app.register(mercurius, {
  schema: typeDefs,
  resolvers,
  jit: 1,
  context: () => ({ loaders: createLoaders(DataLoader, rest) }),
});
await app.listen({ port: Number(process.env.PORT), host: '127.0.0.1' });

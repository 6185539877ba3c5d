/** The same graph behind Apollo's gateway for Node, which has no subscriptions. */
import { readFileSync } from 'node:fs';
import { ApolloGateway, RemoteGraphQLDataSource } from '@apollo/gateway';
import { ApolloServer } from '@apollo/server';
import { startStandaloneServer } from '@apollo/server/standalone';

/** Passes a client's token on to the subgraphs. */
class WithToken extends RemoteGraphQLDataSource {
  willSendRequest({ request, context }) {
    if (context.authorization) request.http.headers.set('authorization', context.authorization);
  }
}

const gateway = new ApolloGateway({
  supergraphSdl: readFileSync(process.env.SUPERGRAPH ?? new URL('supergraph.graphql', import.meta.url), 'utf8'),
  buildService: ({ url }) => new WithToken({ url }),
});
const { url } = await startStandaloneServer(new ApolloServer({ gateway }), {
  listen: { port: Number(process.env.PORT ?? 4002) },
  context: async ({ req }) => ({ authorization: req.headers.authorization }),
});
process.stdout.write(`router ${url}\n`);

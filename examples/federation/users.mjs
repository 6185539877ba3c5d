/** A subgraph that knows which user has which wallets, and nothing else of wallets. */
import { readFileSync } from 'node:fs';
import { ApolloServer } from '@apollo/server';
import { startStandaloneServer } from '@apollo/server/standalone';
import { buildSubgraphSchema } from '@apollo/subgraph';
import { parse } from 'graphql';

const USERS = JSON.parse(process.env.USERS ?? '[{"id":"1","name":"Alice Chen","wallets":["wal_c1f0aa"]}]');

const typeDefs = parse(readFileSync(new URL('users.graphql', import.meta.url), 'utf8'));
const wallets = (user) => user.wallets.map((id) => ({ __typename: 'Wallet', id }));
const resolvers = {
  Query: { users: () => USERS },
  User: { wallets, __resolveReference: ({ id }) => USERS.find((user) => user.id === id) },
};
const server = new ApolloServer({ schema: buildSubgraphSchema({ typeDefs, resolvers }) });
const { url } = await startStandaloneServer(server, { listen: { port: Number(process.env.PORT ?? 4001) } });
process.stdout.write(`users ${url}\n`);

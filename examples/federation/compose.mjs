/** Composes the supergraph from the SDL of both subgraphs. */
import { readFileSync, writeFileSync } from 'node:fs';
import { assertCompositionSuccess, composeServices } from '@theguild/federation-composition';
import { parse } from 'graphql';

const read = (path) => parse(readFileSync(new URL(path, import.meta.url), 'utf8'));
const { WALLETS_URL = 'http://localhost:4000/graphql', USERS_URL = 'http://localhost:4001' } = process.env;

const composed = composeServices([
  { name: 'wallets', url: WALLETS_URL, typeDefs: read('../../schema/subgraph.graphql') },
  { name: 'users', url: USERS_URL, typeDefs: read('users.graphql') },
]);
assertCompositionSuccess(composed);
writeFileSync(process.env.SUPERGRAPH ?? new URL('supergraph.graphql', import.meta.url), composed.supergraphSdl);

/** The executable schema: the SDL of `schema/` with every noun's resolvers. */
import { makeExecutableSchema } from '@graphql-tools/schema';
import type { GraphQLSchema } from 'graphql';
import { assetQueries } from '../../asset/asset-resolvers.js';
import { customerMutations, customerQueries, customerResolvers } from '../../customer/customer-resolvers.js';
import { topupSubscriptions } from '../../live/topup-subscription.js';
import {
  createTopupOrderPayloadResolvers,
  topupMutations,
  topupOrderResolvers,
  topupQueries,
} from '../../topup/topup-resolvers.js';
import {
  createWalletPayloadResolvers,
  walletMutations,
  walletQueries,
  walletResolvers,
} from '../../wallet/wallet-resolvers.js';
import { gapsInRestCosts } from '../admission/cost/find-rest-reads.js';
import { entityQueries } from '../federation/entity-queries.js';
import { FEDERATION_SDL } from '../federation/federation-sdl.js';
import { addRepresentationCoercion } from '../federation/representation.js';
import type { Resolvers } from './generated/resolvers.js';
import { SDL } from './generated/sdl.js';
import { guardRootFields } from './guard-root-fields.js';
import { nodeQueries } from './node-query.js';
import { addScalarCoercion } from './scalars.js';

const resolvers: Resolvers = {
  Query: { ...nodeQueries, ...customerQueries, ...walletQueries, ...topupQueries, ...assetQueries },
  Mutation: { ...customerMutations, ...walletMutations, ...topupMutations },
  Subscription: topupSubscriptions,
  Customer: customerResolvers,
  Wallet: walletResolvers,
  TopupOrder: topupOrderResolvers,
  CreateWalletPayload: createWalletPayloadResolvers,
  CreateTopupOrderPayload: createTopupOrderPayloadResolvers,
};

/** @param isSubgraph `FEDERATION`: adds what routers ask of a subgraph. */
export function createSchema({ isSubgraph = false } = {}): GraphQLSchema {
  const schema = makeExecutableSchema({
    typeDefs: isSubgraph ? [...SDL, FEDERATION_SDL] : [...SDL],
    resolvers: isSubgraph ? [resolvers, { Query: entityQueries }] : resolvers,
    resolverValidationOptions: { requireResolversToMatchSchema: 'error' },
  });
  addScalarCoercion(schema);
  if (isSubgraph) addRepresentationCoercion(schema);
  guardRootFields(schema);
  const gaps = gapsInRestCosts(schema);
  if (gaps.length > 0) throw new Error(`rest-costs.ts and the schema differ: ${gaps.join(', ')}`);
  return schema;
}

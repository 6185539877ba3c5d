import type { QueryResolvers } from '../graphql/schema/generated/resolvers.js';

export const assetQueries: Pick<QueryResolvers, 'assetNetworks'> = {
  assetNetworks: async (_, { asset, network }, { loaders }) => {
    const rows = await loaders.assetNetworks();
    return rows.filter((row) => (asset ?? row.asset) === row.asset && (network ?? row.network) === row.network);
  },
};

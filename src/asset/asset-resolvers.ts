import type { QueryAssetNetworksArgs } from '../common/generated/schema-types.js';
import type { AssetLoaders } from './asset-loaders.js';

export const assetQueries = {
  assetNetworks: async (
    _: unknown,
    { asset, network }: QueryAssetNetworksArgs,
    { loaders }: { loaders: AssetLoaders },
  ) => {
    const rows = await loaders.assetNetworks();
    return rows.filter((row) => (asset ?? row.asset) === row.asset && (network ?? row.network) === row.network);
  },
};

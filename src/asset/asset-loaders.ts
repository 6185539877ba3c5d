import type { Operation } from '../rest/operation.js';
import type { AssetApi } from './asset-api.js';
import type { AssetNetwork } from './asset-network.js';

export interface AssetLoaders {
  /** All rows, read once an operation. */
  assetNetworks: () => Promise<AssetNetwork[]>;
}

export function createAssetLoaders(api: AssetApi, operation: Operation): AssetLoaders {
  let networks: Promise<AssetNetwork[]> | undefined;
  return {
    assetNetworks: () => {
      operation.calls.asked += 1;
      networks ??= api.networks(operation);
      return networks;
    },
  };
}

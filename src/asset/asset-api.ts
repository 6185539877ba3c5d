import type { RestClient } from '../rest/client.js';
import { assetNetworks } from '../rest/endpoints.js';
import type { Reading } from '../rest/operation.js';
import { type AssetNetwork, toAssetNetworks } from './asset-network.js';

export class AssetApi {
  readonly #rest: RestClient;

  constructor(rest: RestClient) {
    this.#rest = rest;
  }

  /** *Get supported assets & networks*. */
  async networks(operation: Reading): Promise<AssetNetwork[]> {
    return (await this.#rest.read(assetNetworks, {}, operation, toAssetNetworks)) ?? [];
  }
}

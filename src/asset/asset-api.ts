import type { RestClient } from '../rest/client.js';
import { assetNetworks } from '../rest/contract/endpoints.js';
import type { Reading } from '../rest/operation.js';
import { RestError } from '../rest/rest-errors.js';
import { type AssetNetwork, toAssetNetworks } from './asset-network.js';

export class AssetApi {
  readonly #rest: RestClient;

  constructor(rest: RestClient) {
    this.#rest = rest;
  }

  /** *Get supported assets & networks*. */
  async networks(operation: Reading): Promise<AssetNetwork[]> {
    const networks = await this.#rest.read(assetNetworks, {}, operation, toAssetNetworks);
    // The endpoint returns all rows, so "not found" is not a valid answer.
    if (!networks) throw new RestError('UPSTREAM_BAD_RESPONSE', assetNetworks.name, 'not found');
    return networks;
  }
}

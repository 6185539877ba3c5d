import type { RestClient } from '../rest/client.js';
import { assetNetworks } from '../rest/endpoints.js';
import type { Operation } from '../rest/operation.js';
import { type AssetNetwork, toAssetNetworks } from './asset-network.js';

export class AssetApi {
  readonly #rest: RestClient;

  constructor(rest: RestClient) {
    this.#rest = rest;
  }

  /** *Get supported assets & networks*. */
  async networks(operation: Pick<Operation, 'signal'>): Promise<AssetNetwork[]> {
    return (await this.#rest.read(assetNetworks, {}, operation, toAssetNetworks)) ?? [];
  }
}

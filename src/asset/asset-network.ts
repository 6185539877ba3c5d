import type { AssetNetworkMatrix } from '../rest/contract/contract.js';
import { decimal } from '../rest/decoding/member.js';

/** An asset on a network that wallets can be opened for. */
export interface AssetNetwork {
  asset: string;
  network: string;
  /** Least fiat amount of a top-up, a decimal. */
  minTopupFiat: string;
  /** Minutes that settling takes at most. */
  settlementSlaMins: number;
}

export function toAssetNetworks({ matrix }: AssetNetworkMatrix): AssetNetwork[] {
  return matrix.map((row) => ({
    asset: row.asset,
    network: row.network,
    minTopupFiat: decimal('minTopupFiat', row.minTopupFiat),
    settlementSlaMins: row.settlementSlaMins,
  }));
}

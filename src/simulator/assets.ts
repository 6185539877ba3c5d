/** The asset matrix, exactly as documented. `minTopupFiat` is shown and not enforced: the documentation's own order is of 50. */
export const ASSET_NETWORKS = [
  { asset: 'USDT', network: 'TRON', minTopupFiat: '100.00', settlementSlaMins: 30 },
  { asset: 'USDT', network: 'ETH', minTopupFiat: '100.00', settlementSlaMins: 30 },
  { asset: 'USDC', network: 'ETH', minTopupFiat: '100.00', settlementSlaMins: 30 },
] as const;

export const isSupported = (asset: string, network: string): boolean =>
  ASSET_NETWORKS.some((row) => row.asset === asset && row.network === network);

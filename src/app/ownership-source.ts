/** The source of ownership scans: the lists of wallets and of orders. */
import type { OwnershipSource } from '../auth/ownership-scan.js';
import type { Directory } from '../directory/directory.js';
import { type List, Walk } from '../paging/walk.js';
import type { TopupApi } from '../topup/topup-api.js';
import type { WalletApi } from '../wallet/wallet-api.js';

/** Several operations share a scan, so no single one of them ends its reads. */
export function createOwnershipSource(
  { wallet, topup }: { wallet: WalletApi; topup: TopupApi },
  directory: Directory,
): OwnershipSource {
  return {
    wallets: ({ customerId, freshSince, origin }) => {
      const hiddenOf = (ids: readonly string[]) => directory.foreignWallets(ids, customerId);
      return new Walk({
        ...byIds(wallet.ofCustomer(customerId, { freshSince, viewer: customerId, origin })),
        hiddenOf,
      });
    },
    orders: ({ customerId, freshSince, origin }, walletId) =>
      new Walk(byIds(topup.ofWallet(walletId, null, { freshSince, viewer: customerId, origin }))),
  };
}

/** A scan needs only ids, so it takes an entry whose other members cannot be read. */
function byIds(list: List<{ id: string }>): List<{ id: string }> {
  const read: List<{ id: string }>['read'] = async (...request) => {
    const page = await list.read(...request);
    const lost = (page?.unreadable ?? []).flatMap(({ id }) => (id === undefined ? [] : [{ id }]));
    return page && { ...page, items: [...page.items, ...lost], unreadable: [] };
  };
  return { ...list, read };
}

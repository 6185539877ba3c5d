/** The scopes of the graph's lists, which cursors are signed for. */
import { badUserInput } from '../common/gateway-error.js';
import type { TopupStatus, WalletTopupOrdersArgs } from '../common/generated/schema-types.js';
import type { ListScope } from './cursor-signer.js';

export const walletsOf = (customerId: string): ListScope => ['Customer.wallets', customerId];

export const transactionsOf = (walletId: string): ListScope => ['Wallet.transactions', walletId];

/** The status that a list of orders is filtered by. */
export const filterOf = ({
  status,
  withStatus,
}: Pick<WalletTopupOrdersArgs, 'status' | 'withStatus'>): TopupStatus | null => withStatus ?? status ?? null;

/** @throws {GatewayError} `BAD_USER_INPUT` if the filter is `UNKNOWN`. */
export function ordersOf(walletId: string, status: TopupStatus | null): ListScope {
  checkFilter(status);
  return status === null ? ['Wallet.topupOrders', walletId] : ['Wallet.topupOrders', walletId, status];
}

/** @throws {GatewayError} `BAD_USER_INPUT` for `UNKNOWN`, which represents several upstream values. */
export function checkFilter(status: TopupStatus | null): void {
  if (status === 'UNKNOWN')
    throw badUserInput('"status" must not be UNKNOWN, which represents several values of the wallet service.');
}

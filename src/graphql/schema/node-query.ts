/** `Query.node`: an object by its id alone, as Relay reads it again. The ids are the REST API's, which do not all tell what they are of. */
import type { GraphQLResolveInfo } from 'graphql';
import type { QueryNodeArgs } from '../../common/generated/schema-types.js';
import type { Customer } from '../../customer/customer.js';
import { customerQueries } from '../../customer/customer-resolvers.js';
import type { Directory } from '../../directory/directory.js';
import { checkId } from '../../input/check-id.js';
import type { TopupOrder } from '../../topup/topup-order.js';
import { topupQueries } from '../../topup/topup-resolvers.js';
import type { Wallet } from '../../wallet/wallet.js';
import { walletQueries } from '../../wallet/wallet-resolvers.js';
import type { Context } from '../operation/context.js';

type Kind = 'Customer' | 'Wallet' | 'TopupOrder';
type Node = (Customer | Wallet | TopupOrder) & { __typename: Kind };

const QUERIES = {
  Customer: customerQueries.customer,
  Wallet: walletQueries.wallet,
  TopupOrder: topupQueries.topupOrder,
};

export const nodeQueries = {
  node: async (_: unknown, { id }: QueryNodeArgs, context: Context, info: GraphQLResolveInfo) => {
    const kind = await kindOf(checkId(id), context);
    return readById(kind, id, context, info);
  },
};

/**
 * Reads an object by the root field of its type, with its checks.
 *
 * @param info Of a field of an abstract type, whose selections the root field looks at.
 * @returns the object with its `__typename`; null if it is missing or foreign.
 */
export async function readById(
  kind: Kind,
  id: string,
  context: Context,
  info: GraphQLResolveInfo,
): Promise<Node | null> {
  const type = info.schema.getType(kind) as GraphQLResolveInfo['parentType'];
  const found = await QUERIES[kind](undefined, { id }, context, { ...info, returnType: type });
  return found && { ...found, __typename: kind };
}

async function kindOf(id: string, { viewer, directory }: Context): Promise<Kind> {
  const known =
    viewer.kind === 'customer' ? await kindOfOwn(id, viewer.customerId, directory) : await kindOfAny(id, directory);
  if (known) return known;
  if (id.startsWith('cus_')) return 'Customer';
  return id.startsWith('wal_') ? 'Wallet' : 'TopupOrder';
}

/** A customer must not learn from the answer, its time or its calls that somebody else has such a thing: only their own counts as known. */
async function kindOfOwn(id: string, customerId: string, directory: Directory): Promise<Kind | undefined> {
  if (id === customerId) return 'Customer';
  const ownerOf = (walletId: string) => directory.fetchOwner(walletId).catch(() => undefined);
  const walletId = await directory.fetchWalletOfOrder(id).catch(() => undefined);
  const [ofWallet, ofOrder] = await Promise.all([ownerOf(id), ownerOf(walletId ?? id)]);
  if (ofWallet === customerId) return 'Wallet';
  return walletId !== undefined && ofOrder === customerId ? 'TopupOrder' : undefined;
}

/** If the store is unavailable, the id decides. */
async function kindOfAny(id: string, directory: Directory): Promise<Kind | undefined> {
  const [isCustomer, isWallet, walletId] = await Promise.all([
    directory.knowsCustomer(id).catch(() => false),
    directory.knowsWallet(id).catch(() => false),
    directory.walletOfOrder(id).catch(() => undefined),
  ]);
  if (isCustomer) return 'Customer';
  if (isWallet) return 'Wallet';
  return walletId === undefined ? undefined : 'TopupOrder';
}

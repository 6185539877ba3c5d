import type { GraphQLResolveInfo } from 'graphql';
import { badUserInput, GatewayError } from '../common/gateway-error.js';
import type { WalletFacts } from '../directory/facts.js';
import type { Context } from '../graphql/operation/context.js';
import type {
  MutationResolvers,
  QueryResolvers,
  TopupStatus,
  WalletResolvers,
} from '../graphql/schema/generated/resolvers.js';
import { checkId } from '../input/check-id.js';
import { InputCheck, orUserErrors, userErrorOf } from '../input/user-error.js';
import { Connection, connectionOf, MAX_PAGE_SIZE } from '../paging/connection.js';
import { isProvedBy } from '../paging/existence.js';
import { ordersOf, transactionsOf } from '../paging/list-scopes.js';
import { selectedFields } from '../paging/selection.js';
import { shown } from '../paging/shown-list.js';
import type { WritePermit } from '../rest/transport/write-permit.js';
import type { Wallet } from './wallet.js';

export const walletQueries: Pick<QueryResolvers, 'wallet' | 'wallets'> = {
  wallet: (_, { id }, context, info) => findWallet(id, context, info),

  wallets: (_, { ids }, context, info) => {
    if (ids.length > MAX_PAGE_SIZE) throw badUserInput(`"ids" may hold ${MAX_PAGE_SIZE} ids at most.`);
    // Each is its own: one that fails leaves the others standing.
    return ids.map((id) => findWallet(id, context, info) as Promise<Wallet>);
  },
};

const IF_UNKNOWN =
  'It is not known whether the wallet was created. Look at the customer’s wallets before you create it again: it may be there.';

export const walletMutations: Pick<MutationResolvers, 'createWallet'> = {
  createWallet: async (_, { input: { customerId, asset, network } }, { access, api, changes, operation }) => {
    const { errors } = new InputCheck()
      .id(customerId, ['customerId'])
      .text(asset, ['asset'])
      .text(network, ['network']);
    if (errors.length > 0) return { wallet: null, errors };
    if (!access.ownsCustomer(customerId)) return { wallet: null, errors: [userErrorOf('CUSTOMER_NOT_FOUND')] };

    const create = (permit: WritePermit) => api.wallet.create({ customerId, asset, network }, permit);
    const outcome = await orUserErrors(operation.outcomeOf(create, IF_UNKNOWN, () => changes.customer(customerId)));
    return { wallet: outcome.value, errors: outcome.errors };
  },
};

export const walletResolvers: WalletResolvers = {
  // No promise where the list has told: these are asked for of each wallet of a page.
  asset: (wallet, _, context) => wallet.asset ?? kindOf(wallet, context).then(({ asset }) => asset),
  network: (wallet, _, context) => wallet.network ?? kindOf(wallet, context).then(({ network }) => network),
  address: (wallet, _, context) => wallet.address ?? addressOf(wallet, context),
  status: (wallet, _, context) => wallet.status ?? listed(wallet, context).then((found) => found?.status ?? null),
  createdAt: async (wallet, _, context) => wallet.createdAt ?? (await factsOf(wallet, context))?.createdAt ?? null,

  customer: async (wallet, _, context) => {
    const id = await ownerOf(wallet, context);
    return id === undefined ? null : { id };
  },

  balance: async ({ id }, _, { loaders }) => {
    const balance = await loaders.balance.load(id);
    // A null without an error would pass for nothing to show.
    if (!balance) throw new GatewayError('NOT_FOUND');
    return balance;
  },

  assetNetwork: async (wallet, _, context) => {
    const { asset, network } = await kindOf(wallet, context);
    const rows = await context.loaders.assetNetworks();
    return rows.find((row) => row.asset === asset && row.network === network) ?? null;
  },

  transactions: ({ id }, args, context, info) => {
    const { loaders, cursors } = context;
    const list = loaders.transactionList(id);
    return shown(args, { list, cursors, scope: transactionsOf(id) }, context, info);
  },
};

async function findWallet(id: string, context: Context, info: GraphQLResolveInfo): Promise<Wallet | null> {
  checkId(id);
  if (!context.access.isOperator) return (await context.access.ownsWallet(id)) ? { id } : null;
  // Without the store, the REST API tells.
  if (await context.directory.knowsWallet(id).catch(() => false)) return { id };
  return (await isThere(id, context, info)) ? { id } : null;
}

const TOLD_BY_BALANCE = new Set(['balance', 'asset', 'network', 'assetNetwork']);

/**
 * Asks the REST API whether there is such a wallet, by a call that the selection makes anyway: the balance, or else pages of
 * transactions. Only where it makes neither, by a balance of its own.
 */
async function isThere(id: string, { loaders, cursors }: Context, info: GraphQLResolveInfo): Promise<boolean> {
  const selected = selectedFields(info);
  if (selected.some(({ name }) => TOLD_BY_BALANCE.has(name))) return isProvedBy([loaders.balance.load(id)]);

  const lists = selected.filter(({ name }) => name === 'transactions');
  const pageable = { list: loaders.transactionList(id), cursors, scope: transactionsOf(id) };
  if (lists.length > 0) return isProvedBy(lists.map(({ args }) => connectionOf(args, pageable)));

  // Orders don't show whether there is a wallet; but a bad cursor of theirs must be refused before any call.
  for (const { name, args } of selected) {
    if (name !== 'topupOrders') continue;
    const status = (args.status as TopupStatus | null | undefined) ?? null;
    new Connection(args, { list: loaders.orderList(id, status), cursors, scope: ordersOf(id, status) });
  }
  return (await loaders.balance.load(id)) !== null;
}

const factsOf = async ({ id }: Wallet, { directory }: Context): Promise<WalletFacts | undefined> =>
  directory.wallet(id);

const ownerOf = async (wallet: Wallet, context: Context): Promise<string | undefined> =>
  wallet.customerId ?? (await factsOf(wallet, context))?.customerId;

/** What kind of wallet it is; its balance tells where nothing else has. */
async function kindOf(wallet: Wallet, context: Context): Promise<{ asset: string; network: string }> {
  const { asset, network } = { ...(await factsOf(wallet, context).catch(() => undefined)), ...wallet };
  if (asset !== undefined && network !== undefined) return { asset, network };
  const balance = await context.loaders.balance.load(wallet.id);
  if (!balance) throw new GatewayError('NOT_FOUND', 'There is no such wallet.');
  return balance;
}

const addressOf = async (wallet: Wallet, context: Context): Promise<string | null> =>
  (await factsOf(wallet, context))?.address ?? (await listed(wallet, context))?.address ?? null;

async function listed(wallet: Wallet, context: Context): Promise<Wallet | null> {
  const customerId = await ownerOf(wallet, context);
  return customerId === undefined ? null : context.loaders.listedWallet.load({ customerId, walletId: wallet.id });
}

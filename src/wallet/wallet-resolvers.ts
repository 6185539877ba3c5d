import type { GraphQLError, GraphQLResolveInfo } from 'graphql';
import type { Access } from '../auth/access.js';
import type { Viewer } from '../auth/viewer.js';
import { badUserInput, GatewayError } from '../common/gateway-error.js';
import type {
  MutationCreateWalletArgs,
  QueryWalletArgs,
  QueryWalletsArgs,
  WalletTopupOrdersArgs,
  WalletTransactionsArgs,
} from '../common/generated/schema-types.js';
import type { Changes } from '../directory/changes.js';
import type { Directory } from '../directory/directory.js';
import type { WalletFacts } from '../directory/facts.js';
import { createOnce } from '../idempotency/create-once.js';
import type { IdempotencyKeys } from '../idempotency/idempotency-keys.js';
import { checkId } from '../input/check-id.js';
import { InputCheck, orUserErrors, type UserError, userErrorOf } from '../input/user-error.js';
import { Connection, connectionOf, MAX_PAGE_SIZE } from '../paging/connection.js';
import type { CursorSigner } from '../paging/cursor-signer.js';
import { isProvedBy } from '../paging/existence.js';
import { filterOf, ordersOf, transactionsOf, walletsOf } from '../paging/list-scopes.js';
import { newEdge } from '../paging/new-edge.js';
import { selectedFields } from '../paging/selection.js';
import { shown } from '../paging/shown-list.js';
import type { List } from '../paging/walk.js';
import type { CreateWalletBody } from '../rest/contract/contract.js';
import type { Operation } from '../rest/operation.js';
import type { Wallet } from './wallet.js';
import type { WalletApi } from './wallet-api.js';
import type { WalletLoaders } from './wallet-loaders.js';

interface Row {
  asset: string;
  network: string;
}

/** The members of an operation's context that wallets' fields use; `Order` and `AssetNetwork` are other nouns' types. */
interface WalletContext<Order extends { id: string } = { id: string }, AssetNetwork extends Row = Row> {
  viewer: Viewer;
  access: Access;
  api: { wallet: WalletApi };
  changes: Changes;
  cursors: CursorSigner;
  directory: Directory;
  idempotencyKeys: IdempotencyKeys;
  loaders: WalletLoaders & {
    orderList: (walletId: string, status: string | null) => List<Order>;
    assetNetworks: () => Promise<AssetNetwork[]>;
  };
  operation: Operation;
  partialErrors: GraphQLError[];
}

export const walletQueries = {
  wallet: (_: unknown, { id }: QueryWalletArgs, context: WalletContext, info: GraphQLResolveInfo) =>
    findWallet(id, context, info),

  wallets: (_: unknown, { ids }: QueryWalletsArgs, context: WalletContext, info: GraphQLResolveInfo) => {
    if (ids.length > MAX_PAGE_SIZE) throw badUserInput(`"ids" may hold ${MAX_PAGE_SIZE} ids at most.`);
    // One that fails must not affect the others.
    return ids.map((id) => findWallet(id, context, info) as Promise<Wallet>);
  },
};

const IF_UNKNOWN = {
  plain:
    'The outcome is unknown: the wallet may have been created. Check the wallets of the customer before you create it again.',
  keyed:
    'The outcome is unknown: the wallet may have been created. Send the same request with the same idempotencyKey, which never creates a second ' +
    'wallet, or check the wallets of the customer. Do not use another key before you have checked.',
};

export const walletMutations = {
  createWallet: async (
    _: unknown,
    { input: { customerId, asset, network, idempotencyKey } }: MutationCreateWalletArgs,
    context: WalletContext,
  ): Promise<{ wallet: Wallet | null; errors: UserError[] }> => {
    const { errors } = new InputCheck()
      .id(customerId, ['customerId'])
      .text(asset, ['asset'])
      .text(network, ['network'])
      .optionalText(idempotencyKey, ['idempotencyKey']);
    if (errors.length > 0) return { wallet: null, errors };
    if (!context.access.ownsCustomer(customerId)) return { wallet: null, errors: [userErrorOf('CUSTOMER_NOT_FOUND')] };

    const outcome = await orUserErrors(createWallet({ customerId, asset, network }, idempotencyKey, context));
    return { wallet: outcome.value, errors: outcome.errors };
  },
};

/** Creates the wallet, or finds the one that exists under the key. */
async function createWallet(
  body: CreateWalletBody,
  key: string | null | undefined,
  context: WalletContext,
): Promise<Wallet> {
  const outcome = await createOnce(
    {
      key,
      creation: { kind: 'wallet', body },
      create: (permit) => context.api.wallet.create(body, permit),
      ifUnknown: IF_UNKNOWN,
      onUnknown: () => context.changes.customer(body.customerId),
    },
    context,
  );
  return outcome.kind === 'created' ? outcome.created : { ...body, id: outcome.id };
}

export const createWalletPayloadResolvers = {
  walletEdge: ({ wallet }: { wallet?: Wallet | null }, _: unknown, { cursors }: WalletContext) =>
    wallet?.customerId === undefined ? null : newEdge(wallet, { cursors, scope: walletsOf(wallet.customerId) }),
};

export const walletResolvers = {
  // Without a promise if the list has the value: these run for each wallet of a page.
  asset: (wallet: Wallet, _: unknown, context: WalletContext) =>
    wallet.asset ?? kindOf(wallet, context).then(({ asset }) => asset),
  network: (wallet: Wallet, _: unknown, context: WalletContext) =>
    wallet.network ?? kindOf(wallet, context).then(({ network }) => network),
  address: (wallet: Wallet, _: unknown, context: WalletContext) => wallet.address ?? addressOf(wallet, context),
  status: (wallet: Wallet, _: unknown, context: WalletContext) =>
    wallet.status ?? listed(wallet, context).then((found) => found?.status ?? null),
  createdAt: async (wallet: Wallet, _: unknown, context: WalletContext) =>
    wallet.createdAt ?? (await factsOf(wallet, context))?.createdAt ?? null,

  customer: async (wallet: Wallet, _: unknown, context: WalletContext) => {
    const id = await ownerOf(wallet, context);
    return id === undefined ? null : { id };
  },

  balance: async ({ id }: Wallet, _: unknown, { loaders }: WalletContext) => {
    const balance = await loaders.balance.load(id);
    // A null without an error would look like a wallet without a balance.
    if (!balance) throw new GatewayError('NOT_FOUND');
    return balance;
  },

  assetNetwork: async <AssetNetwork extends Row>(
    wallet: Wallet,
    _: unknown,
    context: WalletContext<{ id: string }, AssetNetwork>,
  ): Promise<AssetNetwork | null> => {
    const { asset, network } = await kindOf(wallet, context);
    const rows = await context.loaders.assetNetworks();
    return rows.find((row) => row.asset === asset && row.network === network) ?? null;
  },

  transactions: ({ id }: Wallet, args: WalletTransactionsArgs, context: WalletContext, info: GraphQLResolveInfo) => {
    const { loaders, cursors } = context;
    const list = loaders.transactionList(id);
    return shown(args, { list, cursors, scope: transactionsOf(id) }, context, info);
  },

  topupOrders: <Order extends { id: string }>(
    { id }: Wallet,
    args: WalletTopupOrdersArgs,
    context: WalletContext<Order>,
    info: GraphQLResolveInfo,
  ) => {
    const { access, directory, loaders, cursors } = context;
    const status = filterOf(args);
    const list = loaders.orderList(id, status);
    if (!access.isOperator) list.hiddenOf = (ids) => directory.foreignOrders(ids, id);
    return shown(args, { list, cursors, scope: ordersOf(id, status) }, context, info);
  },
};

async function findWallet(id: string, context: WalletContext, info: GraphQLResolveInfo): Promise<Wallet | null> {
  checkId(id);
  if (!context.access.isOperator) return (await context.access.ownsWallet(id)) ? { id } : null;
  // If the store is unavailable, the REST API decides.
  if (await context.directory.knowsWallet(id).catch(() => false)) return { id };
  return (await isThere(id, context, info)) ? { id } : null;
}

const FIELDS_FROM_BALANCE = new Set(['balance', 'asset', 'network', 'assetNetwork']);

/**
 * Asks the REST API whether the wallet exists, by a call that the selection makes anyway: the balance or pages of transactions.
 * Only a selection with neither costs an extra call.
 */
async function isThere(id: string, { loaders, cursors }: WalletContext, info: GraphQLResolveInfo): Promise<boolean> {
  const selected = selectedFields(info);
  if (selected.some(({ name }) => FIELDS_FROM_BALANCE.has(name))) return isProvedBy([loaders.balance.load(id)]);

  const lists = selected.filter(({ name }) => name === 'transactions');
  const pageable = { list: loaders.transactionList(id), cursors, scope: transactionsOf(id) };
  if (lists.length > 0) return isProvedBy(lists.map(({ args }) => connectionOf(args, pageable)));

  // A list of orders does not prove that the wallet exists, but its bad cursor must be rejected before any call.
  for (const { name, args } of selected) {
    if (name !== 'topupOrders') continue;
    const status = filterOf(args);
    new Connection(args, { list: loaders.orderList(id, status), cursors, scope: ordersOf(id, status) });
  }
  return (await loaders.balance.load(id)) !== null;
}

const factsOf = async ({ id }: Wallet, { directory }: WalletContext): Promise<WalletFacts | undefined> =>
  directory.wallet(id);

const ownerOf = async (wallet: Wallet, context: WalletContext): Promise<string | undefined> =>
  wallet.customerId ?? (await factsOf(wallet, context))?.customerId;

/** The wallet's asset and network, from its balance if nothing else has them. */
async function kindOf(wallet: Wallet, context: WalletContext): Promise<{ asset: string; network: string }> {
  const { asset, network } = { ...(await factsOf(wallet, context).catch(() => undefined)), ...wallet };
  if (asset !== undefined && network !== undefined) return { asset, network };
  const balance = await context.loaders.balance.load(wallet.id);
  if (!balance) throw new GatewayError('NOT_FOUND', 'The wallet does not exist.');
  return balance;
}

const addressOf = async (wallet: Wallet, context: WalletContext): Promise<string | null> =>
  (await factsOf(wallet, context))?.address ?? (await listed(wallet, context))?.address ?? null;

async function listed(wallet: Wallet, context: WalletContext): Promise<Wallet | null> {
  const customerId = await ownerOf(wallet, context);
  return customerId === undefined ? null : context.loaders.listedWallet.load({ customerId, walletId: wallet.id });
}

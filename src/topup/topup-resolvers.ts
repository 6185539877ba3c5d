import { nameOf } from '../auth/viewer.js';
import { badUserInput, GatewayError } from '../common/gateway-error.js';
import type { Context } from '../graphql/operation/context.js';
import type {
  MutationResolvers,
  QueryResolvers,
  TopupOrderResolvers,
  WalletResolvers,
} from '../graphql/schema/generated/resolvers.js';
import { checkId } from '../input/check-id.js';
import { InputCheck, orUserErrors, userErrorOf } from '../input/user-error.js';
import { MAX_PAGE_SIZE } from '../paging/connection.js';
import { ordersOf } from '../paging/list-scopes.js';
import { shown } from '../paging/shown-list.js';
import type { CreateOrderBody } from '../rest/contract/contract.js';
import type { WritePermit } from '../rest/transport/write-permit.js';
import type { TopupOrder } from './topup-order.js';

export const topupQueries: Pick<QueryResolvers, 'topupOrder' | 'topupOrders'> = {
  topupOrder: (_, { id }, context) => findOrder(id, context),

  topupOrders: (_, { ids }, context) => {
    if (ids.length > MAX_PAGE_SIZE) throw badUserInput(`"ids" may hold ${MAX_PAGE_SIZE} ids at most.`);
    // Each is its own: one that fails leaves the others standing.
    return ids.map((id) => findOrder(id, context) as Promise<TopupOrder>);
  },
};

async function findOrder(id: string, { access, loaders }: Context): Promise<TopupOrder | null> {
  checkId(id);
  return access.isOperator || (await access.ownsOrder(id)) ? loaders.order.load(id) : null;
}

const IF_UNKNOWN = {
  quote: 'It is not known whether the quote was made. A quote moves no money: ask for another.',
  order:
    'It is not known whether the order was made. Look at the wallet’s topupOrders before you order again: it may be there.',
  keyedOrder:
    'It is not known whether the order was made. Send the same again with the same idempotencyKey, which never makes a second order, or look ' +
    'at the wallet’s topupOrders. Use no other key before you have looked.',
};

const ifUnread = (orderId: string): string =>
  `This idempotencyKey’s order is ${orderId}, but it can’t be read at the moment. Ask for it with topupOrder, or send the same again.`;

export const topupMutations: Pick<MutationResolvers, 'createTopupQuote' | 'createTopupOrder'> = {
  createTopupQuote: async (_, { input: { sourceCurrency, targetCurrency } }, { api, operation }) => {
    const { errors } = new InputCheck()
      .text(sourceCurrency, ['sourceCurrency'])
      .text(targetCurrency, ['targetCurrency']);
    if (errors.length > 0) return { quote: null, errors };

    const create = (permit: WritePermit) => api.topup.quote({ sourceCurrency, targetCurrency }, permit);
    const outcome = await orUserErrors(operation.outcomeOf(create, IF_UNKNOWN.quote));
    return { quote: outcome.value, errors: outcome.errors };
  },

  createTopupOrder: async (_, { input: { quoteId, walletId, payer, idempotencyKey } }, context) => {
    const check = new InputCheck()
      .bodyId(quoteId, ['quoteId'])
      .id(walletId, ['walletId'])
      .text(payer.name, ['payer', 'name']);
    if (idempotencyKey != null) check.text(idempotencyKey, ['idempotencyKey']);
    if (check.errors.length > 0) return { order: null, errors: check.errors };

    if (!(await context.access.ownsWallet(walletId))) return { order: null, errors: [userErrorOf('WALLET_NOT_FOUND')] };

    const body = { quoteId, walletId, payer: { name: payer.name } };
    const created =
      idempotencyKey == null ? createOrder(body, context) : createOrderOnce(idempotencyKey, body, context);
    const outcome = await orUserErrors(created);
    return { order: outcome.value, errors: outcome.errors };
  },
};

const createOrder = (body: CreateOrderBody, { api, changes, operation }: Context): Promise<TopupOrder> =>
  operation.outcomeOf(
    (permit) => api.topup.createOrder(body, permit),
    IF_UNKNOWN.order,
    () => changes.wallet(body.walletId),
  );

/** An order that was made under this key before is read again, since it may have moved on. */
async function createOrderOnce(key: string, body: CreateOrderBody, context: Context): Promise<TopupOrder> {
  const { api, changes, idempotencyKeys, loaders, operation, viewer } = context;
  const run = (permit: WritePermit) =>
    idempotencyKeys.run({ owner: nameOf(viewer), key, body, permit, signal: operation.signal }, () =>
      api.topup.createOrder(body, permit),
    );
  const outcome = await operation.outcomeOf(run, IF_UNKNOWN.keyedOrder, () => changes.wallet(body.walletId));
  if (outcome.kind === 'created') return outcome.order;
  // What becomes of reading it must not be mistaken for what became of the order: that was made.
  const unread = (cause?: unknown) => new GatewayError('OUTCOME_UNKNOWN', ifUnread(outcome.orderId), { cause });
  const order = await loaders.order.load(outcome.orderId).catch((error: unknown) => {
    throw unread(error);
  });
  if (!order) throw unread();
  return { ...order, walletId: body.walletId };
}

export const topupOrderResolvers: TopupOrderResolvers = {
  wallet: async ({ id, walletId }, _, { directory }) => {
    const target = walletId ?? (await directory.walletOfOrder(id));
    return target === undefined ? null : { id: target };
  },

  paymentInstructions: ({ id, paymentInstructions }, _, { api }) =>
    paymentInstructions === undefined ? api.topup.paymentInstructions(id) : paymentInstructions,
};

export const walletTopupOrders: NonNullable<WalletResolvers['topupOrders']> = (
  { id: walletId },
  { status = null, ...args },
  context,
  info,
) => {
  const { access, directory, loaders, cursors } = context;
  const list = loaders.orderList(walletId, status);
  if (!access.isOperator) list.hiddenOf = (ids) => directory.foreignOrders(ids, walletId);
  return shown(args, { list, cursors, scope: ordersOf(walletId, status) }, context, info);
};

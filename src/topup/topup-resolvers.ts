import type { Access } from '../auth/access.js';
import type { Viewer } from '../auth/viewer.js';
import { badUserInput, GatewayError } from '../common/gateway-error.js';
import type {
  MutationCreateTopupOrderArgs,
  MutationCreateTopupQuoteArgs,
  QueryTopupOrderArgs,
  QueryTopupOrdersArgs,
} from '../common/generated/schema-types.js';
import type { Changes } from '../directory/changes.js';
import type { Directory } from '../directory/directory.js';
import { createOnce } from '../idempotency/create-once.js';
import type { IdempotencyKeys } from '../idempotency/idempotency-keys.js';
import { checkId } from '../input/check-id.js';
import { InputCheck, orUserErrors, type UserError, userErrorOf } from '../input/user-error.js';
import { MAX_PAGE_SIZE } from '../paging/connection.js';
import type { CursorSigner } from '../paging/cursor-signer.js';
import { ordersOf } from '../paging/list-scopes.js';
import { newEdge } from '../paging/new-edge.js';
import type { CreateOrderBody } from '../rest/contract/contract.js';
import type { Operation } from '../rest/operation.js';
import type { WritePermit } from '../rest/transport/write-permit.js';
import type { TopupApi } from './topup-api.js';
import type { TopupLoaders } from './topup-loaders.js';
import type { TopupOrder } from './topup-order.js';
import type { TopupQuote } from './topup-quote.js';

/** The members of an operation's context that top-ups' fields use. */
interface TopupContext {
  viewer: Viewer;
  access: Access;
  api: { topup: TopupApi };
  changes: Changes;
  cursors: CursorSigner;
  directory: Directory;
  idempotencyKeys: IdempotencyKeys;
  loaders: TopupLoaders;
  operation: Operation;
}

export const topupQueries = {
  topupOrder: (_: unknown, { id }: QueryTopupOrderArgs, context: TopupContext) => findOrder(id, context),

  topupOrders: (_: unknown, { ids }: QueryTopupOrdersArgs, context: TopupContext) => {
    if (ids.length > MAX_PAGE_SIZE) throw badUserInput(`"ids" may hold ${MAX_PAGE_SIZE} ids at most.`);
    // One that fails must not affect the others.
    return ids.map((id) => findOrder(id, context) as Promise<TopupOrder>);
  },
};

async function findOrder(id: string, { access, loaders }: TopupContext): Promise<TopupOrder | null> {
  checkId(id);
  return access.isOperator || (await access.ownsOrder(id)) ? loaders.order.load(id) : null;
}

const IF_UNKNOWN = {
  quote: 'The outcome is unknown: the quote may have been created. A quote moves no money. Request another one.',
  order: {
    plain:
      'The outcome is unknown: the order may have been created. Check topupOrders of the wallet before you order again.',
    keyed:
      'The outcome is unknown: the order may have been created. Send the same request with the same idempotencyKey, which never creates a second ' +
      'order, or check topupOrders of the wallet. Do not use another key before you have checked.',
  },
};

const ifUnread = (orderId: string): string =>
  `The order ${orderId} was created with this idempotencyKey, but it cannot be read now. Query topupOrder, or send the same request again.`;

export const topupMutations = {
  createTopupQuote: async (
    _: unknown,
    { input: { sourceCurrency, targetCurrency } }: MutationCreateTopupQuoteArgs,
    { api, operation }: TopupContext,
  ): Promise<{ quote: TopupQuote | null; errors: UserError[] }> => {
    const { errors } = new InputCheck()
      .text(sourceCurrency, ['sourceCurrency'])
      .text(targetCurrency, ['targetCurrency']);
    if (errors.length > 0) return { quote: null, errors };

    const create = (permit: WritePermit) => api.topup.quote({ sourceCurrency, targetCurrency }, permit);
    const outcome = await orUserErrors(operation.outcomeOf(create, IF_UNKNOWN.quote));
    return { quote: outcome.value, errors: outcome.errors };
  },

  createTopupOrder: async (
    _: unknown,
    { input: { quoteId, walletId, payer, idempotencyKey } }: MutationCreateTopupOrderArgs,
    context: TopupContext,
  ): Promise<{ order: TopupOrder | null; errors: UserError[] }> => {
    const check = new InputCheck()
      .bodyId(quoteId, ['quoteId'])
      .id(walletId, ['walletId'])
      .text(payer.name, ['payer', 'name'])
      .optionalText(idempotencyKey, ['idempotencyKey']);
    if (check.errors.length > 0) return { order: null, errors: check.errors };

    if (!(await context.access.ownsWallet(walletId))) return { order: null, errors: [userErrorOf('WALLET_NOT_FOUND')] };

    const body = { quoteId, walletId, payer: { name: payer.name } };
    const outcome = await orUserErrors(createOrder(body, idempotencyKey, context));
    return { order: outcome.value, errors: outcome.errors };
  },
};

/** Creates the order, or reads the one that exists under the key again, since its status may have changed. */
async function createOrder(
  body: CreateOrderBody,
  key: string | null | undefined,
  context: TopupContext,
): Promise<TopupOrder> {
  const { api, changes, loaders } = context;
  const outcome = await createOnce(
    {
      key,
      creation: { kind: 'order', body },
      create: (permit) => api.topup.createOrder(body, permit),
      ifUnknown: IF_UNKNOWN.order,
      onUnknown: () => changes.wallet(body.walletId),
    },
    context,
  );
  if (outcome.kind === 'created') return outcome.created;
  // A failed read must not look like a failed order: the order was created.
  const unread = (cause?: unknown) => new GatewayError('OUTCOME_UNKNOWN', ifUnread(outcome.id), { cause });
  const order = await loaders.order.load(outcome.id).catch((error: unknown) => {
    throw unread(error);
  });
  if (!order) throw unread();
  return { ...order, walletId: body.walletId };
}

export const createTopupOrderPayloadResolvers = {
  orderEdge: ({ order }: { order?: TopupOrder | null }, _: unknown, { cursors }: TopupContext) =>
    order?.walletId === undefined ? null : newEdge(order, { cursors, scope: ordersOf(order.walletId, null) }),
};

export const topupOrderResolvers = {
  wallet: async ({ id, walletId }: TopupOrder, _: unknown, { directory }: TopupContext) => {
    const target = walletId ?? (await directory.walletOfOrder(id));
    return target === undefined ? null : { id: target };
  },

  paymentInstructions: ({ id, paymentInstructions }: TopupOrder, _: unknown, { api }: TopupContext) =>
    paymentInstructions === undefined ? api.topup.paymentInstructions(id) : paymentInstructions,
};

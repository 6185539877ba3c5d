import type { GraphQLError, GraphQLResolveInfo } from 'graphql';
import type { Access } from '../auth/access.js';
import type { Viewer } from '../auth/viewer.js';
import { badUserInput } from '../common/gateway-error.js';
import type {
  CustomerWalletsArgs,
  MutationCreateCustomerArgs,
  QueryCustomerArgs,
  QueryCustomerByExternalRefArgs,
} from '../common/generated/schema-types.js';
import type { Directory } from '../directory/directory.js';
import type { CustomerProfile } from '../directory/facts.js';
import { createOnce } from '../idempotency/create-once.js';
import type { IdempotencyKeys } from '../idempotency/idempotency-keys.js';
import { checkId } from '../input/check-id.js';
import { InputCheck, orUserErrors, type UserError } from '../input/user-error.js';
import { connectionOf } from '../paging/connection.js';
import type { CursorSigner } from '../paging/cursor-signer.js';
import { isProvedBy } from '../paging/existence.js';
import { walletsOf } from '../paging/list-scopes.js';
import { selectedFields } from '../paging/selection.js';
import { shown } from '../paging/shown-list.js';
import type { List } from '../paging/walk.js';
import type { Operation } from '../rest/operation.js';
import type { WritePermit } from '../rest/transport/write-permit.js';
import type { Customer } from './customer.js';
import type { CustomerApi, NewCustomer } from './customer-api.js';
import type { CustomerLoaders } from './customer-loaders.js';

/** The members of an operation's context that customers' fields use; `Node` is the wallet noun's type. */
interface CustomerContext<Node extends { id: string } = { id: string }> {
  viewer: Viewer;
  access: Access;
  api: { customer: CustomerApi };
  cursors: CursorSigner;
  directory: Directory;
  idempotencyKeys: IdempotencyKeys;
  loaders: CustomerLoaders & { walletList: (customerId: string) => List<Node> };
  operation: Operation;
  partialErrors: GraphQLError[];
}

export const customerQueries = {
  viewer: (_: unknown, __: unknown, { viewer }: CustomerContext): Customer | null =>
    viewer.kind === 'customer' ? { id: viewer.customerId } : null,

  customer: async (
    _: unknown,
    { id }: QueryCustomerArgs,
    context: CustomerContext,
    info: GraphQLResolveInfo,
  ): Promise<Customer | null> => {
    if (!context.access.ownsCustomer(checkId(id))) return null;
    const exists =
      (await context.directory.knowsCustomer(id).catch(() => false)) || (await isListed(id, context, info));
    return exists ? { id } : null;
  },

  customerByExternalRef: async (
    _: unknown,
    { externalRef }: QueryCustomerByExternalRefArgs,
    { directory, loaders, viewer }: CustomerContext,
  ): Promise<Customer | null> => {
    if (!externalRef.isWellFormed()) throw badUserInput('"externalRef" must be well-formed Unicode.');
    if (viewer.kind === 'customer') {
      // Customers are compared with their own profile: the time of a look-up would reveal that a foreign reference exists.
      const profile = await loaders.profile.load(viewer.customerId);
      return profile?.externalRef === externalRef ? { id: viewer.customerId, profile } : null;
    }
    const id = await directory.customerIdByExternalRef(externalRef);
    return id === undefined ? null : { id };
  },
};

const IF_UNKNOWN = {
  plain:
    'The outcome is unknown: the customer may have been created. Query customerByExternalRef in a minute. If it returns null, ' +
    'create the customer again; a duplicate is rejected with EMAIL_ALREADY_EXISTS.',
  keyed:
    'The outcome is unknown: the customer may have been created. Send the same request with the same idempotencyKey, which never creates a second ' +
    'customer, or query customerByExternalRef.',
};

export const customerMutations = {
  createCustomer: async (
    _: unknown,
    { input }: MutationCreateCustomerArgs,
    context: CustomerContext,
  ): Promise<{ customer: Customer | null; errors: UserError[] }> => {
    const { externalRef, name, email, metadata, idempotencyKey } = input;
    const { errors } = new InputCheck()
      .text(externalRef, ['externalRef'])
      .text(name, ['name'])
      .text(email, ['email'])
      .optionalText(idempotencyKey, ['idempotencyKey']);
    if (errors.length > 0) return { customer: null, errors };

    const body = { externalRef, name, email, ...(metadata && { metadata }) };
    const outcome = await orUserErrors(createCustomer(body, idempotencyKey, context));
    return { customer: outcome.value, errors: outcome.errors };
  },
};

/** Creates the customer, or finds the one that exists under the key, whose profile the directory has. */
async function createCustomer(
  body: NewCustomer,
  key: string | null | undefined,
  context: CustomerContext,
): Promise<Customer> {
  const create = async (permit: WritePermit): Promise<Customer> => {
    const profile = await context.api.customer.create(body, permit);
    return { id: profile.id, profile };
  };
  const creation = { kind: 'customer', body } as const;
  const outcome = await createOnce({ key, creation, create, ifUnknown: IF_UNKNOWN }, context);
  return outcome.kind === 'created' ? outcome.created : { id: outcome.id };
}

const profileOf = async ({ id, profile }: Customer, { loaders }: CustomerContext): Promise<CustomerProfile | null> =>
  profile ?? loaders.profile.load(id);

export const customerResolvers = {
  externalRef: async (customer: Customer, _: unknown, context: CustomerContext) =>
    (await profileOf(customer, context))?.externalRef ?? null,
  name: async (customer: Customer, _: unknown, context: CustomerContext) =>
    (await profileOf(customer, context))?.name ?? null,
  email: async (customer: Customer, _: unknown, context: CustomerContext) =>
    (await profileOf(customer, context))?.email ?? null,
  metadata: async (customer: Customer, _: unknown, context: CustomerContext) =>
    (await profileOf(customer, context))?.metadata ?? null,
  createdAt: async (customer: Customer, _: unknown, context: CustomerContext) =>
    (await profileOf(customer, context))?.createdAt ?? null,

  wallets: <Node extends { id: string }>(
    { id }: Customer,
    args: CustomerWalletsArgs,
    context: CustomerContext<Node>,
    info: GraphQLResolveInfo,
  ) => {
    const { access, directory, loaders, cursors } = context;
    const list = loaders.walletList(id);
    if (!access.isOperator) list.hiddenOf = (ids) => directory.foreignWallets(ids, id);
    return shown(args, { list, cursors, scope: walletsOf(id) }, context, info);
  },
};

/**
 * Asks the REST API whether the customer exists: by the pages of wallets that the selection reads anyway, otherwise by one extra call.
 * A page that cannot be read is reported by its own field, unless it is the only one.
 */
async function isListed(id: string, { loaders, cursors }: CustomerContext, info: GraphQLResolveInfo): Promise<boolean> {
  const pageable = { list: loaders.walletList(id), cursors, scope: walletsOf(id) };
  const lists = selectedFields(info).filter(({ name }) => name === 'wallets');
  if (lists.length > 0) return isProvedBy(lists.map(({ args }) => connectionOf(args, pageable)));
  return (await connectionOf({ first: 1 }, pageable)) !== null;
}

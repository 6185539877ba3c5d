import type { GraphQLResolveInfo } from 'graphql';
import { badUserInput } from '../common/gateway-error.js';
import type { CustomerProfile } from '../directory/facts.js';
import type { Context } from '../graphql/operation/context.js';
import type { CustomerResolvers, MutationResolvers, QueryResolvers } from '../graphql/schema/generated/resolvers.js';
import { checkId } from '../input/check-id.js';
import { InputCheck, orUserErrors } from '../input/user-error.js';
import { connectionOf } from '../paging/connection.js';
import { isProvedBy } from '../paging/existence.js';
import { walletsOf } from '../paging/list-scopes.js';
import { selectedFields } from '../paging/selection.js';
import { shown } from '../paging/shown-list.js';
import type { WritePermit } from '../rest/transport/write-permit.js';
import type { Customer } from './customer.js';

export const customerQueries: Pick<QueryResolvers, 'viewer' | 'customer' | 'customerByExternalRef'> = {
  viewer: (_, __, { viewer }) => (viewer.kind === 'customer' ? { id: viewer.customerId } : null),

  customer: async (_, { id }, context, info) => {
    if (!context.access.ownsCustomer(checkId(id))) return null;
    const exists =
      (await context.directory.knowsCustomer(id).catch(() => false)) || (await isListed(id, context, info));
    return exists ? { id } : null;
  },

  customerByExternalRef: async (_, { externalRef }, { directory, loaders, viewer }) => {
    if (!externalRef.isWellFormed()) throw badUserInput('"externalRef" must be well-formed Unicode.');
    if (viewer.kind === 'customer') {
      // By their own profile: a look-up by the reference would take another time where it is somebody else's.
      const profile = await loaders.profile.load(viewer.customerId);
      return profile?.externalRef === externalRef ? { id: viewer.customerId, profile } : null;
    }
    const id = await directory.customerIdByExternalRef(externalRef);
    return id === undefined ? null : { id };
  },
};

const IF_UNKNOWN =
  'It is not known whether the customer was created. Look it up with customerByExternalRef in a minute; if it is not there, ' +
  'create it again: where it was created, that is refused with EMAIL_ALREADY_EXISTS.';

export const customerMutations: Pick<MutationResolvers, 'createCustomer'> = {
  createCustomer: async (_, { input }, { api, operation }) => {
    const { externalRef, name, email, metadata } = input;
    const { errors } = new InputCheck().text(externalRef, ['externalRef']).text(name, ['name']).text(email, ['email']);
    if (errors.length > 0) return { customer: null, errors };

    const create = (permit: WritePermit) =>
      api.customer.create({ externalRef, name, email, ...(metadata && { metadata }) }, permit);
    const outcome = await orUserErrors(operation.outcomeOf(create, IF_UNKNOWN));
    const customer = outcome.value && { id: outcome.value.id, profile: outcome.value };
    return { customer, errors: outcome.errors };
  },
};

const profileOf = async ({ id, profile }: Customer, { loaders }: Context): Promise<CustomerProfile | null> =>
  profile ?? loaders.profile.load(id);

export const customerResolvers: CustomerResolvers = {
  externalRef: async (customer, _, context) => (await profileOf(customer, context))?.externalRef ?? null,
  name: async (customer, _, context) => (await profileOf(customer, context))?.name ?? null,
  email: async (customer, _, context) => (await profileOf(customer, context))?.email ?? null,
  metadata: async (customer, _, context) => (await profileOf(customer, context))?.metadata ?? null,
  createdAt: async (customer, _, context) => (await profileOf(customer, context))?.createdAt ?? null,

  wallets: ({ id }, args, context, info) => {
    const { access, directory, loaders, cursors } = context;
    const list = loaders.walletList(id);
    if (!access.isOperator) list.hiddenOf = (ids) => directory.foreignWallets(ids, id);
    return shown(args, { list, cursors, scope: walletsOf(id) }, context, info);
  },
};

/**
 * Asks the REST API whether there is such a customer: by the pages of wallets that the selection reads anyway, else by one
 * call of its own. A page that can't be read is left for its own field to tell, unless it is all there is.
 */
async function isListed(id: string, { loaders, cursors }: Context, info: GraphQLResolveInfo): Promise<boolean> {
  const pageable = { list: loaders.walletList(id), cursors, scope: walletsOf(id) };
  const lists = selectedFields(info).filter(({ name }) => name === 'wallets');
  if (lists.length > 0) return isProvedBy(lists.map(({ args }) => connectionOf(args, pageable)));
  return (await connectionOf({ first: 1 }, pageable)) !== null;
}

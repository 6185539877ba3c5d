/** What Apollo Server, Yoga and Mercurius resolve by: a DataLoader per kind of call, fresh for each operation. */

export const resolvers = {
  Query: {
    customer: (_, { id }) => ({ id }),
    wallet: (_, { id }) => ({ id }),
  },
  Customer: {
    wallets: ({ id }, { first }, { loaders }) => loaders.wallets.load({ id, first }),
  },
  Wallet: {
    balance: ({ id }, _, { loaders }) => loaders.balance.load(id),
    transactions: ({ id }, { first }, { loaders }) => loaders.transactions.load({ id, first }),
  },
};

/**
 * `DataLoader` is handed in, since each peer has its own.
 *
 * @param {typeof import('dataloader')} DataLoader
 * @param {ReturnType<import('./rest.mjs').createRest>} rest
 */
export function createLoaders(DataLoader, rest) {
  const each = (load) => (keys) => Promise.all(keys.map((key) => load(key).catch((error) => error)));
  const cacheKeyFn = ({ id, first }) => `${id} ${first}`;
  return {
    wallets: new DataLoader(
      each(({ id, first }) => rest.wallets(id, first)),
      { cacheKeyFn },
    ),
    balance: new DataLoader(each(rest.balance)),
    transactions: new DataLoader(
      each(({ id, first }) => rest.transactions(id, first)),
      { cacheKeyFn },
    ),
  };
}

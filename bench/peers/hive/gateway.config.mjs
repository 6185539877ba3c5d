/** Hive Gateway over that supergraph; its documented way to give fields to types that no subgraph has. */
import { defineConfig } from '@graphql-hive/gateway';

/** Asks the REST API through its subgraph. */
const rest = (field, selectionSet, toArgs) => (root, args, context, info) =>
  context.rest.Query[field]({ root, args: toArgs(root, args), context, info, selectionSet });

const wallets = rest(
  'customerWallets',
  '{ data { items { walletId asset network address status } nextCursor } }',
  ({ id }, { first }) => ({ customerId: id, limit: first }),
);
const balance = rest('walletBalance', '{ data { asset network available pending updatedAt } }', ({ id }) => ({
  walletId: id,
}));
const transactions = rest(
  'walletTransactions',
  '{ data { items { txId type reason amount asset network txHash createdAt } nextCursor } }',
  ({ id }, { first }) => ({ walletId: id, limit: first }),
);

const pageInfoOf = ({ nextCursor }) => ({ hasNextPage: nextCursor !== null, endCursor: nextCursor });

export const gatewayConfig = defineConfig({
  supergraph: process.env.SUPERGRAPH,
  pollingInterval: 0,
  additionalResolvers: {
    Query: {
      customer: (_, { id }) => ({ id }),
      wallet: (_, { id }) => ({ id }),
    },
    Customer: {
      wallets: async (...call) => {
        const { data } = await wallets(...call);
        const nodes = data.items.map(({ walletId, ...wallet }) => ({ id: walletId, ...wallet }));
        return { nodes, pageInfo: pageInfoOf(data) };
      },
    },
    Wallet: {
      balance: async (...call) => (await balance(...call)).data,
      transactions: async (...call) => {
        const { data } = await transactions(...call);
        const nodes = data.items.map(({ txId, ...transaction }) => ({ id: txId, ...transaction }));
        return { nodes, pageInfo: pageInfoOf(data) };
      },
    },
  },
});

/** What random operations ask the simulator's sample data for: what is there, what isn't, and what no id looks like. */
import type { RandomOptions } from './random-operations.js';

const CUSTOMERS = ['cus_8a9b3e', 'cus_many', 'cus_busy', 'cus_none', '../x'];
const WALLETS = ['wal_c1f0aa', 'wal_many_01', 'wal_many_02', 'wal_busy', 'wal_none', 'a b'];
const ORDERS = ['bacd97d132014cb6b23ee18fdea3b5c4', 'ord_busy_01', 'ord_busy_02', 'ord_busy_03', 'ord_none', ''];

export const SAMPLE_VALUES: NonNullable<RandomOptions['values']> = {
  'Query.customer.id': CUSTOMERS,
  'Query.wallet.id': WALLETS,
  'Query.wallets.ids': WALLETS,
  'Query.topupOrder.id': ORDERS,
  'Query.topupOrders.ids': ORDERS,
  'Query.customerByExternalRef.externalRef': ['user_10086', 'user_none'],
  'Subscription.topupStatus.orderId': ORDERS,
  customerId: CUSTOMERS,
  walletId: WALLETS,
  quoteId: ['q_none', ''],
  asset: ['USDT', 'USDC', 'XXX'],
  network: ['TRON', 'ETHEREUM'],
  first: [1, 2, 5, 20, 100, null],
  after: [null, 'bm90IGEgY3Vyc29y'],
  sourceCurrency: ['AUD', 'XXX'],
  targetCurrency: ['USDT', ''],
  _Any: [
    ...CUSTOMERS.map((id) => ({ __typename: 'Customer', id })),
    ...WALLETS.map((id) => ({ __typename: 'Wallet', id })),
    ...ORDERS.map((id) => ({ __typename: 'TopupOrder', id })),
    { __typename: 'AssetNetwork', asset: 'USDT', network: 'TRON' },
    { __typename: 'AssetNetwork', asset: 'XXX', network: '' },
  ],
  JSONObject: [{}, { tier: 'gold', levels: [1, { deep: true }], none: null }],
};

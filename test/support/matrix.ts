/** One question about everything that takes an id, and whose ids to ask it with; the viewer is `cus_8a9b3e`. */
import { BUSY_ORDER_IDS } from '../../src/simulator/sample/sample-data.js';

export const OWN_ORDER = 'bacd97d132014cb6b23ee18fdea3b5c4';
export const FOREIGN = { customer: 'cus_busy', ref: 'user_busy', wallet: 'wal_busy', order: BUSY_ORDER_IDS[0] ?? '' };
export const MISSING = { customer: 'cus_none', ref: 'user_none', wallet: 'wal_none', order: 'ord_none' };
export const OWN = { customer: 'cus_8a9b3e', ref: 'user_10086', wallet: 'wal_c1f0aa', order: OWN_ORDER };

export const EVERYTHING = `query ($customer: ID!, $ref: String!, $wallet: ID!, $order: ID!) {
  customer(id: $customer) { id name email wallets { nodes { id } } }
  customerByExternalRef(externalRef: $ref) { id email }
  wallet(id: $wallet) { id asset address balance { available } transactions { nodes { amount } } topupOrders { totalCount } }
  aliased: wallet(id: $wallet) { topupOrders { nodes { id } } }
  wallets(ids: [$wallet, "wal_c1f0aa", $wallet]) { id balance { available } }
  topupOrder(id: $order) { id quote { fee } paymentInstructions wallet { id customer { email } } }
  topupOrders(ids: [$order, "${OWN_ORDER}"]) { id status }
}`;
export const NOTHING = {
  customer: null,
  customerByExternalRef: null,
  wallet: null,
  aliased: null,
  wallets: [null, { id: 'wal_c1f0aa', balance: { available: '65.2932' } }, null],
  topupOrder: null,
  topupOrders: [null, { id: OWN_ORDER, status: 'COMPLETED' }],
};

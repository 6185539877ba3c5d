/**
 * What each field of the schema costs in REST calls: every field has its row here, and the gateway doesn't start without. For a new field: is it a
 * member of something that has been read? Then it is `FREE`. Otherwise give what its resolver and loaders read, as if nothing were known
 * beforehand.
 */
import type * as endpoints from '../../../rest/contract/endpoints.js';

/** Of `endpoints.ts`. */
export type EndpointName = Exclude<keyof typeof endpoints, 'endpoints'>;

export interface FieldCost {
  /** The endpoint of a call for each object that the field stands on. Fields of one object that read the same share the call: they use one loader. */
  reads?: EndpointName;
  /** `reads` only where the object is known by its id alone: out of a list, or just made, it carries the field. */
  unlessCarried?: true;
  /** A call for the whole operation, shared by all fields that read the same. */
  readsOnce?: EndpointName;
  /** A connection: `first` objects are read for each object that it stands on, in pages of `UPSTREAM_MAX_PAGE_SIZE`. */
  page?: EndpointName;
  /** The argument that holds the ids of the objects it leads to; otherwise it leads to one. */
  ids?: string;
  /** A call for each object that it leads to, shared with their own fields that read the same; none where a field named `unless` is asked for. */
  finds?: { reads: EndpointName; unless?: string };
  /** A write: one call, and what it leads to carries its fields. */
  writes?: true;
  /** It leads to the objects that it stands on: from a connection to its nodes, from a payload to what was made. */
  through?: true;
  /** It leads back to what the object was listed for, where it came out of a list. */
  back?: true;
}

const FREE: FieldCost = {};
const THROUGH: FieldCost = { through: true };

/** Rows for fields that come with what they stand on. */
const free = (type: string, ...fields: string[]): Record<string, FieldCost> =>
  Object.fromEntries(fields.map((field) => [`${type}.${field}`, FREE]));

/**
 * By `Type.field`. It is what the REST API needs when it works as documented. Not counted is what is bounded where it happens: repeated reads, pages
 * that are shorter than asked for, entries that have moved in their list, and finding out whether something is a customer's own.
 */
export const REST_COSTS: Readonly<Record<string, FieldCost>> = {
  'Query.viewer': FREE,
  'Query.customer': { finds: { reads: 'customerWallets', unless: 'wallets' } },
  'Query.customerByExternalRef': FREE,
  'Query.wallet': { finds: { reads: 'walletBalance', unless: 'transactions' } },
  'Query.wallets': { ids: 'ids', finds: { reads: 'walletBalance', unless: 'transactions' } },
  'Query.topupOrder': { finds: { reads: 'order' } },
  // Orders of one wallet may be fewer calls, by its list; which are isn't known beforehand.
  'Query.topupOrders': { ids: 'ids', finds: { reads: 'order' } },
  'Query.assetNetworks': { readsOnce: 'assetNetworks' },

  'Mutation.createCustomer': { writes: true },
  'Mutation.createWallet': { writes: true },
  'Mutation.createTopupQuote': { writes: true },
  // With a key that was used before, the order is read instead.
  'Mutation.createTopupOrder': { writes: true },

  // For each event.
  'Subscription.topupStatus': { finds: { reads: 'order' } },

  ...free('Customer', 'id', 'externalRef', 'name', 'email', 'metadata', 'createdAt'),
  'Customer.wallets': { page: 'customerWallets' },
  'WalletConnection.edges': THROUGH,
  'WalletConnection.nodes': THROUGH,
  'WalletConnection.pageInfo': FREE,
  'WalletEdge.cursor': FREE,
  'WalletEdge.node': THROUGH,

  ...free('Wallet', 'id', 'createdAt'),
  'Wallet.asset': { reads: 'walletBalance', unlessCarried: true },
  'Wallet.network': { reads: 'walletBalance', unlessCarried: true },
  // Of many wallets each may be another customer's, whose list tells.
  'Wallet.address': { reads: 'customerWallets', unlessCarried: true },
  'Wallet.status': { reads: 'customerWallets', unlessCarried: true },
  'Wallet.customer': { back: true },
  'Wallet.balance': { reads: 'walletBalance' },
  'Wallet.assetNetwork': { reads: 'walletBalance', unlessCarried: true, readsOnce: 'assetNetworks' },
  'Wallet.transactions': { page: 'walletTransactions' },
  'Wallet.topupOrders': { page: 'orders' },
  ...free('Balance', 'asset', 'network', 'available', 'pending', 'updatedAt'),

  'TransactionConnection.edges': THROUGH,
  'TransactionConnection.nodes': THROUGH,
  'TransactionConnection.pageInfo': FREE,
  'TransactionEdge.cursor': FREE,
  'TransactionEdge.node': THROUGH,
  ...free('Transaction', 'id', 'type', 'rawType', 'reason', 'amount', 'asset', 'network', 'txHash', 'createdAt'),

  'TopupOrderConnection.edges': THROUGH,
  'TopupOrderConnection.nodes': THROUGH,
  'TopupOrderConnection.pageInfo': FREE,
  'TopupOrderConnection.totalCount': FREE,
  'TopupOrderEdge.cursor': FREE,
  'TopupOrderEdge.node': THROUGH,
  ...free('TopupOrder', 'id', 'status', 'rawStatus', 'createdAt', 'quote', 'paymentInstructions'),
  'TopupOrder.wallet': { back: true },
  ...free('QuoteSnapshot', 'fee', 'feeCurrency', 'sourceAmount', 'sourceCurrency', 'targetAmount', 'targetCurrency'),

  'CreateCustomerPayload.customer': THROUGH,
  'CreateWalletPayload.wallet': THROUGH,
  'CreateTopupQuotePayload.quote': THROUGH,
  'CreateTopupOrderPayload.order': THROUGH,
  'CreateCustomerPayload.errors': FREE,
  'CreateWalletPayload.errors': FREE,
  'CreateTopupQuotePayload.errors': FREE,
  'CreateTopupOrderPayload.errors': FREE,
  ...free('TopupQuote', 'id', 'rate', 'sourceCurrency', 'targetCurrency'),
  ...free('AssetNetwork', 'asset', 'network', 'minTopupFiat', 'settlementSlaMins'),
  ...free('PageInfo', 'hasNextPage', 'hasPreviousPage', 'startCursor', 'endCursor'),
  ...free('UserError', 'code', 'message', 'field'),
};

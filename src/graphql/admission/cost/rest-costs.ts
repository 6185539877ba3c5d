/**
 * The cost of each field in REST calls. Every field must have a row; without it, nothing starts. A member of a resource that was already read is `FREE`. For
 * other fields, the row lists the reads of its resolver and loaders, as if the directory knew nothing.
 */
import type * as endpoints from '../../../rest/contract/endpoints.js';

/** A name of contract/endpoints.ts. */
export type EndpointName = Exclude<keyof typeof endpoints, 'endpoints'>;

export interface FieldCost {
  /** The endpoint of one call for each parent object. Fields of one object with the same endpoint share the call. */
  reads?: EndpointName;
  /** Applies `reads` only if the parent is known by id alone. Objects of a list or a mutation contain the field. */
  unlessCarried?: true;
  /** The endpoint of one call for the whole operation. */
  readsOnce?: EndpointName;
  /** A connection: `first` objects for each parent, in pages of `UPSTREAM_MAX_PAGE_SIZE`. */
  page?: EndpointName;
  /** The argument with the ids of the field's objects. Without it, the field has one object. */
  ids?: string;
  /** One call for each object of the field, shared with the objects' own fields; none if a field named in `unless` is selected. */
  finds?: { reads: EndpointName; unless?: string };
  /** A write: one call, whose objects contain their fields. */
  writes?: true;
  /** The field's objects are those of its parent: from a connection to its nodes, from a payload to the created object. */
  through?: true;
  /** The field's objects are those of its argument `representations`. The rows are those of their types. */
  entities?: Readonly<Record<string, string>>;
  /** The field's object is the parent of the list that the object came from. */
  back?: true;
}

/** Prefix of the names that a schema has with `FEDERATION` alone. */
export const OF_FEDERATION = /^(Query\.)?_/;

const FREE: FieldCost = {};
const THROUGH: FieldCost = { through: true };

/** Rows of fields that are members of their parent. */
const free = (type: string, ...fields: string[]): Record<string, FieldCost> =>
  Object.fromEntries(fields.map((field) => [`${type}.${field}`, FREE]));

/**
 * Costs by `Type.field`, for a REST API that works as documented. Not counted are retries, pages shorter than requested, entries that moved in their
 * list, and ownership scans, which have bounds of their own.
 */
export const REST_COSTS: Readonly<Record<string, FieldCost>> = {
  'Query.viewer': FREE,
  // Beside what is read of it: one call that proves that it exists, whichever kind it is.
  'Query.node': { finds: { reads: 'order' } },
  'Query.customer': { finds: { reads: 'customerWallets', unless: 'wallets' } },
  'Query.customerByExternalRef': FREE,
  'Query.wallet': { finds: { reads: 'walletBalance', unless: 'transactions' } },
  'Query.wallets': { ids: 'ids', finds: { reads: 'walletBalance', unless: 'transactions' } },
  'Query.topupOrder': { finds: { reads: 'order' } },
  // Orders of one wallet can take fewer calls by its list, but their wallets are not known beforehand.
  'Query.topupOrders': { ids: 'ids', finds: { reads: 'order' } },
  'Query.assetNetworks': { readsOnce: 'assetNetworks' },
  // Each entity costs as by the root field of its type.
  'Query._entities': {
    entities: {
      AssetNetwork: 'Query.assetNetworks',
      Customer: 'Query.customer',
      TopupOrder: 'Query.topupOrder',
      Wallet: 'Query.wallet',
    },
  },
  'Query._service': FREE,
  '_Service.sdl': FREE,

  'Mutation.createCustomer': { writes: true },
  'Mutation.createWallet': { writes: true },
  'Mutation.createTopupQuote': { writes: true },
  // With a used key, the order is read instead.
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
  // Each of several wallets can belong to another customer, whose list is read.
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
  'CreateWalletPayload.walletEdge': THROUGH,
  'CreateTopupQuotePayload.quote': THROUGH,
  'CreateTopupOrderPayload.order': THROUGH,
  'CreateTopupOrderPayload.orderEdge': THROUGH,
  'CreateCustomerPayload.errors': FREE,
  'CreateWalletPayload.errors': FREE,
  'CreateTopupQuotePayload.errors': FREE,
  'CreateTopupOrderPayload.errors': FREE,
  ...free('TopupQuote', 'id', 'rate', 'sourceCurrency', 'targetCurrency'),
  ...free('AssetNetwork', 'asset', 'network', 'minTopupFiat', 'settlementSlaMins'),
  ...free('PageInfo', 'hasNextPage', 'hasPreviousPage', 'startCursor', 'endCursor'),
  ...free('UserError', 'code', 'message', 'field'),
};

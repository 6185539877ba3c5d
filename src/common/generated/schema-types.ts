/* Made by `npm run codegen` from schema/; do not edit. */
export type Maybe<T> = T | null;
export type InputMaybe<T> = T | null | undefined;
export type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
export type MakeOptional<T, K extends keyof T> = Omit<T, K> & { [SubKey in K]?: Maybe<T[SubKey]> };
export type MakeMaybe<T, K extends keyof T> = Omit<T, K> & { [SubKey in K]: Maybe<T[SubKey]> };
export type MakeEmpty<T extends { [key: string]: unknown }, K extends keyof T> = { [_ in K]?: never };
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
/** All built-in and custom scalars, mapped to their actual values */
export type Scalars = {
  ID: { input: string; output: string; }
  String: { input: string; output: string; }
  Boolean: { input: boolean; output: boolean; }
  Int: { input: number; output: number; }
  Float: { input: number; output: number; }
  /** A time by RFC 3339 in UTC, such as `"2025-11-06T02:13:00Z"`, with the fraction of a second that the wallet service returned. */
  DateTime: { input: string; output: string; }
  /**
   * An exact decimal number in plain notation, such as `"1325.44"`, with the digits of the wallet service. Always a string, since a JSON
   * number could lose digits. Calculate with a decimal library, never with floats.
   */
  Decimal: { input: string; output: string; }
  /** A JSON object. Numbers in an input must be exact as JavaScript numbers. Send longer ones as strings. */
  JSONObject: { input: Record<string, unknown>; output: Record<string, unknown>; }
};

/** A stablecoin on a network for which wallets can be created. */
export type AssetNetwork = {
  __typename?: 'AssetNetwork';
  /** The stablecoin, such as `USDT`. */
  asset: Scalars['String']['output'];
  /** The minimum amount of a top-up in fiat currency. */
  minTopupFiat: Scalars['Decimal']['output'];
  /** The network, such as `TRON`. */
  network: Scalars['String']['output'];
  /** The maximum time until a top-up settles, in minutes. */
  settlementSlaMins: Scalars['Int']['output'];
};

/** The balance of a wallet. */
export type Balance = {
  __typename?: 'Balance';
  /** The stablecoin, such as `USDT`, which is the unit of both amounts. */
  asset: Scalars['String']['output'];
  /** The amount that can be spent. */
  available: Scalars['Decimal']['output'];
  /** The network, such as `TRON`. */
  network: Scalars['String']['output'];
  /** The amount that is being credited. */
  pending: Scalars['Decimal']['output'];
  /** The time of the last change in the wallet service. */
  updatedAt: Scalars['DateTime']['output'];
};

/** The profile of a new customer. */
export type CreateCustomerInput = {
  /** The e-mail address, which must be unique among customers. */
  email: Scalars['String']['input'];
  /** The reference in the integrator's own system, such as a user id. */
  externalRef: Scalars['String']['input'];
  /**
   * A unique key for each intended customer, such as a UUID. The same key and input return the same customer for 48 hours instead of
   * `EMAIL_ALREADY_EXISTS`. A customer with an unknown outcome is never requested again.
   */
  idempotencyKey?: InputMaybe<Scalars['String']['input']>;
  /** Data to store with the customer. */
  metadata?: InputMaybe<Scalars['JSONObject']['input']>;
  /** The name. */
  name: Scalars['String']['input'];
};

/** The result of `createCustomer`. */
export type CreateCustomerPayload = {
  __typename?: 'CreateCustomerPayload';
  /** The new customer. Null if there are errors. */
  customer?: Maybe<Customer>;
  /** Errors that the end user can correct. Empty on success. */
  errors: Array<UserError>;
};

/** The quote, wallet and payer of an order. */
export type CreateTopupOrderInput = {
  /**
   * A unique key for each intended order, such as a UUID. The same key and input return the same order for 48 hours instead of
   * creating a second one. An order with an unknown outcome is never sent again.
   */
  idempotencyKey?: InputMaybe<Scalars['String']['input']>;
  /** The payer. */
  payer: PayerInput;
  /** The id of a quote from `createTopupQuote`. */
  quoteId: Scalars['ID']['input'];
  /** The wallet that receives the stablecoins. */
  walletId: Scalars['ID']['input'];
};

/** The result of `createTopupOrder`. */
export type CreateTopupOrderPayload = {
  __typename?: 'CreateTopupOrderPayload';
  /** Errors that the end user can correct. Empty on success. */
  errors: Array<UserError>;
  /** The order. Null if there are errors. */
  order?: Maybe<TopupOrder>;
  /** The order as an edge of `Wallet.topupOrders` without a filter, for lists that a client has read. Null if there are errors. */
  orderEdge?: Maybe<TopupOrderEdge>;
};

/** The currencies of a quote. */
export type CreateTopupQuoteInput = {
  /** The fiat currency of the payment, such as `AUD`. */
  sourceCurrency: Scalars['String']['input'];
  /** The stablecoin to receive, such as `USDT`. */
  targetCurrency: Scalars['String']['input'];
};

/** The result of `createTopupQuote`. */
export type CreateTopupQuotePayload = {
  __typename?: 'CreateTopupQuotePayload';
  /** Errors that the end user can correct. Empty on success. */
  errors: Array<UserError>;
  /** The quote. Null if there are errors. */
  quote?: Maybe<TopupQuote>;
};

/** The customer, asset and network of a new wallet. */
export type CreateWalletInput = {
  /** The stablecoin, such as `USDT`. See `assetNetworks`. */
  asset: Scalars['String']['input'];
  /** The id of the customer. */
  customerId: Scalars['ID']['input'];
  /**
   * A unique key for each intended wallet, such as a UUID. The same key and input return the same wallet for 48 hours instead of
   * creating a second one. A wallet with an unknown outcome is never requested again.
   */
  idempotencyKey?: InputMaybe<Scalars['String']['input']>;
  /** The network, such as `TRON`. See `assetNetworks`. */
  network: Scalars['String']['input'];
};

/** The result of `createWallet`. */
export type CreateWalletPayload = {
  __typename?: 'CreateWalletPayload';
  /** Errors that the end user can correct. Empty on success. */
  errors: Array<UserError>;
  /** The new wallet. Null if there are errors. */
  wallet?: Maybe<Wallet>;
  /** The wallet as an edge of `Customer.wallets`, for lists that a client has read. Null if there are errors. */
  walletEdge?: Maybe<WalletEdge>;
};

/**
 * An owner of wallets. The wallet service returns a profile only when the customer is created. The gateway keeps it; profile fields
 * are null if the gateway has no record of them.
 */
export type Customer = Node & {
  __typename?: 'Customer';
  /** The time of creation. Null if the gateway has no record of it. */
  createdAt?: Maybe<Scalars['DateTime']['output']>;
  /** The e-mail address. Null if the gateway has no record of it. */
  email?: Maybe<Scalars['String']['output']>;
  /** The reference in the integrator's own system. Null if the gateway has no record of it. */
  externalRef?: Maybe<Scalars['String']['output']>;
  /** The id in the wallet service, such as `cus_8a9b3e`. */
  id: Scalars['ID']['output'];
  /** Data that the integrator stored with the customer. Null if there is none, or if the gateway has no record of it. */
  metadata?: Maybe<Scalars['JSONObject']['output']>;
  /** The name. Null if the gateway has no record of it. */
  name?: Maybe<Scalars['String']['output']>;
  /** The wallets of the customer. Makes one upstream call for each 50 wallets. */
  wallets?: Maybe<WalletConnection>;
};


/**
 * An owner of wallets. The wallet service returns a profile only when the customer is created. The gateway keeps it; profile fields
 * are null if the gateway has no record of them.
 */
export type CustomerWalletsArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
};

/**
 * The mutations. The `errors` of a payload are those that the end user can correct; all others are errors of the operation. After
 * `OUTCOME_UNKNOWN`, check for the result before trying again.
 */
export type Mutation = {
  __typename?: 'Mutation';
  /** Creates a customer. */
  createCustomer?: Maybe<CreateCustomerPayload>;
  /** Orders a top-up: stablecoins for fiat money. The gateway sends the order once and never repeats it by itself. */
  createTopupOrder?: Maybe<CreateTopupOrderPayload>;
  /** Requests a quote with the current rate. An order needs a quote, which expires. */
  createTopupQuote?: Maybe<CreateTopupQuotePayload>;
  /** Creates a wallet for a customer. */
  createWallet?: Maybe<CreateWalletPayload>;
};


/**
 * The mutations. The `errors` of a payload are those that the end user can correct; all others are errors of the operation. After
 * `OUTCOME_UNKNOWN`, check for the result before trying again.
 */
export type MutationCreateCustomerArgs = {
  input: CreateCustomerInput;
};


/**
 * The mutations. The `errors` of a payload are those that the end user can correct; all others are errors of the operation. After
 * `OUTCOME_UNKNOWN`, check for the result before trying again.
 */
export type MutationCreateTopupOrderArgs = {
  input: CreateTopupOrderInput;
};


/**
 * The mutations. The `errors` of a payload are those that the end user can correct; all others are errors of the operation. After
 * `OUTCOME_UNKNOWN`, check for the result before trying again.
 */
export type MutationCreateTopupQuoteArgs = {
  input: CreateTopupQuoteInput;
};


/**
 * The mutations. The `errors` of a payload are those that the end user can correct; all others are errors of the operation. After
 * `OUTCOME_UNKNOWN`, check for the result before trying again.
 */
export type MutationCreateWalletArgs = {
  input: CreateWalletInput;
};

/** An object that can be read again by its id, by Relay's global object identification. Ids are the wallet service's own. */
export type Node = {
  /** The id in the wallet service, unique among customers, wallets and orders. */
  id: Scalars['ID']['output'];
};

/** The position of a page in its list, by the Relay cursor specification. Lists page forward only. */
export type PageInfo = {
  __typename?: 'PageInfo';
  /** The cursor of the last edge, for `after`. Null if the page is empty. */
  endCursor?: Maybe<Scalars['String']['output']>;
  /** Whether more entries follow. */
  hasNextPage: Scalars['Boolean']['output'];
  /** Whether the page was requested with `after`. */
  hasPreviousPage: Scalars['Boolean']['output'];
  /** The cursor of the first edge. Null if the page is empty. */
  startCursor?: Maybe<Scalars['String']['output']>;
};

/** The payer of an order. */
export type PayerInput = {
  /** The name on the payer's account. */
  name: Scalars['String']['input'];
};

/** The queries. A field that fails is null and has an error at its path; the rest of the answer is valid. */
export type Query = {
  __typename?: 'Query';
  /** The assets and networks for which wallets can be created. Makes one upstream call. */
  assetNetworks?: Maybe<Array<AssetNetwork>>;
  /**
   * A customer by id. Null if the customer does not exist. Makes one upstream call if the gateway has no record of the customer and
   * the selection has no first page of wallets.
   */
  customer?: Maybe<Customer>;
  /**
   * A customer by the reference in the integrator's own system. Null if the gateway has no record of it. Makes no upstream call, since
   * the wallet service has no such search.
   */
  customerByExternalRef?: Maybe<Customer>;
  /**
   * A customer, wallet or top-up order by its id, for clients that read objects again (Relay). Null if there is none. The gateway tells the kind by what it
   * knows, otherwise by the beginning of the id: `cus_` and `wal_`, and all others are orders. Costs as `customer`, `wallet` or `topupOrder`.
   */
  node?: Maybe<Node>;
  /** A top-up order by id. Null if the order does not exist. Makes one upstream call. */
  topupOrder?: Maybe<TopupOrder>;
  /**
   * Top-up orders by id, in the order of `ids`. An entry is null if the order does not exist. Orders of one wallet are read
   * together where that takes fewer upstream calls.
   */
  topupOrders?: Maybe<Array<Maybe<TopupOrder>>>;
  /** The signed-in customer. Null for operators. */
  viewer?: Maybe<Customer>;
  /**
   * A wallet by id. Null if the wallet does not exist. Makes one upstream call if the gateway has no record of the wallet and no
   * selected field proves that it exists.
   */
  wallet?: Maybe<Wallet>;
  /** Wallets by id, in the order of `ids`. An entry is null if the wallet does not exist. */
  wallets?: Maybe<Array<Maybe<Wallet>>>;
};


/** The queries. A field that fails is null and has an error at its path; the rest of the answer is valid. */
export type QueryAssetNetworksArgs = {
  asset?: InputMaybe<Scalars['String']['input']>;
  network?: InputMaybe<Scalars['String']['input']>;
};


/** The queries. A field that fails is null and has an error at its path; the rest of the answer is valid. */
export type QueryCustomerArgs = {
  id: Scalars['ID']['input'];
};


/** The queries. A field that fails is null and has an error at its path; the rest of the answer is valid. */
export type QueryCustomerByExternalRefArgs = {
  externalRef: Scalars['String']['input'];
};


/** The queries. A field that fails is null and has an error at its path; the rest of the answer is valid. */
export type QueryNodeArgs = {
  id: Scalars['ID']['input'];
};


/** The queries. A field that fails is null and has an error at its path; the rest of the answer is valid. */
export type QueryTopupOrderArgs = {
  id: Scalars['ID']['input'];
};


/** The queries. A field that fails is null and has an error at its path; the rest of the answer is valid. */
export type QueryTopupOrdersArgs = {
  ids: Array<Scalars['ID']['input']>;
};


/** The queries. A field that fails is null and has an error at its path; the rest of the answer is valid. */
export type QueryWalletArgs = {
  id: Scalars['ID']['input'];
};


/** The queries. A field that fails is null and has an error at its path; the rest of the answer is valid. */
export type QueryWalletsArgs = {
  ids: Array<Scalars['ID']['input']>;
};

/** The amounts agreed at the time of an order. */
export type QuoteSnapshot = {
  __typename?: 'QuoteSnapshot';
  /** The fee, in `feeCurrency`. */
  fee: Scalars['Decimal']['output'];
  /** The currency of the fee, such as `USD`. */
  feeCurrency: Scalars['String']['output'];
  /** The amount paid, in `sourceCurrency`. */
  sourceAmount: Scalars['Decimal']['output'];
  /** The currency of the payment, such as `AUD`. */
  sourceCurrency: Scalars['String']['output'];
  /** The amount received, in `targetCurrency`. */
  targetAmount: Scalars['Decimal']['output'];
  /** The stablecoin received, such as `USDT`. */
  targetCurrency: Scalars['String']['output'];
};

/** The subscriptions. */
export type Subscription = {
  __typename?: 'Subscription';
  /**
   * Sends the current state of a top-up order, and each later state. Completes after `COMPLETED` or `FAILED`. Other selected fields
   * are read again for each event.
   */
  topupStatus: TopupOrder;
};


/** The subscriptions. */
export type SubscriptionTopupStatusArgs = {
  orderId: Scalars['ID']['input'];
};

/** A sale of stablecoins for fiat money, paid into a wallet. */
export type TopupOrder = Node & {
  __typename?: 'TopupOrder';
  /** The time of the order. */
  createdAt: Scalars['DateTime']['output'];
  /** The id in the wallet service. */
  id: Scalars['ID']['output'];
  /**
   * Instructions for the payment, as the wallet service returned them when the order was created. Numbers are strings of their digits.
   * Null if there are none. The gateway keeps them and shows configured members only.
   */
  paymentInstructions?: Maybe<Scalars['JSONObject']['output']>;
  /** The amounts agreed at the time of the order. */
  quote: QuoteSnapshot;
  /** The status as the wallet service returns it. */
  rawStatus: Scalars['String']['output'];
  /** The status of the order. */
  status: TopupStatus;
  /** The wallet that receives the stablecoins. Null if the gateway has no record of it. Makes no upstream call. */
  wallet?: Maybe<Wallet>;
};

/** A page of a wallet's top-up orders. */
export type TopupOrderConnection = {
  __typename?: 'TopupOrderConnection';
  /** The orders with their cursors. */
  edges: Array<TopupOrderEdge>;
  /** The orders without cursors. */
  nodes: Array<TopupOrder>;
  /** The position of the page in the list. */
  pageInfo: PageInfo;
  /** The number of orders in the list, as the wallet service counts them. */
  totalCount: Scalars['Int']['output'];
};

/** An order and its cursor. */
export type TopupOrderEdge = {
  __typename?: 'TopupOrderEdge';
  /** The cursor for `after`, which resumes right after this order. */
  cursor: Scalars['String']['output'];
  /** The order. */
  node: TopupOrder;
};

/**
 * A rate for an order, valid for a limited time. The amounts and the fee are not known before the order: the wallet service takes no amount for a
 * quote, and returns them with the order. See `TopupOrder.quote`.
 */
export type TopupQuote = {
  __typename?: 'TopupQuote';
  /** The id, for `createTopupOrder`. */
  id: Scalars['ID']['output'];
  /** The price of one unit of `sourceCurrency` in `targetCurrency`, as the wallet service returns it. */
  rate: Scalars['Decimal']['output'];
  /** The requested currency of the payment. */
  sourceCurrency: Scalars['String']['output'];
  /** The requested stablecoin. */
  targetCurrency: Scalars['String']['output'];
};

/** The status of a top-up order. It moves forward only: `TRANSFERRING`, `CREDITED`, then `COMPLETED` or `FAILED`. */
export type TopupStatus =
  /** The order is complete. Terminal. */
  | 'COMPLETED'
  /** The stablecoins are in the wallet. The order is not closed yet. */
  | 'CREDITED'
  /** The order has failed. The wallet service gives no reason. Terminal. */
  | 'FAILED'
  /** The fiat money is being transferred. */
  | 'TRANSFERRING'
  /** A status that the gateway does not know. See `rawStatus`. Not terminal. */
  | 'UNKNOWN';

/** The statuses by which the wallet service can list orders. */
export type TopupStatusFilter =
  /** The order is complete. */
  | 'COMPLETED'
  /** The stablecoins are in the wallet. */
  | 'CREDITED'
  /** The order has failed. */
  | 'FAILED'
  /** The fiat money is being transferred. */
  | 'TRANSFERRING';

/** A booking on a wallet. */
export type Transaction = {
  __typename?: 'Transaction';
  /** The amount, in `asset`. */
  amount: Scalars['Decimal']['output'];
  /** The stablecoin, such as `USDT`. */
  asset: Scalars['String']['output'];
  /** The time of the booking. */
  createdAt: Scalars['DateTime']['output'];
  /** The id in the wallet service, such as `tx_4c9a1e`. */
  id: Scalars['ID']['output'];
  /** The network, such as `TRON`. */
  network: Scalars['String']['output'];
  /** The type as the wallet service returns it. */
  rawType: Scalars['String']['output'];
  /** The reason, such as `TOPUP_CREDIT`. */
  reason: Scalars['String']['output'];
  /** The hash of the transaction on the network. Null if there is none. */
  txHash?: Maybe<Scalars['String']['output']>;
  /** The direction of the money. */
  type: TransactionType;
};

/** A page of a wallet's transactions. */
export type TransactionConnection = {
  __typename?: 'TransactionConnection';
  /** The transactions with their cursors. */
  edges: Array<TransactionEdge>;
  /** The transactions without cursors. */
  nodes: Array<Transaction>;
  /** The position of the page in the list. */
  pageInfo: PageInfo;
};

/** A transaction and its cursor. */
export type TransactionEdge = {
  __typename?: 'TransactionEdge';
  /** The cursor for `after`, which resumes right after this transaction. */
  cursor: Scalars['String']['output'];
  /** The transaction. */
  node: Transaction;
};

/** The direction of a transaction. */
export type TransactionType =
  /** Money into the wallet. */
  | 'CREDIT'
  /** Money out of the wallet. */
  | 'DEBIT'
  /** A type that the gateway does not know. See `rawType`. */
  | 'UNKNOWN';

/** An error that the end user can correct. */
export type UserError = {
  __typename?: 'UserError';
  /** The error code, for programs. */
  code: UserErrorCode;
  /** The path of the invalid input field, such as `["input", "email"]`. Null if the error concerns no single field. */
  field?: Maybe<Array<Scalars['String']['output']>>;
  /** The message for people, in English. */
  message: Scalars['String']['output'];
};

/** The code of an error that the end user can correct. */
export type UserErrorCode =
  /** The customer does not exist, or is not the viewer. */
  | 'CUSTOMER_NOT_FOUND'
  /** Another customer has the e-mail address. */
  | 'EMAIL_ALREADY_EXISTS'
  /** The idempotency key was used with other input. */
  | 'IDEMPOTENCY_CONFLICT'
  /** An input field is empty, too long or malformed. Nothing was sent to the wallet service. */
  | 'INVALID_INPUT'
  /** The quote has expired or was used. Request a new quote. */
  | 'QUOTE_EXPIRED'
  /** The wallet service rejected the request. `message` holds its reason. */
  | 'REJECTED'
  /** Wallets are not available for the asset on the network. See `assetNetworks`. */
  | 'UNSUPPORTED_ASSET_NETWORK'
  /** The wallet does not exist, or belongs to another customer. */
  | 'WALLET_NOT_FOUND';

/**
 * A wallet for one asset on one network. Its address and status come from the list of its customer's wallets, so they are null if the
 * gateway has no record of the customer.
 */
export type Wallet = Node & {
  __typename?: 'Wallet';
  /** The address on the network. Null if unknown. Can make an upstream call (the customer's wallets). */
  address?: Maybe<Scalars['String']['output']>;
  /** The stablecoin, such as `USDT`. Makes one upstream call (the balance) if the gateway has no record of it. */
  asset: Scalars['String']['output'];
  /** The conditions for the asset on the network. Null if they are no longer listed. Makes one upstream call for the whole operation. */
  assetNetwork?: Maybe<AssetNetwork>;
  /** The current balance. Makes one upstream call. */
  balance?: Maybe<Balance>;
  /** The time of creation. Null if the gateway has no record of it. */
  createdAt?: Maybe<Scalars['DateTime']['output']>;
  /** The owner. Null if the gateway has no record of the owner. Makes no upstream call. */
  customer?: Maybe<Customer>;
  /** The id in the wallet service, such as `wal_c1f0aa`. */
  id: Scalars['ID']['output'];
  /** The network, such as `TRON`. Makes one upstream call (the balance) if the gateway has no record of it. */
  network: Scalars['String']['output'];
  /** The status, such as `ACTIVE`. Null if unknown. Can make an upstream call (the customer's wallets). */
  status?: Maybe<Scalars['String']['output']>;
  /** The top-up orders. Makes one upstream call for each 50 orders. */
  topupOrders?: Maybe<TopupOrderConnection>;
  /** The transactions in the order of the wallet service, newest first. Makes one upstream call for each 50 transactions. */
  transactions?: Maybe<TransactionConnection>;
};


/**
 * A wallet for one asset on one network. Its address and status come from the list of its customer's wallets, so they are null if the
 * gateway has no record of the customer.
 */
export type WalletTopupOrdersArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
  status?: InputMaybe<TopupStatus>;
  withStatus?: InputMaybe<TopupStatusFilter>;
};


/**
 * A wallet for one asset on one network. Its address and status come from the list of its customer's wallets, so they are null if the
 * gateway has no record of the customer.
 */
export type WalletTransactionsArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
};

/** A page of a customer's wallets. */
export type WalletConnection = {
  __typename?: 'WalletConnection';
  /** The wallets with their cursors. */
  edges: Array<WalletEdge>;
  /** The wallets without cursors. */
  nodes: Array<Wallet>;
  /** The position of the page in the list. */
  pageInfo: PageInfo;
};

/** A wallet and its cursor. */
export type WalletEdge = {
  __typename?: 'WalletEdge';
  /** The cursor for `after`, which resumes right after this wallet. */
  cursor: Scalars['String']['output'];
  /** The wallet. */
  node: Wallet;
};

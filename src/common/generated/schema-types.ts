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
  /** A moment as RFC 3339 in UTC, such as `"2025-11-06T02:13:00Z"`, with as many decimals of a second as the wallet service gave. */
  DateTime: { input: string; output: string; }
  /**
   * An exact decimal number in plain notation, such as `"1325.44"`, with the digits that the wallet service itself gave. Always a
   * string, since a JSON number could lose digits: calculate with it in a decimal library, never as a float.
   */
  Decimal: { input: string; output: string; }
  /** Any JSON object. Numbers in an input must be exact as JavaScript numbers; send longer ones as strings. */
  JSONObject: { input: Record<string, unknown>; output: Record<string, unknown>; }
};

/** An asset on a network that wallets can be opened for. */
export type AssetNetwork = {
  __typename?: 'AssetNetwork';
  /** The stablecoin, such as `USDT`. */
  asset: Scalars['String']['output'];
  /** The least fiat amount of a top-up. */
  minTopupFiat: Scalars['Decimal']['output'];
  /** The network, such as `TRON`. */
  network: Scalars['String']['output'];
  /** How many minutes a top-up takes at most to settle. */
  settlementSlaMins: Scalars['Int']['output'];
};

/** What is in a wallet. */
export type Balance = {
  __typename?: 'Balance';
  /** The stablecoin, such as `USDT`; the unit of both amounts. */
  asset: Scalars['String']['output'];
  /** What can be spent. */
  available: Scalars['Decimal']['output'];
  /** The network, such as `TRON`. */
  network: Scalars['String']['output'];
  /** What is on its way in. */
  pending: Scalars['Decimal']['output'];
  /** When the wallet service last changed it. */
  updatedAt: Scalars['DateTime']['output'];
};

/** Who the new customer is. */
export type CreateCustomerInput = {
  /** The e-mail address; no two customers have the same. */
  email: Scalars['String']['input'];
  /** The integrator's own reference, such as the id of its user. */
  externalRef: Scalars['String']['input'];
  /** Anything the integrator wants to keep with the customer. */
  metadata?: InputMaybe<Scalars['JSONObject']['input']>;
  /** The name. */
  name: Scalars['String']['input'];
};

/** The new customer, or why there is none. */
export type CreateCustomerPayload = {
  __typename?: 'CreateCustomerPayload';
  /** The new customer; null where there are errors. */
  customer?: Maybe<Customer>;
  /** What the person can mend; empty on success. */
  errors: Array<UserError>;
};

/** Which quote, which wallet, who pays. */
export type CreateTopupOrderInput = {
  /**
   * A key of your own making, a new one for each order that you mean, such as a UUID. Sent again with the same input, it gives the same
   * order again rather than a second one, for 48 hours after that was made; an order of which nothing is known is never sent again.
   */
  idempotencyKey?: InputMaybe<Scalars['String']['input']>;
  /** Who pays. */
  payer: PayerInput;
  /** A quote's id, from `createTopupQuote`. */
  quoteId: Scalars['ID']['input'];
  /** The wallet to top up. */
  walletId: Scalars['ID']['input'];
};

/** The order, or why there is none. */
export type CreateTopupOrderPayload = {
  __typename?: 'CreateTopupOrderPayload';
  /** What the person can mend; empty on success. */
  errors: Array<UserError>;
  /** The order; null where there are errors. */
  order?: Maybe<TopupOrder>;
};

/** From which currency to which. */
export type CreateTopupQuoteInput = {
  /** The fiat currency to pay in, such as `AUD`. */
  sourceCurrency: Scalars['String']['input'];
  /** The stablecoin to receive, such as `USDT`. */
  targetCurrency: Scalars['String']['input'];
};

/** The quote, or why there is none. */
export type CreateTopupQuotePayload = {
  __typename?: 'CreateTopupQuotePayload';
  /** What the person can mend; empty on success. */
  errors: Array<UserError>;
  /** The quote; null where there are errors. */
  quote?: Maybe<TopupQuote>;
};

/** Whose wallet, and what for. */
export type CreateWalletInput = {
  /** The stablecoin, such as `USDT`; see `assetNetworks`. */
  asset: Scalars['String']['input'];
  /** The customer's id. */
  customerId: Scalars['ID']['input'];
  /** The network, such as `TRON`; see `assetNetworks`. */
  network: Scalars['String']['input'];
};

/** The new wallet, or why there is none. */
export type CreateWalletPayload = {
  __typename?: 'CreateWalletPayload';
  /** What the person can mend; empty on success. */
  errors: Array<UserError>;
  /** The new wallet; null where there are errors. */
  wallet?: Maybe<Wallet>;
};

/**
 * Somebody whom wallets are kept for. The wallet service tells who a customer is only once, when it is created: the profile is what
 * the gateway has been told, and null where it hasn't.
 */
export type Customer = {
  __typename?: 'Customer';
  /** When the customer was created; null where the gateway has not been told. */
  createdAt?: Maybe<Scalars['DateTime']['output']>;
  /** The e-mail address; null where the gateway has not been told. */
  email?: Maybe<Scalars['String']['output']>;
  /** The integrator's own reference; null where the gateway has not been told. */
  externalRef?: Maybe<Scalars['String']['output']>;
  /** The wallet service's id, such as `cus_8a9b3e`. */
  id: Scalars['ID']['output'];
  /** What the integrator gave with the customer; null where there is none or the gateway has not been told. */
  metadata?: Maybe<Scalars['JSONObject']['output']>;
  /** The name; null where the gateway has not been told. */
  name?: Maybe<Scalars['String']['output']>;
  /** The customer's wallets. One call for each 50 of them. */
  wallets?: Maybe<WalletConnection>;
};


/**
 * Somebody whom wallets are kept for. The wallet service tells who a customer is only once, when it is created: the profile is what
 * the gateway has been told, and null where it hasn't.
 */
export type CustomerWalletsArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
};

/**
 * Everything that can be changed. What a person can mend is in the payload's `errors`; all else is an error of the operation. After
 * `OUTCOME_UNKNOWN`, check whether it happened before trying again.
 */
export type Mutation = {
  __typename?: 'Mutation';
  /** Creates a customer. */
  createCustomer?: Maybe<CreateCustomerPayload>;
  /** Orders a top-up: stablecoins for fiat money. It is sent to the wallet service once and never again by itself. */
  createTopupOrder?: Maybe<CreateTopupOrderPayload>;
  /** Asks for the current rate. The quote is what an order is made with; it expires. */
  createTopupQuote?: Maybe<CreateTopupQuotePayload>;
  /** Opens a wallet for a customer. */
  createWallet?: Maybe<CreateWalletPayload>;
};


/**
 * Everything that can be changed. What a person can mend is in the payload's `errors`; all else is an error of the operation. After
 * `OUTCOME_UNKNOWN`, check whether it happened before trying again.
 */
export type MutationCreateCustomerArgs = {
  input: CreateCustomerInput;
};


/**
 * Everything that can be changed. What a person can mend is in the payload's `errors`; all else is an error of the operation. After
 * `OUTCOME_UNKNOWN`, check whether it happened before trying again.
 */
export type MutationCreateTopupOrderArgs = {
  input: CreateTopupOrderInput;
};


/**
 * Everything that can be changed. What a person can mend is in the payload's `errors`; all else is an error of the operation. After
 * `OUTCOME_UNKNOWN`, check whether it happened before trying again.
 */
export type MutationCreateTopupQuoteArgs = {
  input: CreateTopupQuoteInput;
};


/**
 * Everything that can be changed. What a person can mend is in the payload's `errors`; all else is an error of the operation. After
 * `OUTCOME_UNKNOWN`, check whether it happened before trying again.
 */
export type MutationCreateWalletArgs = {
  input: CreateWalletInput;
};

/** Where a page stands in its list, as the Relay cursor specification has it. Lists page forward only. */
export type PageInfo = {
  __typename?: 'PageInfo';
  /** The last edge's cursor, to go on with as `after`; null on an empty page. */
  endCursor?: Maybe<Scalars['String']['output']>;
  /** Whether more follows. */
  hasNextPage: Scalars['Boolean']['output'];
  /** Whether this page was asked for with `after`. */
  hasPreviousPage: Scalars['Boolean']['output'];
  /** The first edge's cursor; null on an empty page. */
  startCursor?: Maybe<Scalars['String']['output']>;
};

/** Who pays. */
export type PayerInput = {
  /** The name on the payer's account. */
  name: Scalars['String']['input'];
};

/** Everything that can be asked for. A part that fails is null, with an error at its path, and the rest of the answer stands. */
export type Query = {
  __typename?: 'Query';
  /** The assets and networks that wallets can be opened for. One call. */
  assetNetworks?: Maybe<Array<AssetNetwork>>;
  /**
   * A customer by id; null where there is none. Costs one call where nothing is known about the customer and no first page of
   * wallets is asked for.
   */
  customer?: Maybe<Customer>;
  /**
   * A customer by the integrator's own reference; null where the gateway has not been told of it. Costs no call: the
   * wallet service can't look one up.
   */
  customerByExternalRef?: Maybe<Customer>;
  /** A top-up order by id; null where there is none. One call. */
  topupOrder?: Maybe<TopupOrder>;
  /**
   * Top-up orders by id, in the order of `ids`; null where there is none. Orders that are known to be of one wallet are read
   * together.
   */
  topupOrders?: Maybe<Array<Maybe<TopupOrder>>>;
  /** The signed-in customer; null for operators. */
  viewer?: Maybe<Customer>;
  /**
   * A wallet by id; null where there is none. Costs one call where nothing is known about the wallet and nothing is asked for
   * that tells.
   */
  wallet?: Maybe<Wallet>;
  /** Wallets by id, in the order of `ids`; null where there is none. */
  wallets?: Maybe<Array<Maybe<Wallet>>>;
};


/** Everything that can be asked for. A part that fails is null, with an error at its path, and the rest of the answer stands. */
export type QueryAssetNetworksArgs = {
  asset?: InputMaybe<Scalars['String']['input']>;
  network?: InputMaybe<Scalars['String']['input']>;
};


/** Everything that can be asked for. A part that fails is null, with an error at its path, and the rest of the answer stands. */
export type QueryCustomerArgs = {
  id: Scalars['ID']['input'];
};


/** Everything that can be asked for. A part that fails is null, with an error at its path, and the rest of the answer stands. */
export type QueryCustomerByExternalRefArgs = {
  externalRef: Scalars['String']['input'];
};


/** Everything that can be asked for. A part that fails is null, with an error at its path, and the rest of the answer stands. */
export type QueryTopupOrderArgs = {
  id: Scalars['ID']['input'];
};


/** Everything that can be asked for. A part that fails is null, with an error at its path, and the rest of the answer stands. */
export type QueryTopupOrdersArgs = {
  ids: Array<Scalars['ID']['input']>;
};


/** Everything that can be asked for. A part that fails is null, with an error at its path, and the rest of the answer stands. */
export type QueryWalletArgs = {
  id: Scalars['ID']['input'];
};


/** Everything that can be asked for. A part that fails is null, with an error at its path, and the rest of the answer stands. */
export type QueryWalletsArgs = {
  ids: Array<Scalars['ID']['input']>;
};

/** The amounts of an order as they were agreed. */
export type QuoteSnapshot = {
  __typename?: 'QuoteSnapshot';
  /** The fee, in `feeCurrency`. */
  fee: Scalars['Decimal']['output'];
  /** The fee's currency, such as `USD`. */
  feeCurrency: Scalars['String']['output'];
  /** What is paid, in `sourceCurrency`. */
  sourceAmount: Scalars['Decimal']['output'];
  /** The currency that is paid in, such as `AUD`. */
  sourceCurrency: Scalars['String']['output'];
  /** What arrives, in `targetCurrency`. */
  targetAmount: Scalars['Decimal']['output'];
  /** The stablecoin that arrives, such as `USDT`. */
  targetCurrency: Scalars['String']['output'];
};

/** What can be watched live. */
export type Subscription = {
  __typename?: 'Subscription';
  /**
   * A top-up order as it is now, and again each time its status moves forward; completes after `COMPLETED` or `FAILED`. Beside the
   * status, anything may be asked for that a query could ask for: it is read anew for each event.
   */
  topupStatus: TopupOrder;
};


/** What can be watched live. */
export type SubscriptionTopupStatusArgs = {
  orderId: Scalars['ID']['input'];
};

/** A sale of stablecoins for fiat money, into a wallet. */
export type TopupOrder = {
  __typename?: 'TopupOrder';
  /** When it was ordered. */
  createdAt: Scalars['DateTime']['output'];
  /** The wallet service's id. */
  id: Scalars['ID']['output'];
  /**
   * How to pay, in the members that the gateway shows of what the wallet service gave (numbers as strings of their digits); null where there are none. It may give them
   * only once, when the order is made: the gateway remembers them.
   */
  paymentInstructions?: Maybe<Scalars['JSONObject']['output']>;
  /** What was agreed when it was ordered. */
  quote: QuoteSnapshot;
  /** The wallet service's own word for `status`. */
  rawStatus: Scalars['String']['output'];
  /** How far it has come. */
  status: TopupStatus;
  /** Where the money goes; null where the gateway doesn't know. Costs no call. */
  wallet?: Maybe<Wallet>;
};

/** A page of a wallet's top-up orders. */
export type TopupOrderConnection = {
  __typename?: 'TopupOrderConnection';
  /** The orders, each with its cursor. */
  edges: Array<TopupOrderEdge>;
  /** The orders without cursors. */
  nodes: Array<TopupOrder>;
  /** Where this page stands. */
  pageInfo: PageInfo;
  /** How many there are, by the wallet service's own count. */
  totalCount: Scalars['Int']['output'];
};

/** An order in its list. */
export type TopupOrderEdge = {
  __typename?: 'TopupOrderEdge';
  /** Resumes right after this order, as `after`. */
  cursor: Scalars['String']['output'];
  /** The order. */
  node: TopupOrder;
};

/** A rate that an order can be made with, for a while. */
export type TopupQuote = {
  __typename?: 'TopupQuote';
  /** The quote's id, for `createTopupOrder`. */
  id: Scalars['ID']['output'];
  /** What one unit of `sourceCurrency` buys, in `targetCurrency`, as the wallet service gives it. */
  rate: Scalars['Decimal']['output'];
  /** The currency to pay in, as it was asked for. */
  sourceCurrency: Scalars['String']['output'];
  /** The stablecoin to receive, as it was asked for. */
  targetCurrency: Scalars['String']['output'];
};

/** How far a top-up order has come. It only ever moves forward: `TRANSFERRING`, `CREDITED`, then `COMPLETED` or `FAILED`. */
export type TopupStatus =
  /** Done. Nothing follows. */
  | 'COMPLETED'
  /** The stablecoins are in the wallet; the order isn't closed yet. */
  | 'CREDITED'
  /** It came to nothing. Nothing follows. */
  | 'FAILED'
  /** The fiat money is on its way. */
  | 'TRANSFERRING'
  /** A word that the gateway doesn't know: see `rawStatus`. Something may follow. */
  | 'UNKNOWN';

/** One entry of a wallet's statement. */
export type Transaction = {
  __typename?: 'Transaction';
  /** How much, in `asset`. */
  amount: Scalars['Decimal']['output'];
  /** The stablecoin, such as `USDT`. */
  asset: Scalars['String']['output'];
  /** When it was booked. */
  createdAt: Scalars['DateTime']['output'];
  /** The wallet service's id, such as `tx_4c9a1e`. */
  id: Scalars['ID']['output'];
  /** The network, such as `TRON`. */
  network: Scalars['String']['output'];
  /** The wallet service's own word for `type`. */
  rawType: Scalars['String']['output'];
  /** What it was for, such as `TOPUP_CREDIT`. */
  reason: Scalars['String']['output'];
  /** The transaction's hash on the network; null where it has none. */
  txHash?: Maybe<Scalars['String']['output']>;
  /** Whether it went in or out. */
  type: TransactionType;
};

/** A page of a wallet's transactions. */
export type TransactionConnection = {
  __typename?: 'TransactionConnection';
  /** The transactions, each with its cursor. */
  edges: Array<TransactionEdge>;
  /** The transactions without cursors. */
  nodes: Array<Transaction>;
  /** Where this page stands. */
  pageInfo: PageInfo;
};

/** A transaction in its list. */
export type TransactionEdge = {
  __typename?: 'TransactionEdge';
  /** Resumes right after this transaction, as `after`. */
  cursor: Scalars['String']['output'];
  /** The transaction. */
  node: Transaction;
};

/** Whether money went in or out. */
export type TransactionType =
  /** In. */
  | 'CREDIT'
  /** Out. */
  | 'DEBIT'
  /** A word that the gateway doesn't know: see `rawType`. */
  | 'UNKNOWN';

/** Something that the person can mend. */
export type UserError = {
  __typename?: 'UserError';
  /** What it is, for programs. */
  code: UserErrorCode;
  /** The path of the input field at fault, such as `["input", "email"]`; null where it is not one field. */
  field?: Maybe<Array<Scalars['String']['output']>>;
  /** What it is, for people; not translated. */
  message: Scalars['String']['output'];
};

/** What a person can mend. */
export type UserErrorCode =
  /** There is no such customer. */
  | 'CUSTOMER_NOT_FOUND'
  /** Another customer has this e-mail address. */
  | 'EMAIL_ALREADY_EXISTS'
  /** This idempotency key was used with other input. */
  | 'IDEMPOTENCY_CONFLICT'
  /** An input field is empty or malformed; nothing was sent. */
  | 'INVALID_INPUT'
  /** The quote is too old, or was used; ask for a new one. */
  | 'QUOTE_EXPIRED'
  /** The wallet service refused, in the words of `message`. */
  | 'REJECTED'
  /** No wallet can be opened for this asset on this network; see `assetNetworks`. */
  | 'UNSUPPORTED_ASSET_NETWORK'
  /** There is no such wallet. */
  | 'WALLET_NOT_FOUND';

/**
 * A wallet for one asset on one network. Address and status are told by the list of its customer's wallets: where the gateway doesn't know
 * the customer they are null.
 */
export type Wallet = {
  __typename?: 'Wallet';
  /** The address on the network; null where it isn't known. May cost a call: the customer's wallets. */
  address?: Maybe<Scalars['String']['output']>;
  /** The stablecoin, such as `USDT`. One call (the balance) where it isn't known. */
  asset: Scalars['String']['output'];
  /** What is supported for its asset on its network; null where that is no longer listed. One call for the whole operation. */
  assetNetwork?: Maybe<AssetNetwork>;
  /** What is in it now. One call. */
  balance?: Maybe<Balance>;
  /** When it was opened; null unless the gateway opened it or has been told. */
  createdAt?: Maybe<Scalars['DateTime']['output']>;
  /** Whose it is; null where it isn't known. Costs no call. */
  customer?: Maybe<Customer>;
  /** The wallet service's id, such as `wal_c1f0aa`. */
  id: Scalars['ID']['output'];
  /** The network, such as `TRON`. One call (the balance) where it isn't known. */
  network: Scalars['String']['output'];
  /** Such as `ACTIVE`; null where it isn't known. May cost a call: the customer's wallets. */
  status?: Maybe<Scalars['String']['output']>;
  /** The wallet's top-up orders. One call for each 50 of them. */
  topupOrders?: Maybe<TopupOrderConnection>;
  /** What came in and went out, newest first as the wallet service lists it. One call for each 50 of them. */
  transactions?: Maybe<TransactionConnection>;
};


/**
 * A wallet for one asset on one network. Address and status are told by the list of its customer's wallets: where the gateway doesn't know
 * the customer they are null.
 */
export type WalletTopupOrdersArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
  status?: InputMaybe<TopupStatus>;
};


/**
 * A wallet for one asset on one network. Address and status are told by the list of its customer's wallets: where the gateway doesn't know
 * the customer they are null.
 */
export type WalletTransactionsArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
};

/** A page of a customer's wallets. */
export type WalletConnection = {
  __typename?: 'WalletConnection';
  /** The wallets, each with its cursor. */
  edges: Array<WalletEdge>;
  /** The wallets without cursors. */
  nodes: Array<Wallet>;
  /** Where this page stands. */
  pageInfo: PageInfo;
};

/** A wallet in its list. */
export type WalletEdge = {
  __typename?: 'WalletEdge';
  /** Resumes right after this wallet, as `after`. */
  cursor: Scalars['String']['output'];
  /** The wallet. */
  node: Wallet;
};

/* Made by `npm run codegen` from schema/; do not edit. */
import type { GraphQLResolveInfo, GraphQLScalarType, GraphQLScalarTypeConfig } from 'graphql';
import type { Customer as CustomerModel } from '../../../customer/customer.js';
import type { Wallet as WalletModel } from '../../../wallet/wallet.js';
import type { Balance as BalanceModel } from '../../../wallet/balance.js';
import type { Transaction as TransactionModel } from '../../../wallet/transaction.js';
import type { TopupOrder as TopupOrderModel } from '../../../topup/topup-order.js';
import type { TopupQuote as TopupQuoteModel } from '../../../topup/topup-quote.js';
import type { AssetNetwork as AssetNetworkModel } from '../../../asset/asset-network.js';
import type { Context } from '../../operation/context.js';
export type Maybe<T> = T | null;
export type InputMaybe<T> = T | null | undefined;
export type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
export type MakeOptional<T, K extends keyof T> = Omit<T, K> & { [SubKey in K]?: Maybe<T[SubKey]> };
export type MakeMaybe<T, K extends keyof T> = Omit<T, K> & { [SubKey in K]: Maybe<T[SubKey]> };
export type MakeEmpty<T extends { [key: string]: unknown }, K extends keyof T> = { [_ in K]?: never };
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
export type Omit<T, K extends keyof T> = Pick<T, Exclude<keyof T, K>>;
export type RequireFields<T, K extends keyof T> = Omit<T, K> & { [P in K]-?: NonNullable<T[P]> };
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



export type ResolverTypeWrapper<T> = Promise<T> | T;


export type ResolverWithResolve<TResult, TParent, TContext, TArgs> = {
  resolve: ResolverFn<TResult, TParent, TContext, TArgs>;
};
export type Resolver<TResult, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>, TArgs = Record<PropertyKey, never>> = ResolverFn<TResult, TParent, TContext, TArgs> | ResolverWithResolve<TResult, TParent, TContext, TArgs>;

export type ResolverFn<TResult, TParent, TContext, TArgs> = (
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => Promise<TResult> | TResult;

export type SubscriptionSubscribeFn<TResult, TParent, TContext, TArgs> = (
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => AsyncIterable<TResult> | Promise<AsyncIterable<TResult>>;

export type SubscriptionResolveFn<TResult, TParent, TContext, TArgs> = (
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => TResult | Promise<TResult>;

export interface SubscriptionSubscriberObject<TResult, TKey extends string, TParent, TContext, TArgs> {
  subscribe: SubscriptionSubscribeFn<{ [key in TKey]: TResult }, TParent, TContext, TArgs>;
  resolve?: SubscriptionResolveFn<TResult, { [key in TKey]: TResult }, TContext, TArgs>;
}

export interface SubscriptionResolverObject<TResult, TParent, TContext, TArgs> {
  subscribe: SubscriptionSubscribeFn<any, TParent, TContext, TArgs>;
  resolve: SubscriptionResolveFn<TResult, any, TContext, TArgs>;
}

export type SubscriptionObject<TResult, TKey extends string, TParent, TContext, TArgs> =
  | SubscriptionSubscriberObject<TResult, TKey, TParent, TContext, TArgs>
  | SubscriptionResolverObject<TResult, TParent, TContext, TArgs>;

export type SubscriptionResolver<TResult, TKey extends string, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>, TArgs = Record<PropertyKey, never>> =
  | ((...args: any[]) => SubscriptionObject<TResult, TKey, TParent, TContext, TArgs>)
  | SubscriptionObject<TResult, TKey, TParent, TContext, TArgs>;

export type TypeResolveFn<TTypes, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>> = (
  parent: TParent,
  context: TContext,
  info: GraphQLResolveInfo
) => Maybe<TTypes> | Promise<Maybe<TTypes>>;

export type IsTypeOfResolverFn<T = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>> = (obj: T, context: TContext, info: GraphQLResolveInfo) => boolean | Promise<boolean>;

export type NextResolverFn<T> = () => Promise<T>;

export type DirectiveResolverFn<TResult = Record<PropertyKey, never>, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>, TArgs = Record<PropertyKey, never>> = (
  next: NextResolverFn<TResult>,
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => TResult | Promise<TResult>;





/** Mapping between all available schema types and the resolvers types */
export type ResolversTypes = {
  AssetNetwork: ResolverTypeWrapper<AssetNetworkModel>;
  Balance: ResolverTypeWrapper<BalanceModel>;
  Boolean: ResolverTypeWrapper<Scalars['Boolean']['output']>;
  CreateCustomerInput: CreateCustomerInput;
  CreateCustomerPayload: ResolverTypeWrapper<Omit<CreateCustomerPayload, 'customer'> & { customer?: Maybe<ResolversTypes['Customer']> }>;
  CreateTopupOrderInput: CreateTopupOrderInput;
  CreateTopupOrderPayload: ResolverTypeWrapper<Omit<CreateTopupOrderPayload, 'order'> & { order?: Maybe<ResolversTypes['TopupOrder']> }>;
  CreateTopupQuoteInput: CreateTopupQuoteInput;
  CreateTopupQuotePayload: ResolverTypeWrapper<Omit<CreateTopupQuotePayload, 'quote'> & { quote?: Maybe<ResolversTypes['TopupQuote']> }>;
  CreateWalletInput: CreateWalletInput;
  CreateWalletPayload: ResolverTypeWrapper<Omit<CreateWalletPayload, 'wallet'> & { wallet?: Maybe<ResolversTypes['Wallet']> }>;
  Customer: ResolverTypeWrapper<CustomerModel>;
  DateTime: ResolverTypeWrapper<Scalars['DateTime']['output']>;
  Decimal: ResolverTypeWrapper<Scalars['Decimal']['output']>;
  ID: ResolverTypeWrapper<Scalars['ID']['output']>;
  Int: ResolverTypeWrapper<Scalars['Int']['output']>;
  JSONObject: ResolverTypeWrapper<Scalars['JSONObject']['output']>;
  Mutation: ResolverTypeWrapper<Record<PropertyKey, never>>;
  PageInfo: ResolverTypeWrapper<PageInfo>;
  PayerInput: PayerInput;
  Query: ResolverTypeWrapper<Record<PropertyKey, never>>;
  QuoteSnapshot: ResolverTypeWrapper<QuoteSnapshot>;
  String: ResolverTypeWrapper<Scalars['String']['output']>;
  Subscription: ResolverTypeWrapper<Record<PropertyKey, never>>;
  TopupOrder: ResolverTypeWrapper<TopupOrderModel>;
  TopupOrderConnection: ResolverTypeWrapper<Omit<TopupOrderConnection, 'edges' | 'nodes'> & { edges: Array<ResolversTypes['TopupOrderEdge']>, nodes: Array<ResolversTypes['TopupOrder']> }>;
  TopupOrderEdge: ResolverTypeWrapper<Omit<TopupOrderEdge, 'node'> & { node: ResolversTypes['TopupOrder'] }>;
  TopupQuote: ResolverTypeWrapper<TopupQuoteModel>;
  TopupStatus: TopupStatus;
  Transaction: ResolverTypeWrapper<TransactionModel>;
  TransactionConnection: ResolverTypeWrapper<Omit<TransactionConnection, 'edges' | 'nodes'> & { edges: Array<ResolversTypes['TransactionEdge']>, nodes: Array<ResolversTypes['Transaction']> }>;
  TransactionEdge: ResolverTypeWrapper<Omit<TransactionEdge, 'node'> & { node: ResolversTypes['Transaction'] }>;
  TransactionType: TransactionType;
  UserError: ResolverTypeWrapper<UserError>;
  UserErrorCode: UserErrorCode;
  Wallet: ResolverTypeWrapper<WalletModel>;
  WalletConnection: ResolverTypeWrapper<Omit<WalletConnection, 'edges' | 'nodes'> & { edges: Array<ResolversTypes['WalletEdge']>, nodes: Array<ResolversTypes['Wallet']> }>;
  WalletEdge: ResolverTypeWrapper<Omit<WalletEdge, 'node'> & { node: ResolversTypes['Wallet'] }>;
};

/** Mapping between all available schema types and the resolvers parents */
export type ResolversParentTypes = {
  AssetNetwork: AssetNetworkModel;
  Balance: BalanceModel;
  Boolean: Scalars['Boolean']['output'];
  CreateCustomerInput: CreateCustomerInput;
  CreateCustomerPayload: Omit<CreateCustomerPayload, 'customer'> & { customer?: Maybe<ResolversParentTypes['Customer']> };
  CreateTopupOrderInput: CreateTopupOrderInput;
  CreateTopupOrderPayload: Omit<CreateTopupOrderPayload, 'order'> & { order?: Maybe<ResolversParentTypes['TopupOrder']> };
  CreateTopupQuoteInput: CreateTopupQuoteInput;
  CreateTopupQuotePayload: Omit<CreateTopupQuotePayload, 'quote'> & { quote?: Maybe<ResolversParentTypes['TopupQuote']> };
  CreateWalletInput: CreateWalletInput;
  CreateWalletPayload: Omit<CreateWalletPayload, 'wallet'> & { wallet?: Maybe<ResolversParentTypes['Wallet']> };
  Customer: CustomerModel;
  DateTime: Scalars['DateTime']['output'];
  Decimal: Scalars['Decimal']['output'];
  ID: Scalars['ID']['output'];
  Int: Scalars['Int']['output'];
  JSONObject: Scalars['JSONObject']['output'];
  Mutation: Record<PropertyKey, never>;
  PageInfo: PageInfo;
  PayerInput: PayerInput;
  Query: Record<PropertyKey, never>;
  QuoteSnapshot: QuoteSnapshot;
  String: Scalars['String']['output'];
  Subscription: Record<PropertyKey, never>;
  TopupOrder: TopupOrderModel;
  TopupOrderConnection: Omit<TopupOrderConnection, 'edges' | 'nodes'> & { edges: Array<ResolversParentTypes['TopupOrderEdge']>, nodes: Array<ResolversParentTypes['TopupOrder']> };
  TopupOrderEdge: Omit<TopupOrderEdge, 'node'> & { node: ResolversParentTypes['TopupOrder'] };
  TopupQuote: TopupQuoteModel;
  Transaction: TransactionModel;
  TransactionConnection: Omit<TransactionConnection, 'edges' | 'nodes'> & { edges: Array<ResolversParentTypes['TransactionEdge']>, nodes: Array<ResolversParentTypes['Transaction']> };
  TransactionEdge: Omit<TransactionEdge, 'node'> & { node: ResolversParentTypes['Transaction'] };
  UserError: UserError;
  Wallet: WalletModel;
  WalletConnection: Omit<WalletConnection, 'edges' | 'nodes'> & { edges: Array<ResolversParentTypes['WalletEdge']>, nodes: Array<ResolversParentTypes['Wallet']> };
  WalletEdge: Omit<WalletEdge, 'node'> & { node: ResolversParentTypes['Wallet'] };
};

export type AssetNetworkResolvers<ContextType = Context, ParentType extends ResolversParentTypes['AssetNetwork'] = ResolversParentTypes['AssetNetwork']> = {
  asset?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  minTopupFiat?: Resolver<ResolversTypes['Decimal'], ParentType, ContextType>;
  network?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  settlementSlaMins?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type BalanceResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Balance'] = ResolversParentTypes['Balance']> = {
  asset?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  available?: Resolver<ResolversTypes['Decimal'], ParentType, ContextType>;
  network?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  pending?: Resolver<ResolversTypes['Decimal'], ParentType, ContextType>;
  updatedAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
};

export type CreateCustomerPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['CreateCustomerPayload'] = ResolversParentTypes['CreateCustomerPayload']> = {
  customer?: Resolver<Maybe<ResolversTypes['Customer']>, ParentType, ContextType>;
  errors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
};

export type CreateTopupOrderPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['CreateTopupOrderPayload'] = ResolversParentTypes['CreateTopupOrderPayload']> = {
  errors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
  order?: Resolver<Maybe<ResolversTypes['TopupOrder']>, ParentType, ContextType>;
};

export type CreateTopupQuotePayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['CreateTopupQuotePayload'] = ResolversParentTypes['CreateTopupQuotePayload']> = {
  errors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
  quote?: Resolver<Maybe<ResolversTypes['TopupQuote']>, ParentType, ContextType>;
};

export type CreateWalletPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['CreateWalletPayload'] = ResolversParentTypes['CreateWalletPayload']> = {
  errors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
  wallet?: Resolver<Maybe<ResolversTypes['Wallet']>, ParentType, ContextType>;
};

export type CustomerResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Customer'] = ResolversParentTypes['Customer']> = {
  createdAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  email?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  externalRef?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  metadata?: Resolver<Maybe<ResolversTypes['JSONObject']>, ParentType, ContextType>;
  name?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  wallets?: Resolver<Maybe<ResolversTypes['WalletConnection']>, ParentType, ContextType, RequireFields<CustomerWalletsArgs, 'first'>>;
};

export interface DateTimeScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['DateTime'], any> {
  name: 'DateTime';
}

export interface DecimalScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['Decimal'], any> {
  name: 'Decimal';
}

export interface JsonObjectScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['JSONObject'], any> {
  name: 'JSONObject';
}

export type MutationResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Mutation'] = ResolversParentTypes['Mutation']> = {
  createCustomer?: Resolver<Maybe<ResolversTypes['CreateCustomerPayload']>, ParentType, ContextType, RequireFields<MutationCreateCustomerArgs, 'input'>>;
  createTopupOrder?: Resolver<Maybe<ResolversTypes['CreateTopupOrderPayload']>, ParentType, ContextType, RequireFields<MutationCreateTopupOrderArgs, 'input'>>;
  createTopupQuote?: Resolver<Maybe<ResolversTypes['CreateTopupQuotePayload']>, ParentType, ContextType, RequireFields<MutationCreateTopupQuoteArgs, 'input'>>;
  createWallet?: Resolver<Maybe<ResolversTypes['CreateWalletPayload']>, ParentType, ContextType, RequireFields<MutationCreateWalletArgs, 'input'>>;
};

export type PageInfoResolvers<ContextType = Context, ParentType extends ResolversParentTypes['PageInfo'] = ResolversParentTypes['PageInfo']> = {
  endCursor?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  hasNextPage?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  hasPreviousPage?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  startCursor?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type QueryResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Query'] = ResolversParentTypes['Query']> = {
  assetNetworks?: Resolver<Maybe<Array<ResolversTypes['AssetNetwork']>>, ParentType, ContextType, Partial<QueryAssetNetworksArgs>>;
  customer?: Resolver<Maybe<ResolversTypes['Customer']>, ParentType, ContextType, RequireFields<QueryCustomerArgs, 'id'>>;
  customerByExternalRef?: Resolver<Maybe<ResolversTypes['Customer']>, ParentType, ContextType, RequireFields<QueryCustomerByExternalRefArgs, 'externalRef'>>;
  topupOrder?: Resolver<Maybe<ResolversTypes['TopupOrder']>, ParentType, ContextType, RequireFields<QueryTopupOrderArgs, 'id'>>;
  topupOrders?: Resolver<Maybe<Array<Maybe<ResolversTypes['TopupOrder']>>>, ParentType, ContextType, RequireFields<QueryTopupOrdersArgs, 'ids'>>;
  viewer?: Resolver<Maybe<ResolversTypes['Customer']>, ParentType, ContextType>;
  wallet?: Resolver<Maybe<ResolversTypes['Wallet']>, ParentType, ContextType, RequireFields<QueryWalletArgs, 'id'>>;
  wallets?: Resolver<Maybe<Array<Maybe<ResolversTypes['Wallet']>>>, ParentType, ContextType, RequireFields<QueryWalletsArgs, 'ids'>>;
};

export type QuoteSnapshotResolvers<ContextType = Context, ParentType extends ResolversParentTypes['QuoteSnapshot'] = ResolversParentTypes['QuoteSnapshot']> = {
  fee?: Resolver<ResolversTypes['Decimal'], ParentType, ContextType>;
  feeCurrency?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  sourceAmount?: Resolver<ResolversTypes['Decimal'], ParentType, ContextType>;
  sourceCurrency?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  targetAmount?: Resolver<ResolversTypes['Decimal'], ParentType, ContextType>;
  targetCurrency?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type SubscriptionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Subscription'] = ResolversParentTypes['Subscription']> = {
  topupStatus?: SubscriptionResolver<ResolversTypes['TopupOrder'], "topupStatus", ParentType, ContextType, RequireFields<SubscriptionTopupStatusArgs, 'orderId'>>;
};

export type TopupOrderResolvers<ContextType = Context, ParentType extends ResolversParentTypes['TopupOrder'] = ResolversParentTypes['TopupOrder']> = {
  createdAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  paymentInstructions?: Resolver<Maybe<ResolversTypes['JSONObject']>, ParentType, ContextType>;
  quote?: Resolver<ResolversTypes['QuoteSnapshot'], ParentType, ContextType>;
  rawStatus?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  status?: Resolver<ResolversTypes['TopupStatus'], ParentType, ContextType>;
  wallet?: Resolver<Maybe<ResolversTypes['Wallet']>, ParentType, ContextType>;
};

export type TopupOrderConnectionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['TopupOrderConnection'] = ResolversParentTypes['TopupOrderConnection']> = {
  edges?: Resolver<Array<ResolversTypes['TopupOrderEdge']>, ParentType, ContextType>;
  nodes?: Resolver<Array<ResolversTypes['TopupOrder']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
  totalCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type TopupOrderEdgeResolvers<ContextType = Context, ParentType extends ResolversParentTypes['TopupOrderEdge'] = ResolversParentTypes['TopupOrderEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['TopupOrder'], ParentType, ContextType>;
};

export type TopupQuoteResolvers<ContextType = Context, ParentType extends ResolversParentTypes['TopupQuote'] = ResolversParentTypes['TopupQuote']> = {
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  rate?: Resolver<ResolversTypes['Decimal'], ParentType, ContextType>;
  sourceCurrency?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  targetCurrency?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type TransactionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Transaction'] = ResolversParentTypes['Transaction']> = {
  amount?: Resolver<ResolversTypes['Decimal'], ParentType, ContextType>;
  asset?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  createdAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  network?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  rawType?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  reason?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  txHash?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  type?: Resolver<ResolversTypes['TransactionType'], ParentType, ContextType>;
};

export type TransactionConnectionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['TransactionConnection'] = ResolversParentTypes['TransactionConnection']> = {
  edges?: Resolver<Array<ResolversTypes['TransactionEdge']>, ParentType, ContextType>;
  nodes?: Resolver<Array<ResolversTypes['Transaction']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type TransactionEdgeResolvers<ContextType = Context, ParentType extends ResolversParentTypes['TransactionEdge'] = ResolversParentTypes['TransactionEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['Transaction'], ParentType, ContextType>;
};

export type UserErrorResolvers<ContextType = Context, ParentType extends ResolversParentTypes['UserError'] = ResolversParentTypes['UserError']> = {
  code?: Resolver<ResolversTypes['UserErrorCode'], ParentType, ContextType>;
  field?: Resolver<Maybe<Array<ResolversTypes['String']>>, ParentType, ContextType>;
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type WalletResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Wallet'] = ResolversParentTypes['Wallet']> = {
  address?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  asset?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  assetNetwork?: Resolver<Maybe<ResolversTypes['AssetNetwork']>, ParentType, ContextType>;
  balance?: Resolver<Maybe<ResolversTypes['Balance']>, ParentType, ContextType>;
  createdAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  customer?: Resolver<Maybe<ResolversTypes['Customer']>, ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  network?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  status?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  topupOrders?: Resolver<Maybe<ResolversTypes['TopupOrderConnection']>, ParentType, ContextType, RequireFields<WalletTopupOrdersArgs, 'first'>>;
  transactions?: Resolver<Maybe<ResolversTypes['TransactionConnection']>, ParentType, ContextType, RequireFields<WalletTransactionsArgs, 'first'>>;
};

export type WalletConnectionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['WalletConnection'] = ResolversParentTypes['WalletConnection']> = {
  edges?: Resolver<Array<ResolversTypes['WalletEdge']>, ParentType, ContextType>;
  nodes?: Resolver<Array<ResolversTypes['Wallet']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type WalletEdgeResolvers<ContextType = Context, ParentType extends ResolversParentTypes['WalletEdge'] = ResolversParentTypes['WalletEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['Wallet'], ParentType, ContextType>;
};

export type Resolvers<ContextType = Context> = {
  AssetNetwork?: AssetNetworkResolvers<ContextType>;
  Balance?: BalanceResolvers<ContextType>;
  CreateCustomerPayload?: CreateCustomerPayloadResolvers<ContextType>;
  CreateTopupOrderPayload?: CreateTopupOrderPayloadResolvers<ContextType>;
  CreateTopupQuotePayload?: CreateTopupQuotePayloadResolvers<ContextType>;
  CreateWalletPayload?: CreateWalletPayloadResolvers<ContextType>;
  Customer?: CustomerResolvers<ContextType>;
  DateTime?: GraphQLScalarType;
  Decimal?: GraphQLScalarType;
  JSONObject?: GraphQLScalarType;
  Mutation?: MutationResolvers<ContextType>;
  PageInfo?: PageInfoResolvers<ContextType>;
  Query?: QueryResolvers<ContextType>;
  QuoteSnapshot?: QuoteSnapshotResolvers<ContextType>;
  Subscription?: SubscriptionResolvers<ContextType>;
  TopupOrder?: TopupOrderResolvers<ContextType>;
  TopupOrderConnection?: TopupOrderConnectionResolvers<ContextType>;
  TopupOrderEdge?: TopupOrderEdgeResolvers<ContextType>;
  TopupQuote?: TopupQuoteResolvers<ContextType>;
  Transaction?: TransactionResolvers<ContextType>;
  TransactionConnection?: TransactionConnectionResolvers<ContextType>;
  TransactionEdge?: TransactionEdgeResolvers<ContextType>;
  UserError?: UserErrorResolvers<ContextType>;
  Wallet?: WalletResolvers<ContextType>;
  WalletConnection?: WalletConnectionResolvers<ContextType>;
  WalletEdge?: WalletEdgeResolvers<ContextType>;
};


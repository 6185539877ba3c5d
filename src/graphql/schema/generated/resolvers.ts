/* Made by `npm run codegen` from schema/; do not edit. */
import type * as Types from '../../../common/generated/schema-types.js';
import type { GraphQLResolveInfo, GraphQLScalarType, GraphQLScalarTypeConfig } from 'graphql';
import type { Customer as CustomerModel } from '../../../customer/customer.js';
import type { Wallet as WalletModel } from '../../../wallet/wallet.js';
import type { Balance as BalanceModel } from '../../../wallet/balance.js';
import type { Transaction as TransactionModel } from '../../../wallet/transaction.js';
import type { TopupOrder as TopupOrderModel } from '../../../topup/topup-order.js';
import type { TopupQuote as TopupQuoteModel } from '../../../topup/topup-quote.js';
import type { AssetNetwork as AssetNetworkModel } from '../../../asset/asset-network.js';
import type { Context } from '../../operation/context.js';
export type Omit<T, K extends keyof T> = Pick<T, Exclude<keyof T, K>>;
export type RequireFields<T, K extends keyof T> = Omit<T, K> & { [P in K]-?: NonNullable<T[P]> };


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
) => Types.Maybe<TTypes> | Promise<Types.Maybe<TTypes>>;

export type IsTypeOfResolverFn<T = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>> = (obj: T, context: TContext, info: GraphQLResolveInfo) => boolean | Promise<boolean>;

export type NextResolverFn<T> = () => Promise<T>;

export type DirectiveResolverFn<TResult = Record<PropertyKey, never>, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>, TArgs = Record<PropertyKey, never>> = (
  next: NextResolverFn<TResult>,
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => TResult | Promise<TResult>;




/** Mapping of interface types */
export type ResolversInterfaceTypes<_RefType extends Record<string, unknown>> = {
  Node:
    | ( CustomerModel )
    | ( TopupOrderModel )
    | ( WalletModel )
  ;
};

/** Mapping between all available schema types and the resolvers types */
export type ResolversTypes = {
  AssetNetwork: ResolverTypeWrapper<AssetNetworkModel>;
  Balance: ResolverTypeWrapper<BalanceModel>;
  Boolean: ResolverTypeWrapper<Types.Scalars['Boolean']['output']>;
  CreateCustomerInput: Types.CreateCustomerInput;
  CreateCustomerPayload: ResolverTypeWrapper<Omit<Types.CreateCustomerPayload, 'customer'> & { customer?: Types.Maybe<ResolversTypes['Customer']> }>;
  CreateTopupOrderInput: Types.CreateTopupOrderInput;
  CreateTopupOrderPayload: ResolverTypeWrapper<Omit<Types.CreateTopupOrderPayload, 'order' | 'orderEdge'> & { order?: Types.Maybe<ResolversTypes['TopupOrder']>, orderEdge?: Types.Maybe<ResolversTypes['TopupOrderEdge']> }>;
  CreateTopupQuoteInput: Types.CreateTopupQuoteInput;
  CreateTopupQuotePayload: ResolverTypeWrapper<Omit<Types.CreateTopupQuotePayload, 'quote'> & { quote?: Types.Maybe<ResolversTypes['TopupQuote']> }>;
  CreateWalletInput: Types.CreateWalletInput;
  CreateWalletPayload: ResolverTypeWrapper<Omit<Types.CreateWalletPayload, 'wallet' | 'walletEdge'> & { wallet?: Types.Maybe<ResolversTypes['Wallet']>, walletEdge?: Types.Maybe<ResolversTypes['WalletEdge']> }>;
  Customer: ResolverTypeWrapper<CustomerModel>;
  DateTime: ResolverTypeWrapper<Types.Scalars['DateTime']['output']>;
  Decimal: ResolverTypeWrapper<Types.Scalars['Decimal']['output']>;
  ID: ResolverTypeWrapper<Types.Scalars['ID']['output']>;
  Int: ResolverTypeWrapper<Types.Scalars['Int']['output']>;
  JSONObject: ResolverTypeWrapper<Types.Scalars['JSONObject']['output']>;
  Mutation: ResolverTypeWrapper<Record<PropertyKey, never>>;
  Node: ResolverTypeWrapper<ResolversInterfaceTypes<ResolversTypes>['Node']>;
  PageInfo: ResolverTypeWrapper<Types.PageInfo>;
  PayerInput: Types.PayerInput;
  Query: ResolverTypeWrapper<Record<PropertyKey, never>>;
  QuoteSnapshot: ResolverTypeWrapper<Types.QuoteSnapshot>;
  String: ResolverTypeWrapper<Types.Scalars['String']['output']>;
  Subscription: ResolverTypeWrapper<Record<PropertyKey, never>>;
  TopupOrder: ResolverTypeWrapper<TopupOrderModel>;
  TopupOrderConnection: ResolverTypeWrapper<Omit<Types.TopupOrderConnection, 'edges' | 'nodes'> & { edges: Array<ResolversTypes['TopupOrderEdge']>, nodes: Array<ResolversTypes['TopupOrder']> }>;
  TopupOrderEdge: ResolverTypeWrapper<Omit<Types.TopupOrderEdge, 'node'> & { node: ResolversTypes['TopupOrder'] }>;
  TopupQuote: ResolverTypeWrapper<TopupQuoteModel>;
  TopupStatus: Types.TopupStatus;
  TopupStatusFilter: Types.TopupStatusFilter;
  Transaction: ResolverTypeWrapper<TransactionModel>;
  TransactionConnection: ResolverTypeWrapper<Omit<Types.TransactionConnection, 'edges' | 'nodes'> & { edges: Array<ResolversTypes['TransactionEdge']>, nodes: Array<ResolversTypes['Transaction']> }>;
  TransactionEdge: ResolverTypeWrapper<Omit<Types.TransactionEdge, 'node'> & { node: ResolversTypes['Transaction'] }>;
  TransactionType: Types.TransactionType;
  UserError: ResolverTypeWrapper<Types.UserError>;
  UserErrorCode: Types.UserErrorCode;
  Wallet: ResolverTypeWrapper<WalletModel>;
  WalletConnection: ResolverTypeWrapper<Omit<Types.WalletConnection, 'edges' | 'nodes'> & { edges: Array<ResolversTypes['WalletEdge']>, nodes: Array<ResolversTypes['Wallet']> }>;
  WalletEdge: ResolverTypeWrapper<Omit<Types.WalletEdge, 'node'> & { node: ResolversTypes['Wallet'] }>;
};

/** Mapping between all available schema types and the resolvers parents */
export type ResolversParentTypes = {
  AssetNetwork: AssetNetworkModel;
  Balance: BalanceModel;
  Boolean: Types.Scalars['Boolean']['output'];
  CreateCustomerInput: Types.CreateCustomerInput;
  CreateCustomerPayload: Omit<Types.CreateCustomerPayload, 'customer'> & { customer?: Types.Maybe<ResolversParentTypes['Customer']> };
  CreateTopupOrderInput: Types.CreateTopupOrderInput;
  CreateTopupOrderPayload: Omit<Types.CreateTopupOrderPayload, 'order' | 'orderEdge'> & { order?: Types.Maybe<ResolversParentTypes['TopupOrder']>, orderEdge?: Types.Maybe<ResolversParentTypes['TopupOrderEdge']> };
  CreateTopupQuoteInput: Types.CreateTopupQuoteInput;
  CreateTopupQuotePayload: Omit<Types.CreateTopupQuotePayload, 'quote'> & { quote?: Types.Maybe<ResolversParentTypes['TopupQuote']> };
  CreateWalletInput: Types.CreateWalletInput;
  CreateWalletPayload: Omit<Types.CreateWalletPayload, 'wallet' | 'walletEdge'> & { wallet?: Types.Maybe<ResolversParentTypes['Wallet']>, walletEdge?: Types.Maybe<ResolversParentTypes['WalletEdge']> };
  Customer: CustomerModel;
  DateTime: Types.Scalars['DateTime']['output'];
  Decimal: Types.Scalars['Decimal']['output'];
  ID: Types.Scalars['ID']['output'];
  Int: Types.Scalars['Int']['output'];
  JSONObject: Types.Scalars['JSONObject']['output'];
  Mutation: Record<PropertyKey, never>;
  Node: ResolversInterfaceTypes<ResolversParentTypes>['Node'];
  PageInfo: Types.PageInfo;
  PayerInput: Types.PayerInput;
  Query: Record<PropertyKey, never>;
  QuoteSnapshot: Types.QuoteSnapshot;
  String: Types.Scalars['String']['output'];
  Subscription: Record<PropertyKey, never>;
  TopupOrder: TopupOrderModel;
  TopupOrderConnection: Omit<Types.TopupOrderConnection, 'edges' | 'nodes'> & { edges: Array<ResolversParentTypes['TopupOrderEdge']>, nodes: Array<ResolversParentTypes['TopupOrder']> };
  TopupOrderEdge: Omit<Types.TopupOrderEdge, 'node'> & { node: ResolversParentTypes['TopupOrder'] };
  TopupQuote: TopupQuoteModel;
  Transaction: TransactionModel;
  TransactionConnection: Omit<Types.TransactionConnection, 'edges' | 'nodes'> & { edges: Array<ResolversParentTypes['TransactionEdge']>, nodes: Array<ResolversParentTypes['Transaction']> };
  TransactionEdge: Omit<Types.TransactionEdge, 'node'> & { node: ResolversParentTypes['Transaction'] };
  UserError: Types.UserError;
  Wallet: WalletModel;
  WalletConnection: Omit<Types.WalletConnection, 'edges' | 'nodes'> & { edges: Array<ResolversParentTypes['WalletEdge']>, nodes: Array<ResolversParentTypes['Wallet']> };
  WalletEdge: Omit<Types.WalletEdge, 'node'> & { node: ResolversParentTypes['Wallet'] };
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
  customer?: Resolver<Types.Maybe<ResolversTypes['Customer']>, ParentType, ContextType>;
  errors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
};

export type CreateTopupOrderPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['CreateTopupOrderPayload'] = ResolversParentTypes['CreateTopupOrderPayload']> = {
  errors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
  order?: Resolver<Types.Maybe<ResolversTypes['TopupOrder']>, ParentType, ContextType>;
  orderEdge?: Resolver<Types.Maybe<ResolversTypes['TopupOrderEdge']>, ParentType, ContextType>;
};

export type CreateTopupQuotePayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['CreateTopupQuotePayload'] = ResolversParentTypes['CreateTopupQuotePayload']> = {
  errors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
  quote?: Resolver<Types.Maybe<ResolversTypes['TopupQuote']>, ParentType, ContextType>;
};

export type CreateWalletPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['CreateWalletPayload'] = ResolversParentTypes['CreateWalletPayload']> = {
  errors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
  wallet?: Resolver<Types.Maybe<ResolversTypes['Wallet']>, ParentType, ContextType>;
  walletEdge?: Resolver<Types.Maybe<ResolversTypes['WalletEdge']>, ParentType, ContextType>;
};

export type CustomerResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Customer'] = ResolversParentTypes['Customer']> = {
  createdAt?: Resolver<Types.Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  email?: Resolver<Types.Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  externalRef?: Resolver<Types.Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  metadata?: Resolver<Types.Maybe<ResolversTypes['JSONObject']>, ParentType, ContextType>;
  name?: Resolver<Types.Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  wallets?: Resolver<Types.Maybe<ResolversTypes['WalletConnection']>, ParentType, ContextType, RequireFields<Types.CustomerWalletsArgs, 'first'>>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
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
  createCustomer?: Resolver<Types.Maybe<ResolversTypes['CreateCustomerPayload']>, ParentType, ContextType, RequireFields<Types.MutationCreateCustomerArgs, 'input'>>;
  createTopupOrder?: Resolver<Types.Maybe<ResolversTypes['CreateTopupOrderPayload']>, ParentType, ContextType, RequireFields<Types.MutationCreateTopupOrderArgs, 'input'>>;
  createTopupQuote?: Resolver<Types.Maybe<ResolversTypes['CreateTopupQuotePayload']>, ParentType, ContextType, RequireFields<Types.MutationCreateTopupQuoteArgs, 'input'>>;
  createWallet?: Resolver<Types.Maybe<ResolversTypes['CreateWalletPayload']>, ParentType, ContextType, RequireFields<Types.MutationCreateWalletArgs, 'input'>>;
};

export type NodeResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Node'] = ResolversParentTypes['Node']> = {
  __resolveType: TypeResolveFn<'Customer' | 'TopupOrder' | 'Wallet', ParentType, ContextType>;
};

export type PageInfoResolvers<ContextType = Context, ParentType extends ResolversParentTypes['PageInfo'] = ResolversParentTypes['PageInfo']> = {
  endCursor?: Resolver<Types.Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  hasNextPage?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  hasPreviousPage?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  startCursor?: Resolver<Types.Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type QueryResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Query'] = ResolversParentTypes['Query']> = {
  assetNetworks?: Resolver<Types.Maybe<Array<ResolversTypes['AssetNetwork']>>, ParentType, ContextType, Partial<Types.QueryAssetNetworksArgs>>;
  customer?: Resolver<Types.Maybe<ResolversTypes['Customer']>, ParentType, ContextType, RequireFields<Types.QueryCustomerArgs, 'id'>>;
  customerByExternalRef?: Resolver<Types.Maybe<ResolversTypes['Customer']>, ParentType, ContextType, RequireFields<Types.QueryCustomerByExternalRefArgs, 'externalRef'>>;
  node?: Resolver<Types.Maybe<ResolversTypes['Node']>, ParentType, ContextType, RequireFields<Types.QueryNodeArgs, 'id'>>;
  topupOrder?: Resolver<Types.Maybe<ResolversTypes['TopupOrder']>, ParentType, ContextType, RequireFields<Types.QueryTopupOrderArgs, 'id'>>;
  topupOrders?: Resolver<Types.Maybe<Array<Types.Maybe<ResolversTypes['TopupOrder']>>>, ParentType, ContextType, RequireFields<Types.QueryTopupOrdersArgs, 'ids'>>;
  viewer?: Resolver<Types.Maybe<ResolversTypes['Customer']>, ParentType, ContextType>;
  wallet?: Resolver<Types.Maybe<ResolversTypes['Wallet']>, ParentType, ContextType, RequireFields<Types.QueryWalletArgs, 'id'>>;
  wallets?: Resolver<Types.Maybe<Array<Types.Maybe<ResolversTypes['Wallet']>>>, ParentType, ContextType, RequireFields<Types.QueryWalletsArgs, 'ids'>>;
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
  topupStatus?: SubscriptionResolver<ResolversTypes['TopupOrder'], "topupStatus", ParentType, ContextType, RequireFields<Types.SubscriptionTopupStatusArgs, 'orderId'>>;
};

export type TopupOrderResolvers<ContextType = Context, ParentType extends ResolversParentTypes['TopupOrder'] = ResolversParentTypes['TopupOrder']> = {
  createdAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  paymentInstructions?: Resolver<Types.Maybe<ResolversTypes['JSONObject']>, ParentType, ContextType>;
  quote?: Resolver<ResolversTypes['QuoteSnapshot'], ParentType, ContextType>;
  rawStatus?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  status?: Resolver<ResolversTypes['TopupStatus'], ParentType, ContextType>;
  wallet?: Resolver<Types.Maybe<ResolversTypes['Wallet']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
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
  txHash?: Resolver<Types.Maybe<ResolversTypes['String']>, ParentType, ContextType>;
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
  field?: Resolver<Types.Maybe<Array<ResolversTypes['String']>>, ParentType, ContextType>;
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type WalletResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Wallet'] = ResolversParentTypes['Wallet']> = {
  address?: Resolver<Types.Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  asset?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  assetNetwork?: Resolver<Types.Maybe<ResolversTypes['AssetNetwork']>, ParentType, ContextType>;
  balance?: Resolver<Types.Maybe<ResolversTypes['Balance']>, ParentType, ContextType>;
  createdAt?: Resolver<Types.Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  customer?: Resolver<Types.Maybe<ResolversTypes['Customer']>, ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  network?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  status?: Resolver<Types.Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  topupOrders?: Resolver<Types.Maybe<ResolversTypes['TopupOrderConnection']>, ParentType, ContextType, RequireFields<Types.WalletTopupOrdersArgs, 'first'>>;
  transactions?: Resolver<Types.Maybe<ResolversTypes['TransactionConnection']>, ParentType, ContextType, RequireFields<Types.WalletTransactionsArgs, 'first'>>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
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
  Node?: NodeResolvers<ContextType>;
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


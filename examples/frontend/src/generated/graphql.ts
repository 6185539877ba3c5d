/* eslint-disable */
/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import type { TypedDocumentNode as DocumentNode } from '@graphql-typed-document-node/core';
/** The quote, wallet and payer of an order. */
export type CreateTopupOrderInput = {
  /**
   * A unique key for each intended order, such as a UUID. The same key and input return the same order for 48 hours instead of
   * creating a second one. An order with an unknown outcome is never sent again.
   */
  idempotencyKey?: string | null | undefined;
  /** The payer. */
  payer: PayerInput;
  /** The id of a quote from `createTopupQuote`. */
  quoteId: string | number;
  /** The wallet that receives the stablecoins. */
  walletId: string | number;
};

/** The payer of an order. */
export type PayerInput = {
  /** The name on the payer's account. */
  name: string;
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

/** The direction of a transaction. */
export type TransactionType =
  /** Money into the wallet. */
  | 'CREDIT'
  /** Money out of the wallet. */
  | 'DEBIT'
  /** A type that the gateway does not know. See `rawType`. */
  | 'UNKNOWN';

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

export type LiveOrderSubscriptionVariables = Exact<{
  orderId: string | number;
}>;


export type LiveOrderSubscription = { topupStatus: { id: string, status: TopupStatus, paymentInstructions: Record<string, unknown> | null, quote: { sourceAmount: string, sourceCurrency: string, fee: string, feeCurrency: string, targetAmount: string, targetCurrency: string }, wallet: { id: string, balance: { asset: string, available: string, pending: string, updatedAt: string } | null } | null } };

export type CreateOrderMutationVariables = Exact<{
  input: CreateTopupOrderInput;
}>;


export type CreateOrderMutation = { createTopupOrder: { order: { id: string } | null, errors: Array<{ code: UserErrorCode, message: string }> } | null };

export type QuoteMutationVariables = Exact<{ [key: string]: never; }>;


export type QuoteMutation = { createTopupQuote: { quote: { id: string, rate: string, sourceCurrency: string, targetCurrency: string } | null, errors: Array<{ code: UserErrorCode, message: string }> } | null };

export type TransactionsQueryVariables = Exact<{
  walletId: string | number;
  after?: string | null | undefined;
}>;


export type TransactionsQuery = { wallet: { id: string, transactions: { edges: Array<{ node: { id: string, type: TransactionType, reason: string, amount: string, asset: string, createdAt: string } }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } | null } | null };

export type WalletsQueryVariables = Exact<{
  after?: string | null | undefined;
}>;


export type WalletsQuery = { viewer: { id: string, name: string | null, wallets: { edges: Array<{ node: (
          { id: string }
          & { ' $fragmentRefs'?: { 'WalletCardFragment': WalletCardFragment } }
        ) }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } | null } | null };

export type WalletCardFragment = { id: string, asset: string, network: string, address: string | null, balance: { asset: string, available: string, pending: string, updatedAt: string } | null } & { ' $fragmentName'?: 'WalletCardFragment' };

export const WalletCardFragmentDoc = {"kind":"Document","definitions":[{"kind":"FragmentDefinition","name":{"kind":"Name","value":"WalletCard"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Wallet"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"asset"}},{"kind":"Field","name":{"kind":"Name","value":"network"}},{"kind":"Field","name":{"kind":"Name","value":"address"}},{"kind":"Field","name":{"kind":"Name","value":"balance"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"asset"}},{"kind":"Field","name":{"kind":"Name","value":"available"}},{"kind":"Field","name":{"kind":"Name","value":"pending"}},{"kind":"Field","name":{"kind":"Name","value":"updatedAt"}}]}}]}}]} as unknown as DocumentNode<WalletCardFragment, unknown>;
export const LiveOrderDocument = {"__meta__":{"hash":"sha256:e2f6c1ab826b38403cab2dae732174fbdf5c2987c58fac707f31deeaf6150894"},"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"subscription","name":{"kind":"Name","value":"LiveOrder"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"orderId"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"topupStatus"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"orderId"},"value":{"kind":"Variable","name":{"kind":"Name","value":"orderId"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"paymentInstructions"}},{"kind":"Field","name":{"kind":"Name","value":"quote"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"sourceAmount"}},{"kind":"Field","name":{"kind":"Name","value":"sourceCurrency"}},{"kind":"Field","name":{"kind":"Name","value":"fee"}},{"kind":"Field","name":{"kind":"Name","value":"feeCurrency"}},{"kind":"Field","name":{"kind":"Name","value":"targetAmount"}},{"kind":"Field","name":{"kind":"Name","value":"targetCurrency"}}]}},{"kind":"Field","name":{"kind":"Name","value":"wallet"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"balance"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"asset"}},{"kind":"Field","name":{"kind":"Name","value":"available"}},{"kind":"Field","name":{"kind":"Name","value":"pending"}},{"kind":"Field","name":{"kind":"Name","value":"updatedAt"}}]}}]}}]}}]}}]} as unknown as DocumentNode<LiveOrderSubscription, LiveOrderSubscriptionVariables>;
export const CreateOrderDocument = {"__meta__":{"hash":"sha256:71ac19275aa29555265b4289a2d5f4713b4e498b089ba49bd849d3bf1cce078e"},"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"CreateOrder"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"CreateTopupOrderInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"createTopupOrder"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"order"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}}]}},{"kind":"Field","name":{"kind":"Name","value":"errors"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}}]}}]}}]}}]} as unknown as DocumentNode<CreateOrderMutation, CreateOrderMutationVariables>;
export const QuoteDocument = {"__meta__":{"hash":"sha256:6e0fc8489f03ee34ecb4ed5874a4ba8f31ea0f93254e8984350e0973c1ecdf6b"},"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"Quote"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"createTopupQuote"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"ObjectValue","fields":[{"kind":"ObjectField","name":{"kind":"Name","value":"sourceCurrency"},"value":{"kind":"StringValue","value":"AUD","block":false}},{"kind":"ObjectField","name":{"kind":"Name","value":"targetCurrency"},"value":{"kind":"StringValue","value":"USDT","block":false}}]}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"quote"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"rate"}},{"kind":"Field","name":{"kind":"Name","value":"sourceCurrency"}},{"kind":"Field","name":{"kind":"Name","value":"targetCurrency"}}]}},{"kind":"Field","name":{"kind":"Name","value":"errors"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}}]}}]}}]}}]} as unknown as DocumentNode<QuoteMutation, QuoteMutationVariables>;
export const TransactionsDocument = {"__meta__":{"hash":"sha256:d6a57d46822cb81a91e6b9f425884fe61b0433b8d692def6608eeead8484e39d"},"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"Transactions"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"walletId"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"after"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"wallet"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"id"},"value":{"kind":"Variable","name":{"kind":"Name","value":"walletId"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"transactions"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"10"}},{"kind":"Argument","name":{"kind":"Name","value":"after"},"value":{"kind":"Variable","name":{"kind":"Name","value":"after"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"edges"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"node"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"type"}},{"kind":"Field","name":{"kind":"Name","value":"reason"}},{"kind":"Field","name":{"kind":"Name","value":"amount"}},{"kind":"Field","name":{"kind":"Name","value":"asset"}},{"kind":"Field","name":{"kind":"Name","value":"createdAt"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"pageInfo"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"hasNextPage"}},{"kind":"Field","name":{"kind":"Name","value":"endCursor"}}]}}]}}]}}]}}]} as unknown as DocumentNode<TransactionsQuery, TransactionsQueryVariables>;
export const WalletsDocument = {"__meta__":{"hash":"sha256:63c32087fcbef0b882562cd5ec4e320c13bdf0bd283a76f20e355b3ba88a64d1"},"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"Wallets"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"after"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"viewer"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"wallets"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"10"}},{"kind":"Argument","name":{"kind":"Name","value":"after"},"value":{"kind":"Variable","name":{"kind":"Name","value":"after"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"edges"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"node"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"FragmentSpread","name":{"kind":"Name","value":"WalletCard"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"pageInfo"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"hasNextPage"}},{"kind":"Field","name":{"kind":"Name","value":"endCursor"}}]}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"WalletCard"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Wallet"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"asset"}},{"kind":"Field","name":{"kind":"Name","value":"network"}},{"kind":"Field","name":{"kind":"Name","value":"address"}},{"kind":"Field","name":{"kind":"Name","value":"balance"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"asset"}},{"kind":"Field","name":{"kind":"Name","value":"available"}},{"kind":"Field","name":{"kind":"Name","value":"pending"}},{"kind":"Field","name":{"kind":"Name","value":"updatedAt"}}]}}]}}]} as unknown as DocumentNode<WalletsQuery, WalletsQueryVariables>;
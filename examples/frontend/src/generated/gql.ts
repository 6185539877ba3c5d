/* eslint-disable */
import * as types from './graphql';
import type { TypedDocumentNode as DocumentNode } from '@graphql-typed-document-node/core';

/**
 * Map of all GraphQL operations in the project.
 *
 * This map has several performance disadvantages:
 * 1. It is not tree-shakeable, so it will include all operations in the project.
 * 2. It is not minifiable, so the string of a GraphQL query will be multiple times inside the bundle.
 * 3. It does not support dead code elimination, so it will add unused operations.
 *
 * Therefore it is highly recommended to use the babel or swc plugin for production.
 * Learn more about it here: https://the-guild.dev/graphql/codegen/plugins/presets/preset-client#reducing-bundle-size
 */
type Documents = {
    "\n  subscription LiveOrder($orderId: ID!) {\n    topupStatus(orderId: $orderId) {\n      id\n      status\n      paymentInstructions\n      quote { sourceAmount sourceCurrency fee feeCurrency targetAmount targetCurrency }\n      wallet { id balance { asset available pending updatedAt } }\n    }\n  }\n": typeof types.LiveOrderDocument,
    "\n  mutation CreateOrder($input: CreateTopupOrderInput!) {\n    createTopupOrder(input: $input) {\n      order { id }\n      errors { code message }\n    }\n  }\n": typeof types.CreateOrderDocument,
    "\n  mutation Quote {\n    createTopupQuote(input: { sourceCurrency: \"AUD\", targetCurrency: \"USDT\" }) {\n      quote { id rate sourceCurrency targetCurrency }\n      errors { code message }\n    }\n  }\n": typeof types.QuoteDocument,
    "\n  query Transactions($walletId: ID!, $after: String) {\n    wallet(id: $walletId) {\n      id\n      transactions(first: 10, after: $after) {\n        edges { node { id type reason amount asset createdAt } }\n        pageInfo { hasNextPage endCursor }\n      }\n    }\n  }\n": typeof types.TransactionsDocument,
    "\n  query Wallets($after: String) {\n    viewer {\n      id\n      name\n      wallets(first: 10, after: $after) {\n        edges { node { id ...WalletCard } }\n        pageInfo { hasNextPage endCursor }\n      }\n    }\n  }\n": typeof types.WalletsDocument,
    "\n  fragment WalletCard on Wallet {\n    id\n    asset\n    network\n    address\n    balance { asset available pending updatedAt }\n  }\n": typeof types.WalletCardFragmentDoc,
};
const documents: Documents = {
    "\n  subscription LiveOrder($orderId: ID!) {\n    topupStatus(orderId: $orderId) {\n      id\n      status\n      paymentInstructions\n      quote { sourceAmount sourceCurrency fee feeCurrency targetAmount targetCurrency }\n      wallet { id balance { asset available pending updatedAt } }\n    }\n  }\n": types.LiveOrderDocument,
    "\n  mutation CreateOrder($input: CreateTopupOrderInput!) {\n    createTopupOrder(input: $input) {\n      order { id }\n      errors { code message }\n    }\n  }\n": types.CreateOrderDocument,
    "\n  mutation Quote {\n    createTopupQuote(input: { sourceCurrency: \"AUD\", targetCurrency: \"USDT\" }) {\n      quote { id rate sourceCurrency targetCurrency }\n      errors { code message }\n    }\n  }\n": types.QuoteDocument,
    "\n  query Transactions($walletId: ID!, $after: String) {\n    wallet(id: $walletId) {\n      id\n      transactions(first: 10, after: $after) {\n        edges { node { id type reason amount asset createdAt } }\n        pageInfo { hasNextPage endCursor }\n      }\n    }\n  }\n": types.TransactionsDocument,
    "\n  query Wallets($after: String) {\n    viewer {\n      id\n      name\n      wallets(first: 10, after: $after) {\n        edges { node { id ...WalletCard } }\n        pageInfo { hasNextPage endCursor }\n      }\n    }\n  }\n": types.WalletsDocument,
    "\n  fragment WalletCard on Wallet {\n    id\n    asset\n    network\n    address\n    balance { asset available pending updatedAt }\n  }\n": types.WalletCardFragmentDoc,
};

/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 *
 *
 * @example
 * ```ts
 * const query = graphql(`query GetUser($id: ID!) { user(id: $id) { name } }`);
 * ```
 *
 * The query argument is unknown!
 * Please regenerate the types.
 */
export function graphql(source: string): unknown;

/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  subscription LiveOrder($orderId: ID!) {\n    topupStatus(orderId: $orderId) {\n      id\n      status\n      paymentInstructions\n      quote { sourceAmount sourceCurrency fee feeCurrency targetAmount targetCurrency }\n      wallet { id balance { asset available pending updatedAt } }\n    }\n  }\n"): (typeof documents)["\n  subscription LiveOrder($orderId: ID!) {\n    topupStatus(orderId: $orderId) {\n      id\n      status\n      paymentInstructions\n      quote { sourceAmount sourceCurrency fee feeCurrency targetAmount targetCurrency }\n      wallet { id balance { asset available pending updatedAt } }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation CreateOrder($input: CreateTopupOrderInput!) {\n    createTopupOrder(input: $input) {\n      order { id }\n      errors { code message }\n    }\n  }\n"): (typeof documents)["\n  mutation CreateOrder($input: CreateTopupOrderInput!) {\n    createTopupOrder(input: $input) {\n      order { id }\n      errors { code message }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation Quote {\n    createTopupQuote(input: { sourceCurrency: \"AUD\", targetCurrency: \"USDT\" }) {\n      quote { id rate sourceCurrency targetCurrency }\n      errors { code message }\n    }\n  }\n"): (typeof documents)["\n  mutation Quote {\n    createTopupQuote(input: { sourceCurrency: \"AUD\", targetCurrency: \"USDT\" }) {\n      quote { id rate sourceCurrency targetCurrency }\n      errors { code message }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query Transactions($walletId: ID!, $after: String) {\n    wallet(id: $walletId) {\n      id\n      transactions(first: 10, after: $after) {\n        edges { node { id type reason amount asset createdAt } }\n        pageInfo { hasNextPage endCursor }\n      }\n    }\n  }\n"): (typeof documents)["\n  query Transactions($walletId: ID!, $after: String) {\n    wallet(id: $walletId) {\n      id\n      transactions(first: 10, after: $after) {\n        edges { node { id type reason amount asset createdAt } }\n        pageInfo { hasNextPage endCursor }\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query Wallets($after: String) {\n    viewer {\n      id\n      name\n      wallets(first: 10, after: $after) {\n        edges { node { id ...WalletCard } }\n        pageInfo { hasNextPage endCursor }\n      }\n    }\n  }\n"): (typeof documents)["\n  query Wallets($after: String) {\n    viewer {\n      id\n      name\n      wallets(first: 10, after: $after) {\n        edges { node { id ...WalletCard } }\n        pageInfo { hasNextPage endCursor }\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  fragment WalletCard on Wallet {\n    id\n    asset\n    network\n    address\n    balance { asset available pending updatedAt }\n  }\n"): (typeof documents)["\n  fragment WalletCard on Wallet {\n    id\n    asset\n    network\n    address\n    balance { asset available pending updatedAt }\n  }\n"];

export function graphql(source: string) {
  return (documents as any)[source] ?? {};
}

export type DocumentType<TDocumentNode extends DocumentNode<any, any>> = TDocumentNode extends DocumentNode<  infer TType,  any>  ? TType  : never;
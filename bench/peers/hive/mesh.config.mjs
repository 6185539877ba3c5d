/** The REST API as Mesh's OpenAPI handler makes it a subgraph, and the schema that is asked for on top of it. */
import { defineConfig } from '@graphql-mesh/compose-cli';
import { loadOpenAPISubgraph } from '@omnigraph/openapi';

export const composeConfig = defineConfig({
  subgraphs: [
    {
      sourceHandler: loadOpenAPISubgraph('rest', { source: './openapi.json', endpoint: process.env.REST_URL }),
    },
  ],
  additionalTypeDefs: `
    extend type Query {
      customer(id: ID!): Customer
      wallet(id: ID!): Wallet
    }
    type Customer {
      id: ID!
      wallets(first: Int = 20): WalletConnection
    }
    type WalletConnection {
      nodes: [Wallet!]!
      pageInfo: PageInfo!
    }
    type PageInfo {
      hasNextPage: Boolean!
      endCursor: String
    }
    type Wallet {
      id: ID!
      asset: String!
      network: String!
      address: String
      status: String
      balance: Balance
      transactions(first: Int = 20): TransactionConnection
    }
    type TransactionConnection {
      nodes: [Transaction!]!
      pageInfo: PageInfo!
    }
    type Transaction {
      id: ID!
      type: TransactionType!
      reason: String!
      amount: String!
      asset: String!
      network: String!
      txHash: String
      createdAt: String!
    }
    enum TransactionType {
      CREDIT
      DEBIT
    }
  `,
});

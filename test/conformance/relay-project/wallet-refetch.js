import { graphql } from 'relay-runtime';

// Relay reads it again, and its pages, through `node(id:)`.
graphql`
  fragment walletRefetch_wallet on Wallet
  @refetchable(queryName: "walletRefetchQuery")
  @argumentDefinitions(first: { type: "Int", defaultValue: 2 }, after: { type: "String" }) {
    balance {
      available
    }
    transactions(first: $first, after: $after) @connection(key: "walletRefetch_transactions") {
      edges {
        node {
          id
          amount
        }
      }
    }
  }
`;

import { graphql } from 'relay-runtime';

// What `useLazyLoadQuery` loads.
graphql`
  query customerWalletsQuery($id: ID!) {
    ...customerWallets_query @arguments(customerId: $id)
  }
`;

// What `usePaginationFragment` pages: on Query, since a customer is no Node.
graphql`
  fragment customerWallets_query on Query
  @argumentDefinitions(
    customerId: { type: "ID!" }
    first: { type: "Int", defaultValue: 12 }
    after: { type: "String" }
  )
  @refetchable(queryName: "customerWalletsPaginationQuery") {
    customer(id: $customerId) {
      name
      wallets(first: $first, after: $after) @connection(key: "customerWallets_wallets") {
        edges {
          node {
            address
            balance {
              available
              pending
            }
          }
        }
      }
    }
  }
`;

// Puts the new wallet at the end of every list that is shown.
graphql`
  mutation customerWalletsCreateMutation($input: CreateWalletInput!, $connections: [ID!]!) {
    createWallet(input: $input) {
      walletEdge @appendEdge(connections: $connections) {
        node {
          asset
          network
          customer {
            externalRef
          }
        }
      }
      errors {
        code
        message
        field
      }
    }
  }
`;

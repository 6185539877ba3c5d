import { graphql } from 'relay-runtime';

graphql`
  query walletPageQuery($id: ID!, $status: TopupStatus) {
    wallet(id: $id) {
      ...walletPage_head
    }
    ...walletPage_transactions @arguments(walletId: $id)
    ...walletPage_topupOrders @arguments(walletId: $id, status: $status)
  }
`;

graphql`
  fragment walletPage_head on Wallet {
    asset
    network
    balance {
      available
      updatedAt
    }
    assetNetwork {
      minTopupFiat
      settlementSlaMins
    }
  }
`;

graphql`
  fragment walletPage_transactions on Query
  @argumentDefinitions(
    walletId: { type: "ID!" }
    first: { type: "Int", defaultValue: 100 }
    after: { type: "String" }
  )
  @refetchable(queryName: "walletPageTransactionsPaginationQuery") {
    wallet(id: $walletId) {
      transactions(first: $first, after: $after) @connection(key: "walletPage_transactions") {
        edges {
          node {
            type
            amount
          }
        }
      }
    }
  }
`;

graphql`
  fragment walletPage_topupOrders on Query
  @argumentDefinitions(
    walletId: { type: "ID!" }
    status: { type: "TopupStatus" }
    first: { type: "Int", defaultValue: 7 }
    after: { type: "String" }
  )
  @refetchable(queryName: "walletPageTopupOrdersPaginationQuery") {
    wallet(id: $walletId) {
      topupOrders(first: $first, after: $after, status: $status)
        @connection(key: "walletPage_topupOrders", filters: ["status"]) {
        totalCount
        edges {
          node {
            status
            quote {
              targetAmount
              targetCurrency
            }
          }
        }
      }
    }
  }
`;

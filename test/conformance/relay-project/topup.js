import { graphql } from 'relay-runtime';

graphql`
  mutation topupQuoteMutation($input: CreateTopupQuoteInput!) {
    createTopupQuote(input: $input) {
      quote {
        id
        rate
      }
      errors {
        code
      }
    }
  }
`;

graphql`
  mutation topupOrderMutation($input: CreateTopupOrderInput!) {
    createTopupOrder(input: $input) {
      order {
        ...topup_order
      }
      errors {
        code
      }
    }
  }
`;

graphql`
  subscription topupStatusSubscription($orderId: ID!) {
    topupStatus(orderId: $orderId) {
      ...topup_order
    }
  }
`;

graphql`
  fragment topup_order on TopupOrder {
    status
    paymentInstructions
    wallet {
      balance {
        available
      }
    }
  }
`;

/** The explorer's first tabs, with an example each. */

/** Ids of the simulator's sample data. Absent with a real upstream, whose ids a person fills in. */
export interface SampleIds {
  walletId: string;
  orderId: string;
  /** An order that is not complete. */
  liveOrderId: string;
}

const NO_IDS: SampleIds = { walletId: '', orderId: '', liveOrderId: '' };

interface Tab {
  initialName: string;
  initialQuery: string;
  initialVariables: string;
  /** Over graphql-transport-ws, or over server-sent events. */
  initialSubscriptionRequestHandlerId?: 'graphql-ws' | 'graphql-sse';
}

const WALLET = `query Wallet($walletId: ID!) {
  wallet(id: $walletId) {
    asset
    network
    address
    balance { available pending updatedAt }
    transactions(first: 3) { nodes { reason amount createdAt } }
  }
}
`;
const TOPUP = `# First a quote, then an order with the quote's id. The key makes it one order, however often it is sent.
mutation Quote {
  createTopupQuote(input: { sourceCurrency: "AUD", targetCurrency: "USDT" }) {
    quote { id rate }
    errors { code message }
  }
}

mutation Order($quoteId: ID!, $walletId: ID!, $key: String!) {
  createTopupOrder(
    input: { quoteId: $quoteId, walletId: $walletId, payer: { name: "Ann" }, idempotencyKey: $key }
  ) {
    order { id status paymentInstructions quote { sourceAmount fee targetAmount } }
    errors { code message }
  }
}
`;
const LIVE = `# Sends each status until the last. Put the id of an order of yours here.
subscription LiveOrder($orderId: ID!) {
  topupStatus(orderId: $orderId) {
    status
    wallet { balance { available } }
  }
}
`;

export function explorerTabs({ walletId, liveOrderId }: SampleIds = NO_IDS): Tab[] {
  const variables = (values: Record<string, string>): string => JSON.stringify(values, undefined, 2);
  const live = { initialQuery: LIVE, initialVariables: variables({ orderId: liveOrderId }) };
  return [
    { initialName: 'Wallet', initialQuery: WALLET, initialVariables: variables({ walletId }) },
    {
      initialName: 'Top-up',
      initialQuery: TOPUP,
      initialVariables: variables({ quoteId: '', walletId, key: 'my-first-order' }),
    },
    { initialName: 'Live order', ...live, initialSubscriptionRequestHandlerId: 'graphql-ws' },
    { initialName: 'Live order by SSE', ...live, initialSubscriptionRequestHandlerId: 'graphql-sse' },
  ];
}

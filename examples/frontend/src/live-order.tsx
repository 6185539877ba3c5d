/** An order's status as it changes, with the wallet's balance after it. */
import { useSubscription } from '@apollo/client/react';
import { Amount } from './amount.js';
import { graphql } from './generated/index.js';

const LIVE_ORDER = graphql(`
  subscription LiveOrder($orderId: ID!) {
    topupStatus(orderId: $orderId) {
      id
      status
      paymentInstructions
      quote { sourceAmount sourceCurrency fee feeCurrency targetAmount targetCurrency }
      wallet { id balance { asset available pending updatedAt } }
    }
  }
`);

const WORDS = {
  TRANSFERRING: 'Waiting for your payment',
  CREDITED: 'Credited to your wallet',
  COMPLETED: 'Complete',
  FAILED: 'The payment did not arrive',
  UNKNOWN: 'In progress',
};

export function LiveOrder({ orderId }: { orderId: string }) {
  // The cache merges the new balance into the wallet, so its card shows it too.
  const { data } = useSubscription(LIVE_ORDER, { variables: { orderId }, errorPolicy: 'all' });
  const order = data?.topupStatus;
  if (!order) return <p role="status">Your order was made. Its status is on the way…</p>;
  const { status, quote, wallet, paymentInstructions } = order;
  return (
    <article className="order" data-status={status}>
      <p role="status">
        <strong>{WORDS[status]}</strong>
      </p>
      <p>
        <Amount value={quote.sourceAmount} unit={quote.sourceCurrency} /> for{' '}
        <Amount value={quote.targetAmount} unit={quote.targetCurrency} />, with a fee of{' '}
        <Amount value={quote.fee} unit={quote.feeCurrency} />
      </p>
      {status === 'TRANSFERRING' && paymentInstructions && (
        <pre>{JSON.stringify(paymentInstructions, undefined, 2)}</pre>
      )}
      {wallet?.balance && (
        <p>
          Balance: <Amount value={wallet.balance.available} unit={wallet.balance.asset} />
        </p>
      )}
    </article>
  );
}

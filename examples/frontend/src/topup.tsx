/** A top-up: a quote, then an order, then its status as it changes. */
import { useMutation } from '@apollo/client/react';
import { useState } from 'react';
import { converted } from './amount.js';
import { graphql } from './generated/index.js';
import { LiveOrder } from './live-order.js';
import { useOrderAttempt } from './order-attempt.js';

const QUOTE = graphql(`
  mutation Quote {
    createTopupQuote(input: { sourceCurrency: "AUD", targetCurrency: "USDT" }) {
      quote { id rate sourceCurrency targetCurrency }
      errors { code message }
    }
  }
`);

export function Topup({ walletId }: { walletId: string | undefined }) {
  const { attempt, order, forget } = useOrderAttempt();
  const [requestQuote, { data, error, loading, reset }] = useMutation(QUOTE, { errorPolicy: 'all' });
  const [payer, setPayer] = useState('');
  const payload = data?.createTopupQuote;
  const quote = payload?.quote;
  const again = (): void => {
    reset();
    forget();
  };

  if (attempt.state === 'sending')
    return (
      <section aria-label="Top-up">
        <h2>Top-up</h2>
        <p role="status">
          {attempt.isLate ? 'Your order is being checked. You need not do anything.' : 'Your order is being sent…'}
        </p>
      </section>
    );
  return (
    <section aria-label="Top-up">
      <h2>Top-up</h2>
      {attempt.state === 'made' && <LiveOrder orderId={attempt.orderId} />}
      {attempt.state === 'refused' && <p role="alert">No order was made: {attempt.message}</p>}
      {attempt.state !== 'none' && (
        <button type="button" onClick={again}>
          New top-up
        </button>
      )}
      {attempt.state === 'none' && !quote && (
        <>
          {(error || payload?.errors.length) && <p role="alert">There is no quote at the moment.</p>}
          <button type="button" disabled={loading} onClick={() => void requestQuote()}>
            Get a quote
          </button>
        </>
      )}
      {attempt.state === 'none' && quote && walletId && (
        <form
          onSubmit={(event) => {
            event.preventDefault();
            order({ quoteId: quote.id, walletId, payer: { name: payer } });
          }}
        >
          <p>
            100 {quote.sourceCurrency} are worth {converted('100', quote.rate)} {quote.targetCurrency}. Fees and the
            exact amount are told with the order.
          </p>
          <label>
            Name of the payer <input required value={payer} onChange={({ target }) => setPayer(target.value)} />
          </label>
          <button type="submit">Order</button>
        </form>
      )}
    </section>
  );
}

/** A wallet's transactions, page by page. */
import { useQuery } from '@apollo/client/react';
import { Amount } from './amount.js';
import { graphql } from './generated/index.js';

const TRANSACTIONS = graphql(`
  query Transactions($walletId: ID!, $after: String) {
    wallet(id: $walletId) {
      id
      transactions(first: 10, after: $after) {
        edges { node { id type reason amount asset createdAt } }
        pageInfo { hasNextPage endCursor }
      }
    }
  }
`);

export function Transactions({ walletId }: { walletId: string }) {
  const { data, loading, refetch, fetchMore } = useQuery(TRANSACTIONS, { variables: { walletId } });
  const transactions = data?.wallet?.transactions;
  if (loading && !data) return <p role="status">Loading…</p>;
  if (!transactions)
    return (
      <p role="alert">
        The transactions cannot be read at the moment.{' '}
        <button type="button" onClick={() => void refetch()}>
          Try again
        </button>
      </p>
    );
  return (
    <section aria-label="Transactions">
      <h2>Transactions</h2>
      <ul className="rows">
        {transactions.edges.map(({ node: { id, type, reason, amount, asset, createdAt } }) => (
          <li key={id}>
            <time dateTime={createdAt}>{new Date(createdAt).toLocaleDateString()}</time>
            <span>{reason}</span>
            <span>
              {type === 'DEBIT' ? '−' : '+'}
              <Amount value={amount} unit={asset} />
            </span>
          </li>
        ))}
      </ul>
      {transactions.pageInfo.hasNextPage && (
        <button type="button" onClick={() => void fetchMore({ variables: { after: transactions.pageInfo.endCursor } })}>
          More transactions
        </button>
      )}
    </section>
  );
}

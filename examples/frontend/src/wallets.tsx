/** The customer's wallets. A balance that failed does not take the others with it. */
import { useQuery } from '@apollo/client/react';
import { useState } from 'react';
import { Amount } from './amount.js';
import { type FragmentType, getFragmentData, graphql } from './generated/index.js';
import { Topup } from './topup.js';
import { Transactions } from './transactions.js';

const WALLETS = graphql(`
  query Wallets($after: String) {
    viewer {
      id
      name
      wallets(first: 10, after: $after) {
        edges { node { id ...WalletCard } }
        pageInfo { hasNextPage endCursor }
      }
    }
  }
`);

const WALLET = graphql(`
  fragment WalletCard on Wallet {
    id
    asset
    network
    address
    balance { asset available pending updatedAt }
  }
`);

export function Wallets() {
  const { data, error, loading, refetch, fetchMore } = useQuery(WALLETS);
  const [chosen, choose] = useState<string>();
  const wallets = data?.viewer?.wallets;
  const retry = (): void => void refetch();
  return (
    <>
      <h2>{data?.viewer?.name ?? 'Your wallets'}</h2>
      {loading && !data && <p role="status">Loading…</p>}
      {!loading && !wallets && (
        <p role="alert">
          {error ? 'The wallets cannot be read at the moment.' : 'There is no such customer.'}{' '}
          <button type="button" onClick={retry}>
            Try again
          </button>
        </p>
      )}
      <ul className="cards">
        {wallets?.edges.map(({ node }) => (
          <li key={node.id}>
            <WalletCard wallet={node} onRetry={retry} onChoose={() => choose(node.id)} />
          </li>
        ))}
      </ul>
      {wallets?.pageInfo.hasNextPage && (
        <button type="button" onClick={() => void fetchMore({ variables: { after: wallets.pageInfo.endCursor } })}>
          More wallets
        </button>
      )}
      {chosen && <Transactions walletId={chosen} />}
      {/* Also while nothing can be read: an order may be on its way. */}
      <Topup walletId={chosen ?? wallets?.edges[0]?.node.id} />
    </>
  );
}

interface CardProps {
  wallet: FragmentType<typeof WALLET>;
  onRetry: () => void;
  onChoose: () => void;
}

function WalletCard({ wallet, onRetry, onChoose }: CardProps) {
  const { asset, network, address, balance } = getFragmentData(WALLET, wallet);
  return (
    <article>
      <h3>
        {asset} on {network}
      </h3>
      {balance ? (
        <p>
          <Amount value={balance.available} unit={asset} />
          {balance.pending !== '0' && (
            <small>
              {' '}
              and <Amount value={balance.pending} unit={asset} /> on the way
            </small>
          )}
        </p>
      ) : (
        <p role="alert">
          The balance cannot be read at the moment.{' '}
          <button type="button" onClick={onRetry}>
            Try again
          </button>
        </p>
      )}
      {address && <code>{address}</code>}
      <p>
        <button type="button" onClick={onChoose}>
          Transactions
        </button>
      </p>
    </article>
  );
}

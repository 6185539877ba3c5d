/** The operations that are measured, as every peer is sent them, and whose data they ask for. */
import { TRANSACTIONS, walletIndex } from './rest/answers.js';

/** Numbers between 0 and `count`, written with five digits between prefix and suffix. */
export interface Ids {
  prefix: string;
  suffix: string;
  count: number;
}

export interface Operation {
  name: string;
  title: string;
  /** JSON with `@id` where the id belongs. */
  body: string;
  ids: Ids;
  /** Wallets in one answer. */
  wallets: number;
}

export const COLD = 10_000;
export const HOT = 10;

const CUSTOMER = `query Customer($id: ID!, $wallets: Int!) {
  customer(id: $id) {
    id
    wallets(first: $wallets) {
      nodes {
        id
        asset
        network
        address
        status
        balance { available pending updatedAt }
        transactions(first: ${TRANSACTIONS}) { nodes { id type reason amount txHash createdAt } pageInfo { hasNextPage endCursor } }
      }
      pageInfo { hasNextPage endCursor }
    }
  }
}`;
const BALANCE = 'query Balance($id: ID!) { wallet(id: $id) { balance { available pending } } }';

const customer = (wallets: number, count: number): Pick<Operation, 'body' | 'ids' | 'wallets'> => ({
  body: JSON.stringify({ operationName: 'Customer', query: CUSTOMER, variables: { id: '@id', wallets } }),
  ids: { prefix: `cus_${walletIndex(wallets)}_`, suffix: '', count },
  wallets,
});

export const operations: readonly Operation[] = [
  { name: 'cold', title: '20 wallets of one of 10,000 customers', ...customer(20, COLD) },
  { name: 'hot', title: '20 wallets of one of 10 customers', ...customer(20, HOT) },
  {
    name: 'balance',
    title: 'One balance',
    body: JSON.stringify({ operationName: 'Balance', query: BALANCE, variables: { id: '@id' } }),
    ids: { prefix: 'wal_020_', suffix: '_000', count: COLD },
    wallets: 1,
  },
  { name: 'hundred', title: '100 wallets of one of 10,000 customers', ...customer(100, COLD) },
];

export const idOf = ({ prefix, suffix }: Ids, number: number): string =>
  prefix + String(number).padStart(5, '0') + suffix;

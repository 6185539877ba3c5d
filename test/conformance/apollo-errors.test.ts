/** What Apollo Client makes of what goes wrong: every error comes with its code and its place. */
import { CombinedGraphQLErrors, gql, type TypedDocumentNode } from '@apollo/client';
import { firstValueFrom, toArray } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { BUSY_WALLET_ID, MANY_CUSTOMER_ID, SAMPLE_WALLET_ID } from '../../src/simulator/sample/sample-ids.js';
import { startWithSimulator } from '../support/gateway.js';
import { createApolloClient } from './apollo.js';

interface ClientError {
  at: string | undefined;
  code: unknown;
}

/** Fails the test on anything that is no answer of the gateway, such as an HTTP status that Apollo Client can't read. */
function errorsIn(error: unknown): ClientError[] {
  if (!CombinedGraphQLErrors.is(error)) throw error;
  return error.errors.map(({ path, extensions }) => ({ at: path?.join('.'), code: extensions?.code }));
}

const caught = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => undefined,
    (error: unknown) => error,
  );

async function startWithClient() {
  const started = await startWithSimulator();
  return { ...started, apollo: createApolloClient(started.url) };
}

describe('an error of a query', () => {
  it.each([
    ['an argument', '{ wallet(id: "no id!") { id } }', { at: 'wallet', code: 'BAD_USER_INPUT' }],
    [
      'a page size',
      `{ wallet(id: "${SAMPLE_WALLET_ID}") { transactions(first: 101) { nodes { id } } } }`,
      { at: undefined, code: 'BAD_USER_INPUT' },
    ],
    ['a field that is none', '{ wallet(id: "w") { password } }', { at: undefined, code: 'GRAPHQL_VALIDATION_FAILED' }],
    ['a type', 'query ($id: Int) { wallet(id: $id) { id } }', { at: undefined, code: 'GRAPHQL_VALIDATION_FAILED' }],
  ])('has its code: %s', async (_, query, error) => {
    const { apollo } = await startWithClient();
    expect(errorsIn(await caught(apollo.query({ query: gql(query) })))).toEqual([error]);
  });

  it('has its code where the request is refused before it is read', async () => {
    const { apollo } = await startWithClient();
    const query = gql`query ($ids: [ID!]!) { wallets(ids: $ids) { id } }`;
    const tooLong = apollo.query({ query, variables: { ids: ['w'.repeat(100 * 1024)] } });
    expect(errorsIn(await caught(tooLong))).toEqual([{ at: undefined, code: expect.any(String) }]);
  });

  it('leaves the rest of the answer standing', async () => {
    const { apollo, simulator } = await startWithClient();
    simulator.setFaults([{ on: 'walletBalance', kind: 'broken-json', pathIncludes: 'wal_many_03' }]);
    const query = gql`
      query Balances($id: ID!) {
        customer(id: $id) { id wallets(first: 5) { edges { cursor node { id balance { available } } } } }
      }
    `;
    const { data, error } = await apollo.query({ query, variables: { id: MANY_CUSTOMER_ID }, errorPolicy: 'all' });
    expect(errorsIn(error)).toEqual([{ at: 'customer.wallets.edges.2.node.balance', code: 'UPSTREAM_BAD_RESPONSE' }]);
    expect(data).toMatchObject({
      customer: {
        wallets: {
          edges: [
            { node: { balance: { available: '1.000001' } } },
            { node: { balance: { available: '2.000001' } } },
            { node: { balance: null } },
            { node: { balance: { available: '4.000001' } } },
            { node: { balance: { available: '5.000001' } } },
          ],
        },
      },
    });
  });
});

describe("a cursor that is not the gateway's", () => {
  const list = (name: string, args: string) =>
    `${name}(${args}) { edges { cursor node { id } } pageInfo { endCursor } }`;
  const wallet = `wallet(id: "${SAMPLE_WALLET_ID}")`;

  it.each([
    ['wallet.transactions', `${wallet} { id balance { available } ${list('transactions', 'after: "x"')} }`],
    ['wallet.topupOrders', `${wallet} { id balance { available } ${list('topupOrders', 'after: "x"')} }`],
    [
      'customer.wallets',
      `customer(id: "${MANY_CUSTOMER_ID}") { id two: ${list('wallets', 'first: 2')} ${list('wallets', 'after: "x"')} }`,
    ],
  ])('fails only its own list: %s', async (place, selection) => {
    const { apollo } = await startWithClient();
    const { data, error } = await apollo.query({
      query: gql(`{ ${selection} }`),
      errorPolicy: 'all',
      fetchPolicy: 'no-cache',
    });
    expect(errorsIn(error)).toEqual([{ at: place, code: 'BAD_USER_INPUT' }]);
    const [parent = '', name = ''] = place.split('.');
    expect(data).toMatchObject({ [parent]: { id: expect.any(String), [name]: null } });
  });
});

describe('a list that failed', () => {
  interface Shown {
    wallet: { transactions: { edges: unknown[]; pageInfo: { endCursor: string; hasNextPage: boolean } } };
  }
  const TRANSACTIONS: TypedDocumentNode<Shown, { id: string; after?: string | undefined }> = gql`
    query Transactions($id: ID!, $after: String) {
      wallet(id: $id) {
        id
        transactions(first: 5, after: $after) { edges { cursor node { id } } pageInfo { endCursor hasNextPage } }
      }
    }
  `;
  const variables = { id: BUSY_WALLET_ID };
  const failOnce = [{ on: 'walletTransactions', kind: 'broken-json', times: 1 }] as const;

  it('is null in the cache, not empty, and comes when it is asked for again', async () => {
    const { apollo, simulator } = await startWithClient();
    simulator.setFaults(failOnce);
    const failed = await apollo.query({ query: TRANSACTIONS, variables, errorPolicy: 'all' });
    expect(errorsIn(failed.error)).toEqual([{ at: 'wallet.transactions', code: 'UPSTREAM_BAD_RESPONSE' }]);
    expect(failed.data).toEqual({ wallet: { __typename: 'Wallet', id: BUSY_WALLET_ID, transactions: null } });
    const again = await apollo.query({ query: TRANSACTIONS, variables, fetchPolicy: 'network-only' });
    expect(again.data).toMatchObject({ wallet: { transactions: { pageInfo: { hasNextPage: true } } } });
  });

  it('leaves the pages standing that came before it', async () => {
    const { apollo, simulator } = await startWithClient();
    const { data: shown } = await apollo.query({ query: TRANSACTIONS, variables });
    const after = shown?.wallet.transactions.pageInfo.endCursor;
    simulator.setFaults(failOnce);
    const more = { query: TRANSACTIONS, variables: { ...variables, after }, fetchPolicy: 'network-only' } as const;
    const failed = await apollo.query({ ...more, errorPolicy: 'all' });
    expect(errorsIn(failed.error)).toEqual([{ at: 'wallet.transactions', code: 'UPSTREAM_BAD_RESPONSE' }]);
    expect(apollo.readQuery({ query: TRANSACTIONS, variables })).toEqual(shown);
    await apollo.query(more);
    expect(apollo.readQuery({ query: TRANSACTIONS, variables })?.wallet.transactions.edges).toHaveLength(10);
  });
});

describe('an error of a mutation', () => {
  const CREATE = gql`
    mutation Create($email: String!) {
      createCustomer(input: { externalRef: "user_1", name: "Alice", email: $email }) {
        customer { id }
        errors { code message field }
      }
    }
  `;

  it('is data where the person can mend it', async () => {
    const { apollo } = await startWithClient();
    const { data, error } = await apollo.mutate({ mutation: CREATE, variables: { email: 'alice@example.com' } });
    expect(error).toBeUndefined();
    expect(data).toMatchObject({
      createCustomer: {
        customer: null,
        errors: [{ code: 'EMAIL_ALREADY_EXISTS', message: expect.any(String), field: ['input', 'email'] }],
      },
    });
  });

  it('says so where the outcome is not known', async () => {
    const { apollo, simulator } = await startWithClient();
    simulator.setFaults([{ on: 'createCustomer', kind: 'reset', after: true }]);
    const error = await caught(apollo.mutate({ mutation: CREATE, variables: { email: 'bob@example.com' } }));
    expect(errorsIn(error)).toEqual([{ at: 'createCustomer', code: 'OUTCOME_UNKNOWN' }]);
  });
});

describe('an error of a subscription', () => {
  it.each([
    ['missing', 'NOT_FOUND'],
    ['no id!', 'BAD_USER_INPUT'],
  ])('has its code, and ends it: %s', async (orderId, code) => {
    const { apollo, gateway } = await startWithClient();
    const query = gql`subscription ($orderId: ID!) { topupStatus(orderId: $orderId) { id status } }`;
    const events = await firstValueFrom(apollo.subscribe({ query, variables: { orderId } }).pipe(toArray()));
    expect(events).toHaveLength(1);
    expect(events[0]?.data).toBeUndefined();
    expect(errorsIn(events[0]?.error)).toEqual([{ at: 'topupStatus', code }]);
    expect(gateway.watchedOrders).toBe(0);
  });
});

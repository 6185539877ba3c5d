/** Rules for Apollo Client's cache: lists by pages, and types without an id. */
import type { FieldPolicy, TypePolicies } from '@apollo/client';
import { relayStylePagination } from '@apollo/client/utilities';

export const possibleTypes = { Node: ['Customer', 'Wallet', 'TopupOrder'] };

/** Pages by their edges; `nodes` would hold only the page that came last. A list that failed is null, not empty. */
function pages(keyArgs: string[] = []): FieldPolicy {
  const { merge, ...policy } = relayStylePagination(keyArgs);
  return {
    ...policy,
    merge: (existing, incoming, options) =>
      incoming && typeof merge === 'function' ? merge(existing, incoming, options) : (existing ?? null),
  };
}

export const typePolicies: TypePolicies = {
  Customer: { fields: { wallets: pages() } },
  Wallet: { fields: { transactions: pages(), topupOrders: pages(['status', 'withStatus']) } },
  // They have no id: each is a part of what holds it.
  Balance: { merge: true },
  QuoteSnapshot: { merge: true },
  // Known by its two names: always ask for both.
  AssetNetwork: { keyFields: ['asset', 'network'] },
};

/** Which viewers may use which root field. Every root field must have a row; without it, nothing starts. */
import { GatewayError } from '../common/gateway-error.js';
import type { Viewer } from './viewer.js';

/** `own`: the customer's own resources only, which the resolver checks with `Access`. */
interface Rule {
  operator: 'all' | 'no';
  customer: 'all' | 'own' | 'no';
}

export const RULES: Readonly<Record<string, Rule>> = {
  'Query.viewer': { operator: 'all', customer: 'own' },
  'Query.node': { operator: 'all', customer: 'own' },
  'Query.customer': { operator: 'all', customer: 'own' },
  'Query.customerByExternalRef': { operator: 'all', customer: 'own' },
  'Query.wallet': { operator: 'all', customer: 'own' },
  'Query.wallets': { operator: 'all', customer: 'own' },
  'Query.topupOrder': { operator: 'all', customer: 'own' },
  'Query.topupOrders': { operator: 'all', customer: 'own' },
  'Query.assetNetworks': { operator: 'all', customer: 'all' },
  'Query._entities': { operator: 'all', customer: 'own' },
  // A public schema would defeat INTROSPECTION=off.
  'Query._service': { operator: 'all', customer: 'no' },
  'Mutation.createCustomer': { operator: 'all', customer: 'no' },
  'Mutation.createWallet': { operator: 'all', customer: 'own' },
  'Mutation.createTopupQuote': { operator: 'all', customer: 'all' },
  'Mutation.createTopupOrder': { operator: 'all', customer: 'own' },
  'Subscription.topupStatus': { operator: 'all', customer: 'own' },
};

/**
 * @param field For example `Query.wallet`.
 * @throws {GatewayError} `UNAUTHENTICATED` for an anonymous viewer, `FORBIDDEN` if the viewer may never use the field.
 */
export function checkRule(field: string, viewer: Viewer): void {
  if (viewer.kind === 'anonymous') throw new GatewayError('UNAUTHENTICATED');
  const rule = RULES[field];
  if (!rule || rule[viewer.kind] === 'no') throw new GatewayError('FORBIDDEN');
}

/** Who may use what: every root field of the schema has its row here, and none can be served without one. */
import { GatewayError } from '../common/gateway-error.js';
import type { Viewer } from './viewer.js';

/** `own`: what is the customer's, and nothing else; its resolver asks `Access`. */
interface Rule {
  operator: 'all' | 'no';
  customer: 'all' | 'own' | 'no';
}

export const RULES: Readonly<Record<string, Rule>> = {
  'Query.viewer': { operator: 'all', customer: 'own' },
  'Query.customer': { operator: 'all', customer: 'own' },
  'Query.customerByExternalRef': { operator: 'all', customer: 'own' },
  'Query.wallet': { operator: 'all', customer: 'own' },
  'Query.wallets': { operator: 'all', customer: 'own' },
  'Query.topupOrder': { operator: 'all', customer: 'own' },
  'Query.topupOrders': { operator: 'all', customer: 'own' },
  'Query.assetNetworks': { operator: 'all', customer: 'all' },
  'Mutation.createCustomer': { operator: 'all', customer: 'no' },
  'Mutation.createWallet': { operator: 'all', customer: 'own' },
  'Mutation.createTopupQuote': { operator: 'all', customer: 'all' },
  'Mutation.createTopupOrder': { operator: 'all', customer: 'own' },
  'Subscription.topupStatus': { operator: 'all', customer: 'own' },
};

/**
 * @param field Such as `Query.wallet`.
 * @throws {GatewayError} `UNAUTHENTICATED` for nobody, `FORBIDDEN` for one who may never use it.
 */
export function checkRule(field: string, viewer: Viewer): void {
  if (viewer.kind === 'anonymous') throw new GatewayError('UNAUTHENTICATED');
  const rule = RULES[field];
  if (!rule || rule[viewer.kind] === 'no') throw new GatewayError('FORBIDDEN');
}

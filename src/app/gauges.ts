/** Gauges of the parts that have no metrics of their own. */
import { type Readiness, stateOf } from '../http/health.js';
import type { OrderWatchers } from '../live/order-watchers.js';
import type { SubscriptionCounts } from '../live/subscription-counts.js';
import type { Metrics } from '../observability/metrics.js';
import type { State } from './state.js';

export interface GaugedParts {
  state: State;
  readiness: Readiness;
  counts: SubscriptionCounts;
  watchers: OrderWatchers;
}

export function registerGauges(metrics: Metrics, { state, readiness, counts, watchers }: GaugedParts): void {
  metrics.gauge('storeUp', () => Number(state.isUp().store));
  metrics.gauge('busUp', () => Number(state.isUp().bus));
  metrics.gauge('ready', () => Number(stateOf(readiness) === 'ready'));
  metrics.gauge('subscriptions', () => counts.byTransport);
  metrics.gauge('watchedOrders', () => watchers.size);
}

/**
 * The metrics of the gateway. Names and labels follow OpenTelemetry's semantic conventions in Prometheus spelling where those name the quantity; the gateway's own
 * begin with `wallet_gateway_`. No client chooses the value of a label, which bounds the number of series.
 */

export interface MetricRow {
  readonly name: string;
  readonly help: string;
  readonly labels: readonly string[];
}

/** Bounds of the buckets of durations in seconds, as OpenTelemetry advises for HTTP (semantic conventions, `http.server.request.duration`). */
export const DURATION_BUCKETS = [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10];

/** Durations in seconds, with {@link DURATION_BUCKETS}. */
export const HISTOGRAMS = {
  httpServer: {
    name: 'http_server_request_duration_seconds',
    help: 'Duration of HTTP requests. http_response_status_code is empty if the client left before the response.',
    labels: ['http_request_method', 'http_route', 'http_response_status_code'],
  },
  operation: {
    name: 'graphql_operation_duration_seconds',
    help: 'Duration of GraphQL operations; of a subscription, until it is accepted. graphql_operation_name and app are those of trusted documents, otherwise empty.',
    labels: ['graphql_operation_type', 'transport', 'outcome', 'graphql_operation_name', 'app'],
  },
  restCall: {
    name: 'http_client_request_duration_seconds',
    help: 'Duration of calls to the REST API, without the wait for a connection. Each retry is a call.',
    labels: ['url_template', 'http_request_method', 'http_response_status_code', 'error_type'],
  },
  delivery: {
    name: 'wallet_gateway_webhook_to_delivery_seconds',
    help: 'Time from a webhook to the delivery of the change that it announced, for each subscription of the instance.',
    labels: [],
  },
  reconcileDelay: {
    name: 'wallet_gateway_reconcile_delay_seconds',
    help: 'Time from when the reconciliation of a watched order is due until it has been read.',
    labels: [],
  },
} satisfies Record<string, MetricRow>;

export const COUNTERS = {
  errors: {
    name: 'wallet_gateway_graphql_errors_total',
    help: 'Errors in responses to clients, by extensions.code.',
    labels: ['code'],
  },
  untrusted: {
    name: 'wallet_gateway_untrusted_operations_total',
    help: 'Operations whose documents are not trusted, with TRUSTED_DOCUMENTS_MODE=log.',
    labels: [],
  },
  callsSaved: {
    name: 'wallet_gateway_rest_calls_saved_total',
    help: 'REST calls that were not made: batched within one operation, or shared with another.',
    labels: ['by'],
  },
  retries: {
    name: 'wallet_gateway_retries_total',
    help: 'Retries of reads of the REST API.',
    labels: ['endpoint'],
  },
  writesUnknown: {
    name: 'wallet_gateway_writes_unknown_total',
    help: 'Writes to the REST API whose outcome the gateway could not learn.',
    labels: ['endpoint'],
  },
  webhooks: {
    name: 'wallet_gateway_webhooks_total',
    help: 'Webhooks, by what became of them.',
    labels: ['result'],
  },
  missedWebhooks: {
    name: 'wallet_gateway_missed_webhooks_total',
    help: 'Changes of watched orders that reconciliation found before any webhook announced them.',
    labels: [],
  },
  socketsClosed: {
    name: 'wallet_gateway_sockets_closed_total',
    help: 'Closed WebSockets, by close code. Codes that the gateway does not know are "other".',
    labels: ['code'],
  },
  refused: {
    name: 'wallet_gateway_refused_total',
    help: 'Requests, upgrades and operations that were refused before they ran.',
    labels: ['reason'],
  },
  keySets: {
    name: 'wallet_gateway_key_set_fetches_total',
    help: 'Fetches of JWT_JWKS_URL.',
    labels: ['result'],
  },
} satisfies Record<string, MetricRow>;

/** Read when a scrape asks for them. */
export const GAUGES = {
  connections: {
    name: 'wallet_gateway_upstream_connections',
    help: 'Connections to the REST API: active with a call, or idle.',
    labels: ['state'],
  },
  queueLength: {
    name: 'wallet_gateway_upstream_queue_length',
    help: 'Calls to the REST API that wait for a connection.',
    labels: ['endpoint'],
  },
  breakerOpen: {
    name: 'wallet_gateway_circuit_breaker_open',
    help: '1 while the circuit breaker of the endpoint is open.',
    labels: ['endpoint'],
  },
  keysUnsettled: {
    name: 'wallet_gateway_idempotency_keys_unsettled',
    help: 'Idempotency keys in the store whose order has an unknown outcome. Counted about once a minute.',
    labels: [],
  },
  oldestUnsettled: {
    name: 'wallet_gateway_idempotency_keys_oldest_unsettled_seconds',
    help: 'Age of the oldest of these; 0 if there is none.',
    labels: [],
  },
  watchedOrders: {
    name: 'wallet_gateway_watched_orders',
    help: 'Orders that subscriptions of this instance watch.',
    labels: [],
  },
  subscriptions: {
    name: 'wallet_gateway_subscriptions',
    help: 'Running subscriptions.',
    labels: ['transport'],
  },
  sockets: {
    name: 'wallet_gateway_sockets',
    help: 'Open WebSockets.',
    labels: [],
  },
  storeUp: {
    name: 'wallet_gateway_store_up',
    help: '1 while the store can be read and written.',
    labels: [],
  },
  busUp: {
    name: 'wallet_gateway_bus_up',
    help: '1 while change notifications reach all instances.',
    labels: [],
  },
  ready: {
    name: 'wallet_gateway_ready',
    help: '1 while the instance takes traffic, as GET /readyz says.',
    labels: [],
  },
  buildInfo: {
    name: 'wallet_gateway_build_info',
    help: 'Always 1; its label is the version.',
    labels: ['version'],
  },
} satisfies Record<string, MetricRow>;

export type HistogramName = keyof typeof HISTOGRAMS;
export type CounterName = keyof typeof COUNTERS;
export type GaugeName = keyof typeof GAUGES;

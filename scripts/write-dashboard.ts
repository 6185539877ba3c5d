/** Writes the Grafana dashboard from a table of panels: a dashboard by hand is 900 lines that nobody reviews. */
import { mkdirSync, writeFileSync } from 'node:fs';

type Unit = 'reqps' | 's' | 'short' | 'percentunit' | 'bytes' | 'bool_on_off';

interface Panel {
  title: string;
  unit: Unit;
  /** PromQL by legend. */
  queries: Readonly<Record<string, string>>;
}

const RATE = '$__rate_interval';
/** Only of the chosen instances. */
const of = (metric: string, labels = ''): string =>
  `${metric}{instance=~"$instance"${labels === '' ? '' : `, ${labels}`}}`;
const rate = (by: string, metric: string, labels?: string): string =>
  `sum by (${by}) (rate(${of(metric, labels)}[${RATE}]))`;
const quantile = (q: number, metric: string): string =>
  `histogram_quantile(${q}, sum by (le) (rate(${of(`${metric}_bucket`)}[${RATE}])))`;
const quantiles = (metric: string): Record<string, string> => ({
  p50: quantile(0.5, metric),
  p99: quantile(0.99, metric),
});

const ROWS: readonly { title: string; panels: readonly Panel[] }[] = [
  {
    title: 'Money',
    panels: [
      {
        title: 'Writes with an unknown outcome',
        unit: 'short',
        queries: { '{{endpoint}}': `sum by (endpoint) (increase(${of('wallet_gateway_writes_unknown_total')}[1h]))` },
      },
      {
        title: 'Unsettled idempotency keys',
        unit: 'short',
        queries: { keys: `max(${of('wallet_gateway_idempotency_keys_unsettled')})` },
      },
      {
        title: 'Age of the oldest unsettled key',
        unit: 's',
        queries: { age: `max(${of('wallet_gateway_idempotency_keys_oldest_unsettled_seconds')})` },
      },
    ],
  },
  {
    title: 'Traffic',
    panels: [
      {
        title: 'HTTP requests',
        unit: 'reqps',
        queries: {
          '{{http_route}} {{http_response_status_code}}': rate(
            'http_route, http_response_status_code',
            'http_server_request_duration_seconds_count',
          ),
        },
      },
      {
        title: 'Operations',
        unit: 'reqps',
        queries: {
          '{{graphql_operation_type}} {{transport}} {{outcome}}': rate(
            'graphql_operation_type, transport, outcome',
            'graphql_operation_duration_seconds_count',
          ),
        },
      },
      { title: 'Duration of operations', unit: 's', queries: quantiles('graphql_operation_duration_seconds') },
      {
        title: 'Errors by code',
        unit: 'reqps',
        queries: { '{{code}}': rate('code', 'wallet_gateway_graphql_errors_total') },
      },
      {
        title: 'Refused by reason',
        unit: 'reqps',
        queries: { '{{reason}}': rate('reason', 'wallet_gateway_refused_total') },
      },
      {
        title: 'Operations that are not trusted (TRUSTED_DOCUMENTS_MODE=log)',
        unit: 'reqps',
        queries: { untrusted: `sum(rate(${of('wallet_gateway_untrusted_operations_total')}[${RATE}]))` },
      },
    ],
  },
  {
    title: 'REST API',
    panels: [
      {
        title: 'Calls',
        unit: 'reqps',
        queries: { '{{url_template}}': rate('url_template', 'http_client_request_duration_seconds_count') },
      },
      {
        title: 'Failed calls',
        unit: 'reqps',
        queries: {
          '{{url_template}} {{error_type}}': rate(
            'url_template, error_type',
            'http_client_request_duration_seconds_count',
            'error_type!=""',
          ),
        },
      },
      { title: 'Duration of calls', unit: 's', queries: quantiles('http_client_request_duration_seconds') },
      {
        title: 'Calls saved by batching and sharing',
        unit: 'reqps',
        queries: { '{{by}}': rate('by', 'wallet_gateway_rest_calls_saved_total') },
      },
      {
        title: 'Retries',
        unit: 'reqps',
        queries: { '{{endpoint}}': rate('endpoint', 'wallet_gateway_retries_total') },
      },
      {
        title: 'Open circuit breakers',
        unit: 'bool_on_off',
        queries: { '{{endpoint}}': `max by (endpoint) (${of('wallet_gateway_circuit_breaker_open')})` },
      },
      {
        title: 'Connections and queues',
        unit: 'short',
        queries: {
          '{{state}}': `sum by (state) (${of('wallet_gateway_upstream_connections')})`,
          'queued {{endpoint}}': `sum by (endpoint) (${of('wallet_gateway_upstream_queue_length')})`,
        },
      },
    ],
  },
  {
    title: 'Live status',
    panels: [
      {
        title: 'Webhook to delivery',
        unit: 's',
        queries: quantiles('wallet_gateway_webhook_to_delivery_seconds'),
      },
      {
        title: 'Webhooks',
        unit: 'reqps',
        queries: {
          '{{result}}': rate('result', 'wallet_gateway_webhooks_total'),
          missed: `sum(rate(${of('wallet_gateway_missed_webhooks_total')}[${RATE}]))`,
        },
      },
      {
        title: 'Subscriptions, sockets and watched orders',
        unit: 'short',
        queries: {
          '{{transport}}': `sum by (transport) (${of('wallet_gateway_subscriptions')})`,
          sockets: `sum(${of('wallet_gateway_sockets')})`,
          'watched orders': `sum(${of('wallet_gateway_watched_orders')})`,
        },
      },
      {
        title: 'Closed sockets by code',
        unit: 'reqps',
        queries: { '{{code}}': rate('code', 'wallet_gateway_sockets_closed_total') },
      },
      {
        title: 'Delay of reconciliation',
        unit: 's',
        queries: quantiles('wallet_gateway_reconcile_delay_seconds'),
      },
    ],
  },
  {
    title: 'Instances',
    panels: [
      {
        title: 'Ready, store and bus',
        unit: 'bool_on_off',
        queries: {
          'ready {{instance}}': of('wallet_gateway_ready'),
          'store {{instance}}': of('wallet_gateway_store_up'),
          'bus {{instance}}': of('wallet_gateway_bus_up'),
        },
      },
      {
        title: 'CPU',
        unit: 'percentunit',
        queries: { '{{instance}}': rate('instance', 'process_cpu_seconds_total') },
      },
      { title: 'Memory', unit: 'bytes', queries: { '{{instance}}': of('process_resident_memory_bytes') } },
      {
        title: 'Event-loop delay',
        unit: 's',
        queries: { '{{instance}}': of('nodejs_eventloop_lag_p99_seconds') },
      },
    ],
  },
];

const COLUMNS = 3;
const WIDTH = 24 / COLUMNS;
const HEIGHT = 7;
const datasource = { type: 'prometheus', uid: '$datasource' };

let id = 0;
let y = 0;
const panels = ROWS.flatMap((row) => {
  const header = { id: ++id, type: 'row', title: row.title, collapsed: false, gridPos: { x: 0, y: y++, w: 24, h: 1 } };
  const shown = row.panels.map(({ title, unit, queries }, index) => ({
    id: ++id,
    type: 'timeseries',
    title,
    datasource,
    gridPos: {
      x: (index % COLUMNS) * WIDTH,
      y: y + Math.floor(index / COLUMNS) * HEIGHT,
      w: WIDTH,
      h: HEIGHT,
    },
    fieldConfig: { defaults: { unit, min: 0, custom: { fillOpacity: 10, showPoints: 'never' } }, overrides: [] },
    targets: Object.entries(queries).map(([legendFormat, expr], target) => ({
      refId: String.fromCharCode('A'.charCodeAt(0) + target),
      expr,
      legendFormat,
    })),
  }));
  y += Math.ceil(row.panels.length / COLUMNS) * HEIGHT;
  return [header, ...shown];
});

const dashboard = {
  uid: 'wallet-gateway',
  title: 'Wallet Gateway',
  tags: ['wallet-gateway'],
  schemaVersion: 39,
  editable: true,
  refresh: '30s',
  time: { from: 'now-1h', to: 'now' },
  templating: {
    list: [
      { name: 'datasource', label: 'Data source', type: 'datasource', query: 'prometheus' },
      {
        name: 'instance',
        label: 'Instance',
        type: 'query',
        datasource,
        query: { query: 'label_values(wallet_gateway_build_info, instance)', refId: 'instance' },
        refresh: 2,
        includeAll: true,
        multi: true,
        current: { text: 'All', value: '$__all' },
      },
    ],
  },
  panels,
};

mkdirSync('deploy/grafana', { recursive: true });
writeFileSync('deploy/grafana/wallet-gateway.json', `${JSON.stringify(dashboard, null, 2)}\n`);

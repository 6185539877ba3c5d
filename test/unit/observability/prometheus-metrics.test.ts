import { Histogram, Registry } from 'prom-client';
import { expect, it } from 'vitest';
import { DurationHistogram } from '../../../src/observability/duration-histogram.js';
import { DURATION_BUCKETS } from '../../../src/observability/metric-table.js';
import { PrometheusMetrics } from '../../../src/observability/prometheus-metrics.js';

it('writes what prom-client’s own histogram would', async () => {
  const [ours, theirs] = [new Registry(), new Registry()];
  const row = { name: 'd_seconds', help: 'Durations.', labels: ['a', 'b'] };
  const fast = new DurationHistogram(row);
  ours.registerMetric(fast as never);
  const { name, help, labels } = row;
  const slow = new Histogram({ name, help, labelNames: labels, buckets: DURATION_BUCKETS, registers: [theirs] });
  const seconds = [0, 0.005, 0.0051, 0.3, 9.99, 10, 10.01, 3_600];
  for (const [index, value] of seconds.entries()) {
    fast.observe(value, [`x${index % 2}`, 'y']);
    slow.observe({ a: `x${index % 2}`, b: 'y' }, value);
  }
  const linesOf = async (registry: Registry) => (await registry.metrics()).split('\n').map(canonical).sort();
  expect(await linesOf(ours)).toEqual(await linesOf(theirs));
});

/** Labels come in any order. */
const canonical = (line: string): string =>
  line.replace(/\{(.*)\}/, (_, labels: string) => `{${labels.split(',').sort().join(',')}}`);

it('tells an empty label from another value', async () => {
  const metrics = new PrometheusMetrics();
  metrics.observe('httpServer', 1, 'GET', '/a', '200');
  metrics.observe('httpServer', 1, 'GET', '/a', '');
  const counts = (await metrics.text()).split('\n').filter((line) => line.includes('_count{'));
  expect(counts).toHaveLength(2);
});

it('a gauge is read at each scrape, and forgets labels that are gone', async () => {
  const metrics = new PrometheusMetrics();
  let queues: [string, number][] = [['order', 2]];
  metrics.gauge('queueLength', () => queues);
  expect(await metrics.text()).toContain('wallet_gateway_upstream_queue_length{endpoint="order"} 2');
  queues = [['orders', 1]];
  expect(await metrics.text()).not.toContain('endpoint="order"');
});

it('a counter can begin at zero', async () => {
  const metrics = new PrometheusMetrics();
  metrics.declare('writesUnknown', ['createOrder']);
  expect(await metrics.text()).toContain('wallet_gateway_writes_unknown_total{endpoint="createOrder"} 0');
});

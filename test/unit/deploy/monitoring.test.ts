/** The alerts and the dashboard name only metrics that exist, and each alert has a section in the documentation. */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { COUNTERS, GAUGES, HISTOGRAMS } from '../../../src/observability/metric-table.js';
import { PrometheusMetrics } from '../../../src/observability/prometheus-metrics.js';

const ROOT = new URL('../../../', import.meta.url);
const read = (path: string): string => readFileSync(new URL(path, ROOT), 'utf8');
const ALERTS = read('deploy/prometheus/alerts.yaml');
const DASHBOARD = read('deploy/grafana/wallet-gateway.json');
const DOCS = read('docs/observability.md');
const METRIC = /\b(?:wallet_gateway|http_server|http_client|graphql_operation|process|nodejs)_\w+(?=[{[)"\s=<>])/g;

/** Names in Prometheus of all that the gateway has. */
async function known(): Promise<Set<string>> {
  const metrics = new PrometheusMetrics();
  metrics.collectProcessMetrics();
  const ofNode = [...(await metrics.text()).matchAll(/^# TYPE (\S+)/gm)].map(([, name = '']) => name);
  const histograms = Object.values(HISTOGRAMS).flatMap(({ name }) => [
    `${name}_bucket`,
    `${name}_sum`,
    `${name}_count`,
  ]);
  const others = [...Object.values(COUNTERS), ...Object.values(GAUGES)].map(({ name }) => name);
  return new Set([...ofNode, ...histograms, ...others]);
}
const labelNames = (): Set<string> =>
  new Set([HISTOGRAMS, COUNTERS, GAUGES].flatMap((table) => Object.values(table).flatMap(({ labels }) => [...labels])));

it.each([
  ['alerts', ALERTS],
  ['the dashboard', DASHBOARD],
])('%s name metrics that exist', async (_, text) => {
  const names = [...text.matchAll(METRIC)].map(([name]) => name);
  const [all, labels] = [await known(), labelNames()];
  expect(names.length).toBeGreaterThan(10);
  expect(names.filter((name) => !all.has(name) && !labels.has(name))).toEqual([]);
});

it('the dashboard shows all metrics of the gateway', () => {
  const shown = [...Object.values(HISTOGRAMS), ...Object.values(COUNTERS), ...Object.values(GAUGES)].map(
    ({ name }) => name,
  );
  expect(shown.filter((name) => !DASHBOARD.includes(name))).toEqual(['wallet_gateway_key_set_fetches_total']);
});

it('each alert leads to a section that says what to do, and each metric is documented', () => {
  const alerts = [...ALERTS.matchAll(/alert: (\w+)/g)].map(([, name = '']) => name);
  const anchors = [...ALERTS.matchAll(/runbook: docs\/observability\.md#(\w+)/g)].map(([, anchor = '']) => anchor);
  expect(anchors).toEqual(alerts.map((name) => name.toLowerCase()));
  expect(alerts.filter((name) => !DOCS.includes(`### ${name}\n`))).toEqual([]);
  const names = [HISTOGRAMS, COUNTERS, GAUGES].flatMap((table) => Object.values(table).map(({ name }) => name));
  expect(names.filter((name) => !DOCS.includes(`\`${name}\``))).toEqual([]);
});

const hasPromtool = spawnSync('promtool', ['--version']).status === 0;
if (!hasPromtool && process.env.CI) throw new Error('promtool is not installed');

describe.skipIf(!hasPromtool)('promtool', () => {
  it.each([
    ['check', 'alerts.yaml'],
    ['test', 'alerts.test.yaml'],
  ])('%ss the rules', (action, file) => {
    const cwd = new URL('deploy/prometheus/', ROOT);
    const { status, stdout, stderr } = spawnSync('promtool', [action, 'rules', file], { cwd, encoding: 'utf8' });
    expect(status, `${stdout}${stderr}`).toBe(0);
  });
});

/** A real Prometheus reads two gateways under load and faults: its sums are what the clients and the REST API counted. */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished, vi } from 'vitest';
import { sampleDirectory } from '../../src/simulator/sample/sample-data.js';
import { startSimulator } from '../../src/simulator/simulator.js';
import { freePort } from '../support/free-port.js';
import { startGateway } from '../support/gateway.js';

const hasPrometheus = spawnSync('prometheus', ['--version']).status === 0;
if (!hasPrometheus && process.env.CI) throw new Error('prometheus is not installed');
if (!hasPrometheus) console.warn('prometheus is not installed: its tests are skipped');

const OPERATIONS = 10_000;
const AT_A_TIME = 20;
const BALANCE = (name: string): string => `query ${name} { wallet(id: "wal_c1f0aa") { balance { available } } }`;
/** Node's own come and go with what it does. */
const SERIES = 'count({job="wallet-gateway", __name__!~"nodejs_.*|up|scrape_.*"})';

/** @returns what a PromQL expression gives now. */
async function startPrometheus(targets: readonly string[]): Promise<(expression: string) => Promise<number>> {
  const folder = mkdtempSync(join(tmpdir(), 'wallet-gateway-prometheus-'));
  const port = await freePort();
  const config = {
    global: { scrape_interval: '200ms', scrape_timeout: '200ms' },
    scrape_configs: [{ job_name: 'wallet-gateway', static_configs: [{ targets }] }],
  };
  // JSON is YAML.
  writeFileSync(join(folder, 'prometheus.yml'), JSON.stringify(config));
  const args = [
    `--config.file=${join(folder, 'prometheus.yml')}`,
    `--storage.tsdb.path=${join(folder, 'data')}`,
    `--web.listen-address=127.0.0.1:${port}`,
  ];
  const child = spawn('prometheus', args, { stdio: 'ignore' });
  onTestFinished(async () => {
    child.kill('SIGKILL');
    await once(child, 'exit');
    rmSync(folder, { recursive: true, force: true });
  });
  return async (expression) => {
    const url = `http://127.0.0.1:${port}/api/v1/query?query=${encodeURIComponent(expression)}`;
    const { data } = (await (await fetch(url)).json()) as { data: { result: { value: [number, string] }[] } };
    return Number(data.result[0]?.value[1] ?? Number.NaN);
  };
}

it.skipIf(!hasPrometheus)(
  'agrees to the request, and has no series that a client made',
  { timeout: 180_000 },
  async () => {
    const simulator = await startSimulator();
    onTestFinished(() => simulator.close());
    let received = 0;
    const gateways = await Promise.all(
      [0, 1].map(() => startGateway(simulator.url, { env: { METRICS_PORT: '0' }, seed: sampleDirectory() })),
    );
    const query = await startPrometheus(gateways.map(({ gateway }) => new URL(gateway.metricsUrl ?? '').host));
    await vi.waitFor(async () => expect(await query('sum(up)')).toBe(2), { timeout: 30_000, interval: 200 });
    // One good and one failed operation of each gateway make all series that there will be.
    for (const gateway of gateways) await gateway.run(BALANCE('first'));
    simulator.setFaults([{ on: 'walletBalance', kind: 'reject', status: 403 }]);
    for (const gateway of gateways) await gateway.run(BALANCE('first'));
    const before = 4;
    const sum = (metric: string) => query(`sum(${metric})`);
    const isSeen = (operations: number) =>
      vi.waitFor(async () => expect(await sum('graphql_operation_duration_seconds_count')).toBe(operations), {
        timeout: 10_000,
        interval: 200,
      });
    await isSeen(before);
    const seriesBefore = await query(SERIES);
    simulator.setFaults([{ on: 'walletBalance', kind: 'reject', status: 403, times: 500 }]);

    let failed = 0;
    let next = 0;
    const client = async (): Promise<void> => {
      for (let index = next++; index < OPERATIONS; index = next++) {
        const gateway = gateways[index % 2];
        const answer = await gateway?.run(BALANCE(`invented${index}`));
        received += 1;
        if (answer?.errors) failed += 1;
      }
    };
    await Promise.all(Array.from({ length: AT_A_TIME }, client));
    expect(received).toBe(OPERATIONS);
    expect(failed).toBeGreaterThan(0);

    await isSeen(OPERATIONS + before);
    expect(await sum('http_server_request_duration_seconds_count{http_route="/graphql"}')).toBe(OPERATIONS + before);
    const succeeded = OPERATIONS + before / 2 - failed;
    expect(await sum('graphql_operation_duration_seconds_count{outcome="success"}')).toBe(succeeded);
    expect(await sum('wallet_gateway_graphql_errors_total')).toBe(failed + before / 2);
    // Every operation read the balance once: by a call, or by another's.
    const shared = await sum('wallet_gateway_rest_calls_saved_total{by="shared"}');
    const made = await sum('http_client_request_duration_seconds_count');
    expect(made + shared).toBe(OPERATIONS + before);
    // The names of 10,000 operations are in none of them.
    expect(await query(SERIES)).toBe(seriesBefore);
  },
);

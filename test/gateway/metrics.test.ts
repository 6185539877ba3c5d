/** Metrics agree with what clients and the REST API counted, and no client makes series. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import WebSocket from 'ws';
import { SAMPLE_WALLET_ID, sampleDirectory } from '../../src/simulator/sample/sample-data.js';
import { startGateway, startWithSimulator, type TestGateway } from '../support/gateway.js';
import { type Scrape, scrape } from '../support/metrics.js';
import { startRestServer } from '../support/rest-server.js';
import { subscribeTo } from '../support/subscription.js';

const METRICS = { METRICS_PORT: '0' };
const metricsOf = ({ gateway }: TestGateway) => scrape(gateway.metricsUrl);
/** Creates an order on the sample wallet. @returns its id. */
async function newOrder({ run }: TestGateway): Promise<string> {
  const quote = await run(
    'mutation { createTopupQuote(input: { sourceCurrency: "AUD", targetCurrency: "USDT" }) { quote { id } } }',
  );
  const input = { quoteId: quote.data.createTopupQuote.quote.id, walletId: SAMPLE_WALLET_ID, payer: { name: 'A' } };
  const created = await run(
    'mutation ($input: CreateTopupOrderInput!) { createTopupOrder(input: $input) { order { id } } }',
    { input },
  );
  return created.data.createTopupOrder.order.id;
}

const STATUS = 'subscription ($id: ID!) { topupStatus(orderId: $id) { status } }';

it('counts each request, operation and REST call once', async () => {
  const started = await startWithSimulator({ env: METRICS, seed: sampleDirectory() });
  for (let count = 0; count < 7; count += 1) await started.run('{ assetNetworks { asset } }');
  for (let count = 0; count < 3; count += 1) await started.run('{ nothing }');
  await fetch(`${started.url}/healthz`);
  await fetch(`${started.url}/nowhere`);
  const metrics = await metricsOf(started);
  const http = 'http_server_request_duration_seconds_count';
  expect(metrics.value(http, { http_route: '/graphql', http_response_status_code: '200' })).toBe(7);
  expect(metrics.value(http, { http_route: '/graphql', http_response_status_code: '400' })).toBe(3);
  expect(metrics.value(http, { http_route: '/healthz' })).toBe(1);
  expect(metrics.value(http, { http_route: '', http_response_status_code: '404' })).toBe(1);
  const operations = 'graphql_operation_duration_seconds_count';
  expect(metrics.value(operations, { graphql_operation_type: 'query', outcome: 'success' })).toBe(7);
  expect(metrics.value(operations, { outcome: 'rejected' })).toBe(3);
  const calls = { url_template: '/assets/networks', http_response_status_code: '200', error_type: '' };
  expect(metrics.value('http_client_request_duration_seconds_count', calls)).toBe(started.calls().length);
  expect(metrics.value('wallet_gateway_graphql_errors_total', { code: 'GRAPHQL_VALIDATION_FAILED' })).toBe(3);
});

it('counts calls that batching and sharing saved', async () => {
  const started = await startWithSimulator({ env: METRICS, seed: sampleDirectory() });
  await started.run('{ a: assetNetworks { asset } b: assetNetworks { asset } }');
  expect((await metricsOf(started)).value('wallet_gateway_rest_calls_saved_total', { by: 'batched' })).toBe(1);
});

it('has no series that a client named', async () => {
  const started = await startWithSimulator({ env: METRICS, seed: sampleDirectory() });
  const ask = async (word: string): Promise<void> => {
    await started.run(`query ${word} { ${word}: __typename }`);
    await started.run(`query ${word} { ${word} }`);
    await fetch(`${started.url}/${word}`, {
      method: 'REPORT',
      headers: { 'x-request-id': word, origin: `http://${word}` },
    });
    const socket = new WebSocket(`${started.url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws');
    await new Promise((resolve) => socket.once('open', resolve));
    const closed = new Promise((resolve) => socket.once('close', resolve));
    socket.close(4_200 + word.length, word);
    await closed;
  };
  await ask('first');
  const before = await metricsOf(started);
  for (let count = 0; count < 100; count += 1) await ask(`invented${count}`);
  const after = await metricsOf(started);
  expect(after.text).not.toContain('invented');
  // Node's own come and go with what it does.
  const own = ({ series }: Scrape) => series.filter((name) => !name.startsWith('nodejs_')).sort();
  expect(own(after)).toEqual(own(before));
});

it('names operations of trusted documents, which the manifest bounds', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'wallet-gateway-manifest-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const manifest = join(folder, 'manifest.json');
  writeFileSync(manifest, JSON.stringify({ one: 'query Known { __typename }' }));
  const started = await startWithSimulator({ env: { ...METRICS, TRUSTED_DOCUMENTS: manifest } });
  await started.run('query Known { __typename }');
  const known = { graphql_operation_name: 'Known' };
  expect((await metricsOf(started)).value('graphql_operation_duration_seconds_count', known)).toBe(1);
});

describe('live status', () => {
  it('measures from the webhook to the delivery, and counts what is open', async () => {
    const started = await startWithSimulator({
      env: METRICS,
      seed: sampleDirectory(),
      simulator: { orderDelayMs: 200 },
    });
    const events = subscribeTo(started.client(), STATUS, { id: await newOrder(started) });
    await events.next();
    const during = await metricsOf(started);
    expect(during.value('wallet_gateway_sockets')).toBe(1);
    expect(during.value('wallet_gateway_subscriptions', { transport: 'websocket' })).toBe(1);
    expect(during.value('wallet_gateway_watched_orders')).toBe(1);
    await events.rest();
    await vi.waitFor(async () => {
      const after = await metricsOf(started);
      expect(after.value('wallet_gateway_webhook_to_delivery_seconds_count')).toBeGreaterThanOrEqual(1);
      expect(after.value('wallet_gateway_subscriptions')).toBe(0);
      expect(after.value('wallet_gateway_webhooks_total', { result: 'accepted' })).toBeGreaterThanOrEqual(1);
      expect(after.value('wallet_gateway_missed_webhooks_total')).toBe(0);
    });
  });

  it('counts a change that reconciliation found before a webhook', async () => {
    const started = await startWithSimulator({
      env: { ...METRICS, RECONCILE_INTERVAL_MS: '200' },
      seed: sampleDirectory(),
      simulator: { orderDelayMs: 300 },
    });
    started.simulator.setFaults([{ on: 'webhook', kind: 'lost' }]);
    await subscribeTo(started.client(), STATUS, { id: await newOrder(started) }).rest();
    const metrics = await metricsOf(started);
    expect(metrics.value('wallet_gateway_missed_webhooks_total')).toBeGreaterThanOrEqual(1);
    expect(metrics.value('wallet_gateway_reconcile_delay_seconds_count')).toBeGreaterThanOrEqual(1);
  });
});

it('counts a write whose outcome is unknown, and the key that waits for an operator', async () => {
  const rest = await startRestServer((_, respond) => void respond.destroy());
  const started = await startGateway(rest.url, { env: METRICS });
  const create = `mutation { createTopupOrder(input: { quoteId: "q", walletId: "w1", payer: { name: "A" }, idempotencyKey: "k" }) { order { id } } }`;
  expect((await started.run(create)).errors?.[0]?.extensions.code).toBe('OUTCOME_UNKNOWN');
  const metrics = await metricsOf(started);
  expect(metrics.value('wallet_gateway_writes_unknown_total', { endpoint: 'createOrder' })).toBe(1);
  expect(metrics.value('wallet_gateway_writes_unknown_total', { endpoint: 'createWallet' })).toBe(0);
  await vi.waitFor(async () =>
    expect((await metricsOf(started)).value('wallet_gateway_idempotency_keys_unsettled')).toBe(1),
  );
});

it('counts closed sockets by their code', async () => {
  const started = await startWithSimulator({ env: METRICS, seed: sampleDirectory() });
  const socket = new WebSocket(`${started.url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws');
  await new Promise((resolve) => socket.once('open', resolve));
  socket.close(1_000);
  await vi.waitFor(async () => {
    const metrics = await metricsOf(started);
    expect(metrics.value('wallet_gateway_sockets_closed_total', { code: '1000' })).toBe(1);
    expect(metrics.value('wallet_gateway_sockets')).toBe(0);
  });
});

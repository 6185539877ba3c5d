/** Traces as a collector receives them: one trace from the client's `traceparent` to each REST call's. */
import { describe, expect, it, vi } from 'vitest';
import { SAMPLE_WALLET_ID, sampleDirectory } from '../../src/simulator/sample/sample-data.js';
import { type StartOptions, startGateway, startWithSimulator } from '../support/gateway.js';
import { type OtlpSpan, startCollector } from '../support/otlp-collector.js';
import { startRestServer } from '../support/rest-server.js';
import { subscribeTo } from '../support/subscription.js';

const TRACE = '0af7651916cd43dd8448eb211c80319c';
const PARENT = 'b7ad6b7169203331';
const TRACEPARENT = `00-${TRACE}-${PARENT}-01`;
const SERVER = 2;
const CLIENT = 3;

const traced = async (options: StartOptions = {}) => {
  const collector = await startCollector();
  const started = await startWithSimulator({
    ...options,
    env: { ...collector.env, ...options.env },
    seed: sampleDirectory(),
  });
  return { ...started, ...collector };
};

const attribute = ({ attributes }: Pick<OtlpSpan, 'attributes'>, name: string) =>
  attributes.find(({ key }) => key === name)?.value;

async function ask(url: string, query: string): Promise<void> {
  await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', traceparent: TRACEPARENT },
    body: JSON.stringify({ query }),
  });
}

describe('a trace', () => {
  it('goes from the client over HTTP to each REST call', async () => {
    const { url, simulator, spans, requests } = await traced();
    await ask(
      url,
      `query Named { wallet(id: "${SAMPLE_WALLET_ID}") { balance { available } transactions { nodes { id } } } }`,
    );
    await vi.waitFor(() => expect(spans()).toHaveLength(4));
    const [server] = spans().filter(({ kind }) => kind === SERVER);
    const graphql = spans().find(({ name }) => name === 'graphql');
    const calls = spans().filter(({ kind }) => kind === CLIENT);
    expect(server).toMatchObject({ traceId: TRACE, parentSpanId: PARENT, name: 'POST /graphql' });
    expect(graphql).toMatchObject({ traceId: TRACE, parentSpanId: server?.spanId });
    expect(calls.map(({ traceId, parentSpanId }) => [traceId, parentSpanId])).toEqual(
      calls.map(() => [TRACE, graphql?.spanId]),
    );
    expect(calls.map(({ name }) => name).sort()).toEqual([
      'GET /wallets/{walletId}/balances',
      'GET /wallets/{walletId}/transactions',
    ]);
    // What the REST API received continues the same spans.
    const sent = simulator.requests.map(({ headers }) => headers.traceparent);
    expect(new Set(sent)).toEqual(new Set(calls.map(({ spanId }) => `00-${TRACE}-${spanId}-01`)));
    expect(attribute(graphql as OtlpSpan, 'graphql.operation.type')).toEqual({ stringValue: 'query' });
    const text = JSON.stringify(requests);
    expect(text).not.toContain(SAMPLE_WALLET_ID);
    expect(text).not.toContain('Named');
    expect(text).toContain('wallets-of-the-test');
  });

  it.each([
    ['connectionParams', { connectionParams: { traceparent: TRACEPARENT } }, undefined],
    ['extensions', {}, { traceparent: TRACEPARENT }],
  ])('is continued from a WebSocket’s %s', async (_, options, extensions) => {
    const started = await traced();
    const results = started.client(options).iterate({ query: '{ assetNetworks { asset } }', extensions });
    for await (const result of results) expect(result.errors).toBeUndefined();
    await vi.waitFor(() => expect(started.spans().some(({ kind }) => kind === CLIENT)).toBe(true));
    expect(started.spans().filter(({ traceId }) => traceId === TRACE)).toHaveLength(2);
  });

  it('is sent as protobuf by default', async () => {
    const { url, types } = await traced({ env: { OTEL_EXPORTER_OTLP_PROTOCOL: '' } });
    await ask(url, '{ __typename }');
    await vi.waitFor(() => expect(types).toEqual(['application/x-protobuf']));
  });

  it('begins anew where a traceparent is none', async () => {
    const { url, spans } = await traced();
    await fetch(`${url}/graphql?query={__typename}`, {
      headers: { traceparent: 'nonsense', 'apollo-require-preflight': '1' },
    });
    await vi.waitFor(() => expect(spans()).toHaveLength(2));
    expect(new Set(spans().map(({ traceId }) => traceId)).size).toBe(1);
    expect(spans().some(({ kind, parentSpanId }) => kind === SERVER && parentSpanId)).toBe(false);
  });

  it('has retries as events, and the error', async () => {
    const collector = await startCollector();
    const rest = await startRestServer((_, respond) => {
      respond.statusCode = 503;
      return '{}';
    });
    const { url } = await startGateway(rest.url, { env: collector.env });
    await ask(url, '{ assetNetworks { asset } }');
    await vi.waitFor(() => expect(collector.spans()).toHaveLength(3));
    const call = collector.spans().find(({ kind }) => kind === CLIENT);
    expect(call?.events?.map(({ name }) => name)).toEqual(rest.calls.slice(1).map(() => 'retry'));
    expect(attribute(call as OtlpSpan, 'error.type')).toEqual({ stringValue: 'UPSTREAM_UNAVAILABLE' });
    expect(new Set(rest.calls.map(({ headers }) => headers.traceparent)).size).toBe(1);
  });

  it('of who joins a read links to the read’s', async () => {
    const collector = await startCollector();
    let answer: () => void = () => {};
    const answered = new Promise<void>((resolve) => {
      answer = resolve;
    });
    const rest = await startRestServer(async () => {
      await answered;
      return '{"status":"1","data":{"matrix":[]}}';
    });
    const { url } = await startGateway(rest.url, { env: collector.env });
    const first = ask(url, '{ assetNetworks { asset } }');
    await vi.waitFor(() => expect(rest.calls).toHaveLength(1));
    // Its own call tells that it has joined the other.
    const second = ask(url, '{ assetNetworks { asset } topupOrder(id: "o1") { id } }');
    await vi.waitFor(() => expect(rest.calls).toHaveLength(2));
    answer();
    await Promise.all([first, second]);
    await vi.waitFor(() => expect(collector.spans()).toHaveLength(6));
    const call = collector.spans().find(({ name }) => name === 'GET /assets/networks');
    const linked = collector.spans().filter(({ links = [] }) => links.some(({ spanId }) => spanId === call?.spanId));
    expect(linked).toHaveLength(1);
    expect(linked[0]?.spanId).not.toBe(call?.parentSpanId);
  });

  it('of a delivery links to the webhook’s', async () => {
    const started = await traced({});
    const quote = await started.run(
      'mutation { createTopupQuote(input: { sourceCurrency: "AUD", targetCurrency: "USDT" }) { quote { id } } }',
    );
    const input = { quoteId: quote.data.createTopupQuote.quote.id, walletId: SAMPLE_WALLET_ID, payer: { name: 'A' } };
    const { data } = await started.run(
      'mutation ($input: CreateTopupOrderInput!) { createTopupOrder(input: $input) { order { id } } }',
      { input },
    );
    const { id } = data.createTopupOrder.order;
    const events = subscribeTo(started.client(), 'subscription ($id: ID!) { topupStatus(orderId: $id) { status } }', {
      id,
    });
    await events.next();
    started.simulator.setOrderStatus(id, 'COMPLETED');
    await events.rest();
    await vi.waitFor(() => {
      const webhooks = started.spans().filter(({ name }) => name === 'POST /webhooks/topup.status');
      const deliveries = started
        .spans()
        .filter(({ links = [] }) => links.some(({ spanId }) => webhooks.some((one) => one.spanId === spanId)));
      expect(deliveries.length).toBeGreaterThanOrEqual(1);
    });
  });
});

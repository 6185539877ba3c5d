/** The log at its most talkative, the metrics and the spans, over answers and failures of every kind: no secret, amount or person is in it. */
import { once } from 'node:events';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import WebSocket from 'ws';
import { AssetApi } from '../../src/asset/asset-api.js';
import { TopupApi } from '../../src/topup/topup-api.js';
import { type Answer, startGateway, startWithSimulator } from '../support/gateway.js';
import { scrape } from '../support/metrics.js';
import { startCollector } from '../support/otlp-collector.js';
import { hasRedis, logLines, startRedis } from '../support/redis.js';
import { ok, orderText, startRestServer } from '../support/rest-server.js';
import { customerToken, sign } from '../support/tokens.js';

const SENTINELS = {
  UPSTREAM_AUTHORIZATION: 'Bearer sentinel-upstream',
  JWT_SECRET: 'sentinel-jwt-secret-that-is-long-enough-for-hs256',
  WEBHOOK_TOKEN: 'sentinel-webhook',
};
const NAME = 'Sentinella Person';
const EMAIL = 'sentinel@person.example';
const AMOUNT = '987654321.123456789';
const ACCOUNT = 'SENTINEL-IBAN-42';
const REDIS_PASSWORD = 'sentinel-redis';

const OPERATIONS = [
  '{ wallet(id: "w1") { balance { available pending } transactions { nodes { amount } } customer { name email } } }',
  '{ customer(id: "c1") { name email metadata wallets { nodes { id balance { available } } } } }',
  '{ wallets(ids: ["w1", "w2"]) { balance { available } topupOrders { nodes { quote { fee } } } } }',
  '{ topupOrder(id: "o1") { quote { sourceAmount } paymentInstructions } }',
  '{ assetNetworks { asset minTopupFiat } }',
  `mutation { createCustomer(input: { externalRef: "r", name: "${NAME}", email: "${EMAIL}", metadata: { iban: "${ACCOUNT}" } }) { customer { name email } errors { message } } }`,
  `mutation { createTopupOrder(input: { quoteId: "q", walletId: "w1", payer: { name: "${NAME}" }, idempotencyKey: "k" }) { order { quote { fee } } errors { message } } }`,
  'mutation { createTopupQuote(input: { sourceCurrency: "AUD", targetCurrency: "USDT" }) { quote { rate } errors { message } } }',
  `{ customerByExternalRef(externalRef: "${EMAIL}") { name } }`,
  `{ wallet(id: "${EMAIL}") { id } }`,
  `{ nothing(secret: "${ACCOUNT}") }`,
  `{ "${ACCOUNT}`,
];

/** What the REST API may say, from its best to its worst day. */
const balance = {
  walletId: 'w1',
  asset: 'A',
  network: 'N',
  available: AMOUNT,
  pending: AMOUNT,
  updatedAt: '2025-12-03T17:07:48Z',
};
const ANSWERS: [string, (path: string) => string | object][] = [
  [
    'right',
    (path) =>
      path.includes('/orders')
        ? `{"status":"1","data":${orderText({ id: 'o1', fee: AMOUNT, extra: `,"iban":"${ACCOUNT}"` })}}`
        : ok(balance),
  ],
  ['of a wrong shape', () => ok({ ...balance, walletId: 7, available: Number(AMOUNT), email: EMAIL, name: NAME })],
  ['of another wallet', () => ok({ ...balance, walletId: ACCOUNT })],
  ['broken', () => `{"status":"1","data":{"available":"${AMOUNT}","email":"${EMAIL}",}`],
  ['no JSON', () => `<html>${EMAIL} ${AMOUNT} ${SENTINELS.UPSTREAM_AUTHORIZATION}</html>`],
  ['a refusal', () => ({ status: '-1', message: `${NAME} <${EMAIL}> may not have ${AMOUNT}` })],
  ['cut off', () => ''],
];

async function overWebSocket(url: string, messages: string[]): Promise<void> {
  const socket = new WebSocket(`${url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws');
  onTestFinished(() => socket.terminate());
  await once(socket, 'open');
  for (const message of messages) socket.send(message);
  await once(socket, 'message');
}

function expectNothingOf(text: string, secrets: readonly string[]): void {
  for (const secret of secrets) expect(text, secret).not.toContain(secret);
}

describe('what operators see', () => {
  it.each(ANSWERS)('keeps to itself what the REST API says when it is %s', async (_, answer) => {
    const lines = logLines();
    const rest = await startRestServer(({ path }) => answer(path));
    const collector = await startCollector();
    const env = {
      ...SENTINELS,
      ...collector.env,
      AUTH: 'jwt',
      LOG_LEVEL: 'trace',
      METRICS_PORT: '0',
      UPSTREAM_TIMEOUT_MS: '500',
    };
    const seed = [
      { customer: { id: 'c1', externalRef: 'r1', name: NAME, email: EMAIL, createdAt: '2025-11-06T02:13:00Z' } },
      { wallet: { id: 'w1', customerId: 'c1', asset: 'A', network: 'N' } },
    ];
    const { gateway, run, url, webhookUrl } = await startGateway(rest.url, { env, seed, log: lines.log });
    const operator = await sign({ scope: 'wallet:operator', email: EMAIL }, SENTINELS.JWT_SECRET);
    const customer = await sign({ customer_id: 'c1', name: NAME }, SENTINELS.JWT_SECRET);
    const badTokens = [await customerToken('c1'), await sign({ customer_id: EMAIL, exp: 1 }, SENTINELS.JWT_SECRET)];
    for (const query of OPERATIONS) for (const token of [operator, customer]) await run(query, {}, token);
    for (const token of badTokens) await run('{ __typename }', {}, token);
    await run('query ($id: ID!) { wallet(id: $id) { id } }', { id: { email: EMAIL } }, operator);
    const init = { method: 'POST', headers: { 'content-type': 'application/json' }, body: `{"email":"${EMAIL}"` };
    for (const token of [SENTINELS.WEBHOOK_TOKEN, `${SENTINELS.WEBHOOK_TOKEN}x`])
      await fetch(`${webhookUrl}?token=${token}`, init);
    await fetch(`${url}/graphql`, init);
    await overWebSocket(url, [
      JSON.stringify({ type: 'connection_init', payload: { authorization: `Bearer ${customer}` } }),
      JSON.stringify({ type: 'subscribe', id: EMAIL, payload: { query: `{ nothing(secret: "${ACCOUNT}") }` } }),
    ]);
    await fetch(`${url}/nowhere?email=${EMAIL}`);
    const metrics = await scrape(gateway.metricsUrl);
    // Closing exports the last spans.
    await gateway.close();
    expect(collector.spans().length).toBeGreaterThan(OPERATIONS.length);
    expectNothingOf(lines.text() + metrics.text + JSON.stringify(collector.requests), [
      ...Object.values(SENTINELS),
      operator,
      customer,
      ...badTokens,
      NAME,
      EMAIL,
      AMOUNT,
      AMOUNT.slice(0, 12),
      ACCOUNT,
      'sentinel-upstream',
    ]);
  });

  it('has what was masked, by the id that the client got, and not what it carried', async () => {
    const lines = logLines();
    const started = await startWithSimulator({ log: lines.log });
    const failure = () =>
      Promise.reject(
        Object.assign(new TypeError(`oops for ${EMAIL}`), {
          headers: { authorization: SENTINELS.UPSTREAM_AUTHORIZATION },
        }),
      );
    vi.spyOn(AssetApi.prototype, 'networks').mockImplementation(failure);
    vi.spyOn(TopupApi.prototype, 'order').mockImplementation(failure);
    onTestFinished(() => void vi.restoreAllMocks());
    const query = '{ assetNetworks { asset } }';
    const subscription = 'subscription { topupStatus(orderId: "ord_new") { id } }';
    const overSocket = (document: string) => started.client().iterate({ query: document }).next();
    const stream = fetch(`${started.url}/graphql/stream`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query: subscription }),
    }).then(async (response) => JSON.parse(/data: (.*)/.exec(await response.text())?.[1] ?? '') as Answer);
    const answers = [
      await started.run(query),
      (await overSocket(query)).value as Answer,
      { errors: await overSocket(subscription).catch((errors: unknown) => errors) } as Answer,
      await stream,
    ];
    for (const { errors } of answers) {
      expect(errors).toMatchObject([
        { message: 'Internal server error', extensions: { code: 'INTERNAL_SERVER_ERROR' } },
      ]);
      const requestId = String((errors?.[0]?.extensions as { requestId?: unknown } | undefined)?.requestId);
      const line =
        lines
          .text()
          .split('\n')
          .find((text) => text.includes(requestId)) ?? '';
      expect(JSON.parse(line)).toMatchObject({
        level: 50,
        requestId,
        err: { type: 'TypeError', stack: expect.stringContaining('at ') },
      });
    }
    expect(new Set(answers.map(({ errors }) => JSON.stringify(errors?.[0]?.extensions))).size).toBe(answers.length);
    expectNothingOf(lines.text(), [EMAIL, SENTINELS.UPSTREAM_AUTHORIZATION]);
  });

  it.skipIf(!hasRedis)('keeps Redis’ password to itself', async () => {
    const lines = logLines();
    const redis = await startRedis({ args: ['--requirepass', REDIS_PASSWORD] });
    const url = (password: string) => redis.url.replace('//', `//default:${password}@`);
    const rest = await startRestServer(() => ok(balance));
    for (const password of [REDIS_PASSWORD, `${REDIS_PASSWORD}-wrong`]) {
      const { run } = await startGateway(rest.url, { env: { STORE_URL: url(password) }, log: lines.log });
      await run('{ wallet(id: "w1") { balance { available } } }');
    }
    await redis.stop();
    await vi.waitFor(() => expect(lines.text()).toContain('redis unavailable'), { timeout: 10_000 });
    expectNothingOf(lines.text(), [REDIS_PASSWORD, AMOUNT]);
  });
});

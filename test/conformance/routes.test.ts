/** The routes beside /graphql, as the REST API's owner and an orchestrator call them. */
import { describe, expect, it } from 'vitest';
import { SAMPLE_ORDER_ID } from '../../src/simulator/sample/sample-ids.js';
import { startWithSimulator } from '../support/gateway.js';
import { ask, post } from './http.js';

/** The documentation's own webhook. */
const WEBHOOK = {
  event: 'topup.status',
  data: {
    orderId: SAMPLE_ORDER_ID,
    status: 'COMPLETED',
    created: '2025-12-03 17:07:48',
    quoteSnapshot: {
      fee: 1,
      feeCurrency: 'USD',
      sourceAmount: 50,
      sourceCurrency: 'AUD',
      targetAmount: 32.87,
      targetCurrency: 'USDT',
    },
  },
};

const refusal = (status: number) => ({
  status,
  type: 'application/json',
  json: { status: '-1', message: expect.stringMatching(/./) },
});

describe('POST /webhooks/topup.status', () => {
  it.each(['application/json', 'application/json; charset=utf-8', 'application/json;charset=UTF-8'])(
    'takes the documented webhook as %s, and asks the REST API nothing',
    async (type) => {
      const { webhookUrl, calls } = await startWithSimulator();
      const answer = await post(webhookUrl, WEBHOOK, { 'content-type': type });
      expect(answer).toMatchObject({ status: 200, type: 'application/json', json: { status: '1' } });
      expect(calls()).toEqual([]);
    },
  );

  it.each([
    ['that is no JSON', '{'],
    ['that is empty', ''],
    ['that is null', 'null'],
    ['that is a list', [WEBHOOK]],
    ['of another event', { ...WEBHOOK, event: 'topup.other' }],
    ['without an order', { event: 'topup.status' }],
    ['without an id', { event: 'topup.status', data: { status: 'COMPLETED' } }],
    ['whose id is no id', { ...WEBHOOK, data: { ...WEBHOOK.data, orderId: '../wallets' } }],
    ['whose id is a number', { ...WEBHOOK, data: { ...WEBHOOK.data, orderId: 1 } }],
  ])('refuses a body %s with 400', async (_, body) => {
    const { webhookUrl } = await startWithSimulator();
    expect(await post(webhookUrl, body)).toMatchObject(refusal(400));
  });

  it.each(['text/plain', 'text/plain; charset=utf-8', 'application/x-www-form-urlencoded', 'text/xml', 'json', ''])(
    'refuses a body of the type %j with 415, and says so',
    async (type) => {
      const { webhookUrl } = await startWithSimulator();
      const answer = await post(webhookUrl, WEBHOOK, { 'content-type': type });
      expect(answer).toMatchObject(refusal(415));
      expect(answer.json).toMatchObject({ message: 'the body must be of the type application/json' });
    },
  );

  it('takes a token of every character that it may have, as it is', async () => {
    const token = `aZ09-._~!$'()*;:@/?=`;
    const { webhookUrl } = await startWithSimulator({ env: { WEBHOOK_TOKEN: token } });
    expect(await post(`${webhookUrl}?token=${token}`, WEBHOOK)).toMatchObject({ status: 200 });
    expect(await post(`${webhookUrl}?token=${token}=`, WEBHOOK)).toMatchObject(refusal(401));
  });

  it('takes a body of 16 KB, and refuses a longer one with 413', async () => {
    const { webhookUrl } = await startWithSimulator();
    const bodyOf = (bytes: number): string => JSON.stringify(WEBHOOK).padEnd(bytes, ' ');
    expect(await post(webhookUrl, bodyOf(16 * 1024))).toMatchObject({ status: 200 });
    expect(await post(webhookUrl, bodyOf(16 * 1024 + 1))).toMatchObject(refusal(413));
  });

  it('refuses all without the token with 401, before it reads a body', async () => {
    const { webhookUrl } = await startWithSimulator({ env: { WEBHOOK_TOKEN: 's3cret' } });
    for (const query of [
      '',
      '?token=',
      '?token=wrong',
      '?token=s3cret2',
      '?token=s3cret&token=s3cret',
      '?Token=s3cret',
    ]) {
      expect(await post(`${webhookUrl}${query}`, WEBHOOK), query).toMatchObject(refusal(401));
    }
    expect(await post(webhookUrl, '{')).toMatchObject(refusal(401));
    expect(await post(webhookUrl, ' '.repeat(17 * 1024))).toMatchObject(refusal(401));
    expect(await post(`${webhookUrl}?token=s3cret`, WEBHOOK)).toMatchObject({ status: 200, json: { status: '1' } });
  });
});

describe('health', () => {
  it('says that the process lives and takes traffic', async () => {
    const { url } = await startWithSimulator();
    expect(await ask(`${url}/healthz`)).toMatchObject({ status: 200 });
    expect(await ask(`${url}/readyz`)).toMatchObject({ status: 200, type: 'application/json' });
  });

  it('stays 200 while the REST API is away', async () => {
    const { url, simulator, run } = await startWithSimulator();
    await simulator.close();
    expect((await run('{ assetNetworks { asset } }')).errors?.[0]?.extensions.code).toBe('UPSTREAM_UNAVAILABLE');
    expect(await ask(`${url}/healthz`)).toMatchObject({ status: 200 });
    expect(await ask(`${url}/readyz`)).toMatchObject({ status: 200 });
  });
});

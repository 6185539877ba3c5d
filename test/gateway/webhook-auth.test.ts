/** Who may send webhooks: tokens in three places, two at a time, and signatures over the bytes. */
import { createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { startWithSimulator } from '../support/gateway.js';
import { scrape } from '../support/metrics.js';

const SECRET = 'a-secret-that-signs-webhooks-32-bytes';
const BODY = '{"event":"topup.status","data":{"orderId":"o1","status":"COMPLETED"}}';
const sign = (body: string, secret = SECRET): string => createHmac('sha256', secret).update(body).digest('hex');

async function start(env: Record<string, string>) {
  const started = await startWithSimulator({ env: { METRICS_PORT: '0', ...env } });
  const send = async (headers: Record<string, string>, { query = '', body = BODY } = {}) => {
    const init = { method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body };
    return (await fetch(`${started.webhookUrl}${query}`, init)).status;
  };
  const results = async (result: string) =>
    (await scrape(started.gateway.metricsUrl)).value('wallet_gateway_webhooks_total', { result });
  return { send, results };
}

describe('a token', () => {
  it.each([
    ['in the query', {}, '?token=new'],
    ['as a bearer token', { authorization: 'Bearer new' }, ''],
    ['in a header of its own', { 'x-webhook-token': 'new' }, ''],
    ['that is the former one', { 'x-webhook-token': 'old' }, ''],
  ])('%s is accepted', async (_, headers, query) => {
    const { send } = await start({ WEBHOOK_TOKEN: 'new,old' });
    expect(await send(headers as Record<string, string>, { query })).toBe(200);
  });

  it.each([
    ['that is missing', {}, ''],
    ['that is empty', { 'x-webhook-token': '' }, ''],
    ['of both names', { 'x-webhook-token': 'new,old' }, ''],
    ['that is repeated', {}, '?token=new&token=new'],
    ['with another scheme', { authorization: 'Basic new' }, ''],
  ])('%s is rejected', async (_, headers, query) => {
    const { send, results } = await start({ WEBHOOK_TOKEN: 'new,old' });
    expect(await send(headers as Record<string, string>, { query })).toBe(401);
    expect(await results('unauthorized')).toBe(1);
  });
});

describe('a signature', () => {
  const env = { WEBHOOK_HMAC_SECRET: SECRET };

  it.each([
    ['with its algorithm', `sha256=${sign(BODY)}`],
    ['without it', sign(BODY)],
    ['in capitals', sign(BODY).toUpperCase()],
  ])('%s is accepted', async (_, signature) => {
    const { send } = await start(env);
    expect(await send({ 'x-signature': signature })).toBe(200);
  });

  it.each([
    ['that is missing', undefined],
    ['of another secret', `sha256=${sign(BODY, 'another')}`],
    ['of another body', `sha256=${sign(`${BODY} `)}`],
    ['that is cut', `sha256=${sign(BODY).slice(0, 62)}`],
    ['that is none', 'sha256=xyz'],
  ])('%s is rejected', async (_, signature) => {
    const { send, results } = await start(env);
    expect(await send(signature === undefined ? {} : { 'x-signature': signature })).toBe(401);
    expect(await results('unauthorized')).toBe(1);
  });

  it('covers the bytes as they came, in a header that can be named', async () => {
    const { send } = await start({ ...env, WEBHOOK_SIGNATURE_HEADER: 'X-Hub-Signature-256' });
    const spaced = BODY.replace(':', ' : ');
    expect(await send({ 'x-hub-signature-256': `sha256=${sign(spaced)}` }, { body: spaced })).toBe(200);
    expect(await send({ 'x-hub-signature-256': `sha256=${sign(BODY)}` }, { body: spaced })).toBe(401);
  });

  it('that comes again is answered and has no effect', async () => {
    const { send, results } = await start(env);
    const headers = { 'x-signature': `sha256=${sign(BODY)}` };
    expect([await send(headers), await send(headers)]).toEqual([200, 200]);
    expect([await results('accepted'), await results('repeated')]).toEqual([1, 1]);
  });

  it('is needed beside a token where both are set', async () => {
    const { send } = await start({ ...env, WEBHOOK_TOKEN: 'new' });
    expect(await send({ 'x-signature': sign(BODY) })).toBe(401);
    expect(await send({ 'x-webhook-token': 'new' })).toBe(401);
    expect(await send({ 'x-signature': sign(BODY), 'x-webhook-token': 'new' })).toBe(200);
  });
});

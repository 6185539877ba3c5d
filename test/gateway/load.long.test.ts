/** More to do than can be done: new work is refused, and taken again as soon as it can be. */
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it, onTestFinished } from 'vitest';
import WebSocket from 'ws';
import { startWithSimulator } from '../support/gateway.js';
import { holdTimeouts } from '../support/held-intervals.js';
import { exchange } from '../support/raw-http.js';

const UPGRADE =
  'GET /graphql HTTP/1.1\r\nhost: g\r\nconnection: upgrade\r\nupgrade: websocket\r\nsec-websocket-version: 13\r\nsec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n';
const REFUSAL = {
  errors: [{ message: expect.any(String), extensions: { code: 'OVERLOADED', requestId: expect.any(String) } }],
};

const post = (url: string) =>
  fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{"query":"{ __typename }"}' });

/** Lets seconds pass one by one, while all else goes on. */
function holdSeconds(): () => Promise<void> {
  const pass = holdTimeouts();
  return async () => {
    // The event loop's delay is measured in real time, every 10 ms: a second without a measurement would be an endless delay.
    const until = performance.now() + 50;
    while (performance.now() < until) await new Promise(setImmediate);
    await pass(1_000);
  };
}

describe('a gateway', () => {
  it('whose memory is short refuses all but health checks', async () => {
    const passSecond = holdSeconds();
    const { url, webhookUrl } = await startWithSimulator({ env: { LIMIT_MEMORY_MB: '1' } });
    await passSecond();
    for (const route of ['/graphql', '/graphql/stream']) {
      const refused = await post(`${url}${route}`);
      expect(refused.status).toBe(503);
      expect(refused.headers.get('retry-after')).toBe('5');
      expect(await refused.json()).toEqual(REFUSAL);
    }
    const upgrade = await exchange(url, UPGRADE);
    expect(upgrade).toMatchObject({ status: 503, headers: { 'retry-after': '5' } });
    expect(JSON.parse(upgrade.body)).toEqual(REFUSAL);
    const webhook = await post(webhookUrl);
    expect(webhook.status).toBe(503);
    expect(await webhook.json()).toEqual({ status: '-1', message: expect.any(String) });
    expect((await fetch(`${url}/healthz`)).status).toBe(200);
    expect((await fetch(`${url}/readyz`)).status).toBe(200);
  });

  it('whose memory is short takes work for a second in four, so that what it doesn’t need is collected', async () => {
    const passSecond = holdSeconds();
    const { url } = await startWithSimulator({ env: { LIMIT_MEMORY_MB: '1', LIMIT_EVENT_LOOP_DELAY_MS: '60000' } });
    const statuses: number[] = [];
    for (let second = 0; second < 8; second += 1) {
      await passSecond();
      statuses.push((await post(`${url}/graphql`)).status);
    }
    expect(statuses).toEqual([503, 503, 503, 200, 503, 503, 503, 200]);
  });

  it('whose event loop is late refuses, over open sockets too, and takes new work when it is not', async () => {
    const started = await startWithSimulator({ env: { LIMIT_EVENT_LOOP_DELAY_MS: '100' } });
    const socket = new WebSocket(`${started.url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws');
    onTestFinished(() => socket.terminate());
    const messages: string[] = [];
    socket.on('message', (text) => messages.push(String(text)));
    socket.once('open', () => socket.send('{"type":"connection_init"}'));
    await expect.poll(() => messages.length).toBe(1);

    let isBusy = true;
    const work = (): void => {
      const until = performance.now() + 300;
      while (performance.now() < until);
      if (isBusy) setImmediate(work);
    };
    work();
    onTestFinished(() => {
      isBusy = false;
    });
    let status = 0;
    for (let tries = 0; status !== 503 && tries < 20; tries += 1)
      status = (await post(`${started.url}/graphql`)).status;
    expect(status).toBe(503);
    socket.send('{"type":"subscribe","id":"1","payload":{"query":"{ __typename }"}}');
    while (messages.length < 2) await sleep(10);
    expect(JSON.parse(messages[1] ?? '')).toMatchObject({ id: '1', type: 'error', payload: REFUSAL.errors });
    isBusy = false;
    await expect
      .poll(async () => (await post(`${started.url}/graphql`)).status, { timeout: 15_000, interval: 100 })
      .toBe(200);
  });
});

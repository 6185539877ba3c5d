/** SIGHUP: changed files are taken over without a restart, and wrong ones change nothing. */
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished, vi } from 'vitest';
import WebSocket from 'ws';
import { startProcess } from '../support/process.js';
import { startRestServer } from '../support/rest-server.js';
import { sign } from '../support/tokens.js';

const KEYS = ['an old secret that is long enough for HS256', 'a new secret that is long enough for HS256'] as const;
const DOCUMENTS = ['{ assetNetworks { asset } }', '{ assetNetworks { network } }'] as const;

it('takes over keys, webhook tokens, documents, credentials and the level of the log', {
  timeout: 60_000,
}, async () => {
  const folder = mkdtempSync(join(tmpdir(), 'wallet-gateway-reload-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const path = (name: string): string => join(folder, name);
  const write = (name: string, text: string): void => writeFileSync(path(name), text);
  const manifestOf = (document: string) =>
    JSON.stringify({ [createHash('sha256').update(document).digest('hex')]: document });
  write('key', KEYS[0]);
  write('token', 'first');
  write('documents', manifestOf(DOCUMENTS[0]));
  write('credentials', 'Bearer one');
  write('level', 'info');

  const rest = await startRestServer(() => '{"status":"1","data":{"matrix":[]}}');
  const run = startProcess({
    UPSTREAM_URL: rest.url,
    STORE_URL: 'memory:',
    AUTH: 'jwt',
    JWT_SECRET_FILE: path('key'),
    WEBHOOK_TOKEN_FILE: path('token'),
    TRUSTED_DOCUMENTS: path('documents'),
    UPSTREAM_AUTHORIZATION_FILE: path('credentials'),
    LOG_LEVEL_FILE: path('level'),
    METRICS_PORT: 'off',
  });
  const url = await run.listening();
  const ask = async (key: string, query: string) => {
    const token = await sign({ customer_id: 'c1' }, key);
    const headers = { 'content-type': 'application/json', authorization: `Bearer ${token}` };
    return (await fetch(`${url}/graphql`, { method: 'POST', headers, body: JSON.stringify({ query }) })).status;
  };
  const hook = async (token: string) =>
    (
      await fetch(`${url}/webhooks/topup.status?token=${token}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: '{"event":"topup.status","data":{"orderId":"o1"}}',
      })
    ).status;
  const reloaded = async (message: string) => {
    const before = run.err().split(message).length;
    run.child.kill('SIGHUP');
    await vi.waitFor(() => expect(run.err().split(message).length).toBe(before + 1), { timeout: 5_000 });
  };

  const socket = new WebSocket(`${url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws');
  await once(socket, 'open');
  socket.send(
    JSON.stringify({
      type: 'connection_init',
      payload: { authorization: `Bearer ${await sign({ customer_id: 'c1' }, KEYS[0])}` },
    }),
  );
  await once(socket, 'message');
  expect([
    await ask(KEYS[0], DOCUMENTS[0]),
    await ask(KEYS[0], DOCUMENTS[1]),
    await ask(KEYS[1], DOCUMENTS[0]),
  ]).toEqual([200, 403, 401]);
  expect([await hook('first'), await hook('second')]).toEqual([200, 401]);

  write('documents', '{ broken');
  write('key', KEYS[1]);
  await reloaded('settings cannot be reloaded');
  expect(run.err()).toContain('TRUSTED_DOCUMENTS: ');
  expect([await ask(KEYS[0], DOCUMENTS[0]), await ask(KEYS[1], DOCUMENTS[0])]).toEqual([200, 401]);

  write('documents', manifestOf(DOCUMENTS[1]));
  write('token', 'second,first');
  write('credentials', 'Bearer two');
  await reloaded('settings reloaded');
  expect([
    await ask(KEYS[1], DOCUMENTS[1]),
    await ask(KEYS[1], DOCUMENTS[0]),
    await ask(KEYS[0], DOCUMENTS[1]),
  ]).toEqual([200, 403, 401]);
  expect([await hook('first'), await hook('second')]).toEqual([200, 200]);
  expect(rest.calls.at(-1)?.headers.authorization).toBe('Bearer two');
  expect(socket.readyState).toBe(socket.OPEN);

  write('level', 'error');
  await reloaded('settings reloaded').catch(() => {});
  const length = run.err().length;
  await ask(KEYS[1], DOCUMENTS[1]);
  expect(run.err().length).toBe(length);
});

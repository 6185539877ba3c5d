/** A log that can't be written, as on a full disk, or that nobody reads: what it would have told of happens all the same. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { expect, it, onTestFinished } from 'vitest';
import { built } from '../support/built.js';
import { startProcess } from '../support/process.js';
import { refuse, startRestServer } from '../support/rest-server.js';
import { balanceOf } from '../support/wallet-answers.js';

const FULL = '/dev/full';

it.skipIf(!existsSync(FULL))('failing reads have their end, and the process goes on', { timeout: 60_000 }, async () => {
  const rest = await startRestServer(({ path }, response) => {
    if (path.includes('refused')) return refuse(response, 401, 'no');
    if (path.includes('broken')) return refuse(response, 500, 'no');
    return path.includes('hanging') ? new Promise<undefined>(() => {}) : balanceOf('w1');
  });
  const env = { UPSTREAM_URL: rest.url, AUTH: 'none', STORE_URL: 'memory:', UPSTREAM_TIMEOUT_MS: '300' };
  const gateway = startProcess(env, { stderr: FULL });
  const read = (id: string) => gateway.run(`{ wallet(id: "${id}") { balance { available } } }`);

  const failed = (code: string) => ({ errors: [{ extensions: { code } }] });
  expect(await read('refused')).toMatchObject(failed('UPSTREAM_UNAVAILABLE'));
  expect(await read('broken')).toMatchObject(failed('UPSTREAM_UNAVAILABLE'));
  expect(await read('hanging')).toMatchObject(failed('UPSTREAM_TIMEOUT'));
  expect(await read('w1')).toMatchObject({ data: { wallet: { balance: { available: '1.50' } } } });
});

it('a log that nobody reads holds no request up', { timeout: 60_000 }, async () => {
  const child = spawn(process.execPath, [built('main')], {
    env: { PATH: process.env.PATH ?? '', PORT: '0', SIMULATOR_PORT: '0', METRICS_PORT: 'off' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  const [banner] = await once(child.stdout, 'data');
  const url = /GraphQL\s+(\S+)/.exec(String(banner))?.[1] ?? '';
  // Each has a line in the access log: together far more than a pipe holds.
  for (let count = 0; count < 2_000; count += 1) {
    const headers = { 'content-type': 'application/json' };
    const response = await fetch(url, { method: 'POST', headers, body: '{"query":"{ __typename }"}' });
    expect(await response.json()).toMatchObject({ data: { __typename: 'Query' } });
  }
});

/** An order whose answer the gateway did not live to hear, and the operator's command for it. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished, vi } from 'vitest';
import { runCommand } from '../support/command.js';
import type { Answer } from '../support/gateway.js';
import { type GatewayProcess, startProcess } from '../support/process.js';
import { orderText, startRestServer } from '../support/rest-server.js';

const ORDER = `mutation ($key: String!) {
  createTopupOrder(input: { quoteId: "q1", walletId: "w1", payer: { name: "Zoe" }, idempotencyKey: $key }) { order { id wallet { id } } errors { code } }
}`;
const order = async (gateway: GatewayProcess, key: string) => (await gateway.run(ORDER, { key })) as Answer;

it('stays unknown over a crash, and is settled by an operator', { timeout: 120_000 }, async () => {
  const rest = await startRestServer(({ method, path }) => {
    if (method !== 'GET') return new Promise(() => {});
    if (path.startsWith('/topup/orders?')) return `{"status":"1","total":1,"data":[${orderText({ id: 'o1' })}]}`;
    return `{"status":"1","data":${orderText({ id: 'o1' })}}`;
  });
  const folder = mkdtempSync(join(tmpdir(), 'gateway-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const env = { UPSTREAM_URL: rest.url, AUTH: 'none', STORE_URL: `file:${folder}` };
  const posts = () => rest.calls.filter(({ method }) => method === 'POST').length;
  const command = (...words: string[]) => runCommand('idempotency', words, env);

  const first = startProcess(env);
  await first.listening();
  for (const key of ['k1', 'k2']) order(first, key).catch(() => {});
  await vi.waitFor(() => expect(posts()).toBe(2), { timeout: 20_000, interval: 20 });
  // Through the gateway that runs.
  expect(await command('list')).toMatchObject({ status: 0, text: expect.stringMatching(/in flight.*\n.*in flight/) });
  first.child.kill('SIGKILL');
  await first.exit;

  const second = startProcess({ ...env, OPERATION_TIMEOUT_MS: '300' });
  await second.listening();
  const { errors } = await order(second, 'k1');
  expect(errors?.[0]).toMatchObject({
    message: expect.stringMatching(/topupOrders/),
    extensions: { code: 'OUTCOME_UNKNOWN' },
  });
  second.child.kill('SIGTERM');
  await second.exit;

  const { text } = await command('list');
  expect(text).not.toContain('Zoe');
  const attempts = text.match(/^\S{36}(?= {2}unknown {2}\S+ {2}operator {2}order {4}w1 {3}q1$)/gm) ?? [];
  expect(attempts, text).toHaveLength(2);
  const [one = '', other = ''] = attempts;
  expect(await command('settle', one, '--order', 'o1', '--failed')).toMatchObject({
    status: 1,
    text: expect.stringContaining('settle ATTEMPT'),
  });
  expect(await command('settle', one, '--order', 'o1')).toEqual({
    status: 0,
    text: 'Settled: its key gives order o1.\n',
  });
  expect(await command('settle', other, '--failed')).toEqual({
    status: 0,
    text: 'Settled: its key may be used again.\n',
  });
  expect((await command('list', '--all')).text).toMatch(new RegExp(`^${one}  settled .* o1$`, 'm'));

  const third = startProcess(env);
  await third.listening();
  const answers = await Promise.all(['k1', 'k2'].map((key) => Promise.race([order(third, key), sentAgain(posts)])));
  const known = { order: { id: 'o1', wallet: { id: 'w1' } }, errors: [] };
  expect(answers.filter((answer) => answer !== 'sent again')).toMatchObject([{ data: { createTopupOrder: known } }]);
});

async function sentAgain(posts: () => number): Promise<'sent again'> {
  await vi.waitFor(() => expect(posts()).toBe(3), { timeout: 20_000, interval: 20 });
  return 'sent again';
}

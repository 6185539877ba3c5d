import pino from 'pino';
import { expect, it } from 'vitest';
import { type Upstream, withUpstream } from '../../../src/commands/upstream.js';
import { readConfig } from '../../../src/config/config.js';
import { ok, orderText, startRestServer } from '../../support/rest-server.js';

async function reading<T>(answer: string | object, work: (upstream: Upstream) => Promise<T>): Promise<T> {
  const rest = await startRestServer(() => answer);
  return withUpstream(readConfig({ UPSTREAM_URL: rest.url, AUTH: 'none' }), pino({ level: 'silent' }), work);
}

it('lists an order that can’t be read by its id', async () => {
  const odd = orderText({ id: 'o2' }).replace('"targetAmount":32.87,', '');
  const answer = `{"status":"1","total":2,"data":[${orderText({ id: 'o1' })},${odd}]}`;
  expect(await reading(answer, (upstream) => upstream.ordersOf('w1'))).toEqual([
    { id: 'o1', status: 'TRANSFERRING', createdAt: '2025-12-03T17:07:48Z' },
    { id: 'o2', status: 'unreadable', createdAt: null },
  ]);
});

it.each([
  ['wallets', ok({ items: [null], nextCursor: null })],
  ['orders', '{"status":"1","total":1,"data":[7]}'],
])('fails where an entry of %s has no id, since it might be missed', async (list, answer) => {
  const read = (upstream: Upstream) => (list === 'wallets' ? upstream.walletsOf('c1') : upstream.ordersOf('w1'));
  await expect(reading<unknown>(answer, read)).rejects.toMatchObject({ code: 'UPSTREAM_BAD_RESPONSE' });
});

it('takes a list that is null for an empty one', async () => {
  expect(await reading(ok({ items: null }), (upstream) => upstream.walletsOf('c1'))).toEqual([]);
});

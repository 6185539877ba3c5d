/** A write leaves once, whatever comes of it. */
import type { ServerResponse } from 'node:http';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createWallet } from '../../../../src/rest/contract/endpoints.js';
import { Operation } from '../../../../src/rest/operation.js';
import { UpstreamRejectedError } from '../../../../src/rest/rest-errors.js';
import { startRestClient } from '../../../support/rest-client.js';
import { ok, type RestAnswer, refuse, startRestServer } from '../../../support/rest-server.js';

const BODY = { customerId: 'c1', asset: 'USDT', network: 'TRON' };
const MADE = ok({ ...BODY, walletId: 'w1', address: 'T1', status: 'ACTIVE', createdAt: '2025-11-06T02:15:00Z' });

async function setUp(answer: (response: ServerResponse) => RestAnswer | Promise<RestAnswer>) {
  const rest = await startRestServer((_, response) => answer(response));
  const client = startRestClient(rest.url);
  const operation = new Operation(60_000);
  onTestFinished(() => operation.end());
  const write = () =>
    operation.outcomeOf(
      (permit) => client.write(createWallet, BODY, permit, (made) => made.pathId('walletId')),
      'Look at the wallets.',
    );
  return { rest, client, operation, write };
}

describe('a write', () => {
  it('gives what was made', async () => {
    const { rest, write, operation } = await setUp(() => MADE);
    expect(await write()).toBe('w1');
    expect(rest.calls).toMatchObject([{ method: 'POST', path: '/wallets', body: JSON.stringify(BODY) }]);
    expect(operation.calls).toMatchObject({ asked: 1, made: 1 });
  });

  it('is not shared with another of the same content', async () => {
    const { rest, write } = await setUp(() => MADE);
    expect(await Promise.all([write(), write()])).toEqual(['w1', 'w1']);
    expect(rest.calls).toHaveLength(2);
  });

  it.each<[string, (response: ServerResponse) => RestAnswer]>([
    ['500', (response) => refuse(response, 500, 'no')],
    ['503 that asks to come again', (response) => refuse(response.setHeader('retry-after', '0'), 503, 'no')],
    ['a connection that breaks', (response) => void response.socket?.destroy()],
    ['no JSON', () => '<html>'],
    ['no id', () => ok({ asset: 'USDT' })],
    ['a redirect', (response) => void response.writeHead(307, { location: '/elsewhere' }).end()],
  ])('is sent once, and its outcome is unknown after %s', async (_, answer) => {
    const { rest, write } = await setUp(answer);
    await expect(write()).rejects.toMatchObject({ code: 'OUTCOME_UNKNOWN', message: 'Look at the wallets.' });
    expect(rest.calls).toHaveLength(1);
  });

  it.each([400, 404, 409, 200])('is refused by an envelope with HTTP %i', async (code) => {
    const { rest, write } = await setUp((response) => refuse(response, code, 'unsupported asset/network'));
    const outcome = write();
    await expect(outcome).rejects.toBeInstanceOf(UpstreamRejectedError);
    await expect(outcome).rejects.toThrow('unsupported asset/network');
    expect(rest.calls).toHaveLength(1);
  });

  it.each([401, 403, 429])('was not done where HTTP %i refuses the gateway itself', async (code) => {
    const { rest, write } = await setUp((response) => refuse(response, code, 'no'));
    await expect(write()).rejects.toMatchObject({ code: 'UPSTREAM_UNAVAILABLE' });
    expect(rest.calls).toHaveLength(1);
  });

  it('was not done where there is no connection', async () => {
    const { rest, write } = await setUp(() => MADE);
    rest.stop();
    await expect(write()).rejects.toMatchObject({ code: 'UPSTREAM_UNAVAILABLE' });
    expect(rest.calls).toHaveLength(0);
  });

  it('goes on after its operation, and is waited for at the end', async () => {
    let answer: (made: object) => void = () => {};
    let arrived: () => void = () => {};
    const arrival = new Promise<void>((resolve) => {
      arrived = resolve;
    });
    const { client, operation, write } = await setUp(() => {
      arrived();
      return new Promise<object>((resolve) => {
        answer = resolve;
      });
    });
    const outcome = write();
    await arrival;
    operation.leave();
    await expect(outcome).rejects.toMatchObject({ code: 'OUTCOME_UNKNOWN' });
    let isSettled = false;
    const settled = client.writesSettled().then(() => {
      isSettled = true;
    });
    await Promise.resolve();
    expect(isSettled).toBe(false);
    answer(MADE);
    await settled;
  });

  it('never leaves once its operation is over', async () => {
    const { rest, operation, write } = await setUp(() => MADE);
    operation.expire();
    await expect(write()).rejects.toMatchObject({ code: 'UPSTREAM_UNAVAILABLE' });
    expect(rest.calls).toHaveLength(0);
  });
});

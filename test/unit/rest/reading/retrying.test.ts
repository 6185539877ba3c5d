/** When a call is made once more, and when it isn't: on a real socket, with a clock that the test moves. */
import type { ServerResponse } from 'node:http';
import { setImmediate as turn } from 'node:timers/promises';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { customerWallets, walletBalance } from '../../../../src/rest/contract/endpoints.js';
import { Operation, type Reading } from '../../../../src/rest/operation.js';
import { BadMember, UpstreamRejectedError } from '../../../../src/rest/rest-errors.js';
import { startRestClient } from '../../../support/rest-client.js';
import { ok, type RestAnswer, refuse, startRestServer } from '../../../support/rest-server.js';
import { balanceOf } from '../../../support/wallet-answers.js';

const BACKGROUND: Reading = { freshSince: Number.NEGATIVE_INFINITY };
/** So much of the held time passes in each turn of the event loop, while sockets do their work in real time. */
const STEP_MS = 10;
/** Many more steps than a socket needs turns. */
const READ_TIMEOUT_MS = 1_000_000;

type Respond = (response: ServerResponse) => RestAnswer;

const status =
  (code: number, headers: Record<string, string> = {}): Respond =>
  (response) => {
    for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
    return refuse(response, code, 'no');
  };
const reset: Respond = (response) => void response.socket?.destroy();
const fine: Respond = () => balanceOf('w1');
const hang: Respond = () => undefined;

/** A REST API that gives these answers one after another, and the last for ever. */
async function setUp(...answers: Respond[]) {
  const times: number[] = [];
  const rest = await startRestServer((_, response) => {
    times.push(performance.now());
    return (answers[times.length - 1] ?? answers.at(-1))?.(response);
  });
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
  onTestFinished(() => void vi.useRealTimers());
  const client = startRestClient(rest.url, { readTimeoutMs: READ_TIMEOUT_MS });
  const read = (reading: Reading = BACKGROUND, walletId = 'w1') =>
    settled(client.read(walletBalance, { params: { walletId } }, reading, (data) => data.available));
  return { rest, client, times, read };
}

/** Lets time pass until it is settled. */
async function settled<T>(promise: Promise<T>): Promise<T> {
  let isSettled = false;
  const end = () => {
    isSettled = true;
  };
  promise.then(end, end);
  await pass(() => isSettled);
  return promise;
}

async function pass(isOver: () => boolean): Promise<void> {
  while (!isOver()) {
    await turn();
    vi.advanceTimersByTime(STEP_MS);
  }
}

describe('a read is made once more', () => {
  it.each<[string, Respond]>([
    ['500', status(500)],
    ['503', status(503)],
    ['429', status(429)],
    ['a connection that breaks', reset],
  ])('after %s, twice', async (_, failure) => {
    const { read, times } = await setUp(failure, failure, fine);
    expect(await read()).toBe('1.50');
    expect(times).toHaveLength(3);
  });

  it('after no more than two failures', async () => {
    const { read, times } = await setUp(status(502));
    await expect(read()).rejects.toMatchObject({ code: 'UPSTREAM_UNAVAILABLE', detail: 'HTTP 502' });
    expect(times).toHaveLength(3);
  });

  it.each([429, 503])('no sooner than %i asks for', async (code) => {
    const { read, times } = await setUp(status(code, { 'retry-after': '3' }), fine);
    expect(await read()).toBe('1.50');
    const [first = 0, second = 0] = times;
    expect(second - first).toBeGreaterThanOrEqual(3_000);
  });

  it('for a tenth of the calls, beside three that are saved up', async () => {
    const { read, times } = await setUp(status(500));
    const callsOf = async (walletId: string) => {
      const before = times.length;
      await expect(read(BACKGROUND, walletId)).rejects.toMatchObject({ code: 'UPSTREAM_UNAVAILABLE' });
      return times.length - before;
    };
    expect([await callsOf('a'), await callsOf('b'), await callsOf('c')]).toEqual([3, 2, 1]);
    let calls = 0;
    for (let count = 0; count < 20; count += 1) calls += await callsOf(`d${count}`);
    expect(calls).toBe(22);
  });
});

describe('a read is made once', () => {
  it.each<[string, number, string, string]>([
    ['refused', 400, '{"status":"-1","message":"no"}', 'UPSTREAM_BAD_RESPONSE'],
    ['refused as it conflicts', 409, '{"status":"-1","message":"no"}', 'UPSTREAM_BAD_RESPONSE'],
    ['refused without an envelope', 422, 'no', 'UPSTREAM_BAD_RESPONSE'],
    ['not authorized', 401, '{"status":"-1","message":"no"}', 'UPSTREAM_UNAVAILABLE'],
    ['forbidden', 403, '{"status":"-1","message":"no"}', 'UPSTREAM_UNAVAILABLE'],
    ['redirected', 302, '', 'UPSTREAM_BAD_RESPONSE'],
    ['no JSON', 200, '<html>', 'UPSTREAM_BAD_RESPONSE'],
    ['no envelope', 200, '{}', 'UPSTREAM_BAD_RESPONSE'],
    ['another shape', 200, '{"status":"1","data":{"walletId":"w1"}}', 'UPSTREAM_BAD_RESPONSE'],
    ['cut short', 200, '{"status":"1","data":{"walletId":', 'UPSTREAM_BAD_RESPONSE'],
  ])('where it is %s', async (_, code, body, expected) => {
    const { read, times } = await setUp((response) => {
      response.statusCode = code;
      return void response.end(body);
    });
    await expect(read()).rejects.toMatchObject({ code: expected });
    expect(times).toHaveLength(1);
  });

  it('where there is no such thing, which is null', async () => {
    const { read, times } = await setUp(status(404));
    expect(await read()).toBeNull();
    expect(times).toHaveLength(1);
  });

  it('where the answer names the refusal as its cause', async () => {
    const { read } = await setUp(status(400));
    await expect(read()).rejects.toMatchObject({ cause: expect.any(UpstreamRejectedError) });
  });

  it('where it is asked to wait beyond the deadline, which it doesn’t wait for', async () => {
    const { read, times } = await setUp(status(503, { 'retry-after': `${READ_TIMEOUT_MS / 1_000}` }));
    await expect(read()).rejects.toMatchObject({ code: 'UPSTREAM_UNAVAILABLE', detail: 'HTTP 503' });
    expect(times).toHaveLength(1);
    expect(performance.now() - (times[0] ?? 0)).toBeLessThan(READ_TIMEOUT_MS);
  });

  it('where the deadline passes without an answer', async () => {
    const { client, times } = await setUp(hang);
    const answer = client.read(walletBalance, { params: { walletId: 'w1' } }, BACKGROUND, (data) => data);
    while (times.length === 0) await turn();
    vi.advanceTimersByTime(READ_TIMEOUT_MS);
    await expect(answer).rejects.toMatchObject({ code: 'UPSTREAM_TIMEOUT' });
    expect(times).toHaveLength(1);
  });

  it('where nobody waits any longer when its turn comes', async () => {
    const { read, times } = await setUp(status(503, { 'retry-after': '100' }), fine);
    const operation = new Operation(10_000);
    onTestFinished(() => operation.end());
    await expect(read(operation)).rejects.toMatchObject({ code: 'UPSTREAM_TIMEOUT' });
    const leftAt = performance.now();
    await pass(() => performance.now() > leftAt + 200_000);
    expect(times).toHaveLength(1);
  });
});

describe('a page', () => {
  const pageOf = async (answer: object | string) => {
    const { client, times } = await setUp(() => answer);
    const request = { params: { customerId: 'c1' } };
    const idOf = ({ walletId }: { walletId: string }): string => {
      if (walletId === 'odd') throw new BadMember('walletId', 'is odd');
      return walletId;
    };
    const page = settled(client.readPage(customerWallets, request, BACKGROUND, idOf, (whole) => whole));
    return { page, times };
  };

  it('leaves out an entry that can’t be read, and names it', async () => {
    const items = [{ walletId: 'w1' }, { walletId: 'odd' }, {}, { walletId: 'w3' }];
    const { page } = await pageOf(ok({ items, nextCursor: 'more' }));
    expect(await page).toMatchObject({ items: ['w1', 'w3'], length: 4, next: 'more', total: undefined });
    const { unreadable } = (await page) ?? { unreadable: [] };
    expect(unreadable.map(({ id, index }) => [id, index])).toEqual([
      ['odd', 1],
      [undefined, 1],
    ]);
    expect(unreadable.map(({ error }) => error.message)).toEqual([
      expect.stringContaining('Entry odd of the list'),
      expect.stringContaining('Entry number 3 of the list'),
    ]);
  });

  it.each([[ok({ items: [], nextCursor: null })], [ok(null)]])('is empty: %j', async (answer) => {
    const { page } = await pageOf(answer);
    expect(await page).toMatchObject({ items: [], unreadable: [], length: 0, next: null });
  });

  it('that is no list is read once', async () => {
    const { page, times } = await pageOf(ok({ items: 'none' }));
    await expect(page).rejects.toMatchObject({ code: 'UPSTREAM_BAD_RESPONSE' });
    expect(times).toHaveLength(1);
  });
});

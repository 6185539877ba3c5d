/** Reads that are shared: one call for all who ask the same, each of whom has a time of their own. */
import { setImmediate as turn } from 'node:timers/promises';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import type { RestClient } from '../../../../src/rest/client.js';
import { walletBalance } from '../../../../src/rest/contract/endpoints.js';
import { Operation, type Reading } from '../../../../src/rest/operation.js';
import { startHeldRest } from '../../../support/held-rest.js';
import { startRestClient } from '../../../support/rest-client.js';

const BACKGROUND: Reading = { freshSince: Number.NEGATIVE_INFINITY };
const READ_TIMEOUT_MS = 10_000;
const PATH = '/wallets/w1/balances';

const request = (walletId = 'w1') => ({ params: { walletId } });

function operation(timeoutMs = 60_000): Operation {
  const made = new Operation(timeoutMs);
  onTestFinished(() => made.end());
  return made;
}

async function setUp() {
  const rest = await startHeldRest();
  const client = startRestClient(rest.url, { readTimeoutMs: READ_TIMEOUT_MS });
  const available = (reading: Reading = operation()) => availableOf(client, reading);
  return { rest, client, available };
}

async function availableOf(client: RestClient, reading: Reading): Promise<string | undefined> {
  return (await client.read(walletBalance, request(), reading, (data) => data))?.available;
}

/** From here on time passes only by `vi.advanceTimersByTime`. */
function holdTime(): void {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
  onTestFinished(() => void vi.useRealTimers());
}

const timedOut = (promise: Promise<unknown>) => expect(promise).rejects.toMatchObject({ code: 'UPSTREAM_TIMEOUT' });

async function isPending(promise: Promise<unknown>): Promise<boolean> {
  for (let turns = 0; turns < 10; turns += 1) await turn();
  return (await Promise.race([promise, 'pending'])) === 'pending';
}

describe('identical reads', () => {
  it('are one call with one value, counted for whoever asked first', async () => {
    const { rest, client } = await setUp();
    const operations = [operation(), operation(), operation()];
    const decode = vi.fn((data: object) => data);
    const answers = operations.map((each) => client.read(walletBalance, request(), each, decode));
    await rest.holding(1);
    rest.releaseAll();
    const [first, ...others] = await Promise.all(answers);
    expect(first).toMatchObject({ walletId: 'w1', available: '1' });
    for (const other of others) expect(other).toBe(first);
    expect(decode).toHaveBeenCalledOnce();
    expect(rest.lines()).toEqual([`GET ${PATH}`]);
    expect(operations.map(({ calls }) => [calls.made, calls.shared])).toEqual([
      [1, 0],
      [0, 1],
      [0, 1],
    ]);
  });

  it('fail together', async () => {
    const { rest, client } = await setUp();
    // What is held is of wallet w1.
    const answers = [1, 2].map(() => client.read(walletBalance, request('other'), operation(), refuseOther));
    await rest.holding(1);
    rest.releaseAll();
    for (const answer of answers) await expect(answer).rejects.toThrow('another wallet');
    expect(rest.lines()).toHaveLength(1);
  });

  it('are two calls once the first is answered, or where they are of two things', async () => {
    const { rest, client, available } = await setUp();
    rest.isHolding = false;
    await available();
    rest.state = 'after';
    expect(await available()).toBe('2');
    await client.read(walletBalance, request('w2'), operation(), (data) => data);
    expect(rest.lines()).toHaveLength(3);
  });
});

function refuseOther({ walletId }: { walletId: string }): never {
  throw new Error(`another wallet: ${walletId}`);
}

describe('whoever waits for a read', () => {
  it('leaves it to the others', async () => {
    const { rest, available } = await setUp();
    const [first, second] = [operation(), operation()];
    const [left, stays] = [available(first), available(second)];
    await rest.holding(1);
    first.leave();
    await timedOut(left);
    rest.releaseAll();
    expect(await stays).toBe('1');
    expect(rest.ended).toEqual([]);
  });

  it('ends it by leaving last, so that the next who asks begins another', async () => {
    const { rest, available } = await setUp();
    const operations = [operation(), operation()];
    const answers = operations.map(available);
    await rest.holding(1);
    for (const each of operations) each.leave();
    await Promise.all(answers.map(timedOut));
    const next = available();
    await rest.ending(1);
    expect(rest.ended).toEqual([PATH]);
    await rest.holding(1);
    rest.releaseAll();
    expect(await next).toBe('1');
    expect(rest.lines()).toHaveLength(2);
  });

  it('begins none once its own time is over', async () => {
    const { rest, available } = await setUp();
    const over = operation();
    over.leave();
    await timedOut(available(over));
    expect(rest.lines()).toEqual([]);
  });

  it('waits until its own deadline, and the call goes on for those who have longer', async () => {
    const { rest, available } = await setUp();
    holdTime();
    const [short, long] = [operation(1_000), operation(3_000)];
    const [first, second, third] = [available(short), available(long), available(BACKGROUND)];
    await rest.holding(1);
    vi.advanceTimersByTime(999);
    expect(await isPending(first)).toBe(true);
    vi.advanceTimersByTime(1);
    await timedOut(first);
    vi.advanceTimersByTime(2_000);
    await timedOut(second);
    expect(await isPending(third)).toBe(true);
    expect(rest.ended).toEqual([]);
    rest.releaseAll();
    expect(await third).toBe('1');
  });

  it('waits no longer than the read may take, however late it joined', async () => {
    const { rest, available } = await setUp();
    holdTime();
    const first = available(BACKGROUND);
    await rest.holding(1);
    vi.advanceTimersByTime(READ_TIMEOUT_MS - 1);
    const late = available(operation(2 * READ_TIMEOUT_MS));
    vi.advanceTimersByTime(1);
    await Promise.all([first, late].map(timedOut));
    await rest.ending(1);
    expect(rest.lines()).toHaveLength(1);
  });
});

describe('a read that is too old', () => {
  it.each([
    ['its wallet has changed', (client: RestClient) => client.changed('walletId', 'w1')],
    ['some wallet has changed', (client: RestClient) => client.changed('walletId')],
  ])('is not joined, and keeps those who wait: %s', async (_, change) => {
    const { rest, client, available } = await setUp();
    const before = [available(), available()];
    await rest.holding(1);
    rest.state = 'after';
    change(client);
    const after = [available(), available()];
    await rest.holding(2);
    rest.releaseAll();
    expect(await Promise.all(before)).toEqual(['1', '1']);
    expect(await Promise.all(after)).toEqual(['2', '2']);
    expect(rest.lines()).toHaveLength(2);
  });

  it('is joined where something else has changed', async () => {
    const { rest, client, available } = await setUp();
    const before = available();
    await rest.holding(1);
    client.changed('walletId', 'w2');
    client.changed('orderId', 'w1');
    client.changed('customerId');
    const after = available();
    rest.releaseAll();
    expect(await Promise.all([before, after])).toEqual(['1', '1']);
    expect(rest.lines()).toHaveLength(1);
  });

  it('is not joined by those who want a newer one', async () => {
    const { rest, available } = await setUp();
    const before = available();
    await rest.holding(1);
    rest.state = 'after';
    const after = available({ freshSince: performance.now() });
    await rest.holding(2);
    rest.releaseAll();
    expect([await before, await after]).toEqual(['1', '2']);
  });

  it('doesn’t end the newer one when its waiters leave', async () => {
    const { rest, client, available } = await setUp();
    const old = operation();
    const left = available(old);
    await rest.holding(1);
    client.changed('walletId', 'w1');
    const newer = available();
    await rest.holding(2);
    old.leave();
    await timedOut(left);
    await rest.ending(1);
    const joined = available();
    rest.releaseAll();
    expect(await Promise.all([newer, joined])).toEqual(['1', '1']);
    expect(rest.lines()).toHaveLength(2);
  });

  it('is known to be under way until all are', async () => {
    const { rest, client, available } = await setUp();
    const both = [available()];
    await rest.holding(1);
    client.changed('walletId', 'w1');
    both.push(available());
    await rest.holding(2);
    expect([client.isReading('walletId'), client.isReading('orderId')]).toEqual([true, false]);
    rest.releaseAll();
    await Promise.all(both);
    expect(client.isReading('walletId')).toBe(false);
  });
});

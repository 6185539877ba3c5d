import { describe, expect, it, vi } from 'vitest';
import { startGateway, type TestGateway } from '../support/gateway.js';
import { hasRedis, startRedis, type TestRedis } from '../support/redis.js';
import { orderText, startRestServer } from '../support/rest-server.js';

const ORDER = `mutation ($key: String!, $quote: ID = "q1") {
  createTopupOrder(input: { quoteId: $quote, walletId: "w1", payer: { name: "A" }, idempotencyKey: $key }) { order { id } errors { code } }
}`;
const SOON = { timeout: 15_000, interval: 20 };
const codes = ({ errors }: Awaited<ReturnType<TestGateway['run']>>) => errors?.map(({ extensions }) => extensions.code);
const made = { data: { createTopupOrder: { order: { id: 'o1' }, errors: [] } } };

/** Two gateways before a REST API that answers an order when it is let. */
async function startTwo(redis: TestRedis, env: Record<string, string> = {}) {
  let letGo: () => void = () => {};
  const mayAnswer = new Promise<void>((resolve) => {
    letGo = resolve;
  });
  const rest = await startRestServer(async ({ method }) => {
    if (method === 'POST') await mayAnswer;
    return `{"status":"1","data":${orderText({ id: 'o1' })}}`;
  });
  const options = { env: { STORE_URL: redis.url, ...env } };
  const [one, other] = [await startGateway(rest.url, options), await startGateway(rest.url, options)];
  const posts = () => rest.calls.filter(({ method }) => method === 'POST').length;
  return { one, other, letGo, posts };
}

describe.skipIf(!hasRedis)('an idempotency key of two gateways', () => {
  it('is waited for, on both', async () => {
    const { one, other, letGo, posts } = await startTwo(await startRedis());
    const first = one.run(ORDER, { key: 'k' });
    await vi.waitFor(() => expect(posts()).toBe(1), SOON);
    const equal = [one, other, other].map(({ run }) => run(ORDER, { key: 'k' }));
    expect((await other.run(ORDER, { key: 'k', quote: 'q2' })).data.createTopupOrder.errors).toEqual([
      { code: 'IDEMPOTENCY_CONFLICT' },
    ]);
    letGo();
    expect(await Promise.all([first, ...equal])).toEqual([made, made, made, made]);
    expect(posts()).toBe(1);
  });

  it('is OUTCOME_UNKNOWN at the deadline for all, until a late answer settles it', async () => {
    const env = { OPERATION_TIMEOUT_MS: '2000' };
    const { one, other, letGo, posts } = await startTwo(await startRedis(), env);
    const first = one.run(ORDER, { key: 'k' });
    await vi.waitFor(() => expect(posts()).toBe(1), SOON);
    const equal = [other.run(ORDER, { key: 'k' }), other.run(ORDER, { key: 'k' })];
    expect((await Promise.all([first, ...equal])).map(codes)).toEqual(Array(3).fill(['OUTCOME_UNKNOWN']));
    letGo();
    await vi.waitFor(async () => expect(await other.run(ORDER, { key: 'k' })).toEqual(made), SOON);
    expect(posts()).toBe(1);
  });

  it('is not lost to a Redis that hung: nothing was sent, and the key can be used when it is back', async () => {
    const redis = await startRedis();
    const { one, other, letGo, posts } = await startTwo(redis);
    letGo();
    redis.pause();
    expect(codes(await one.run(ORDER, { key: 'k' }))).toEqual(['STORE_UNAVAILABLE']);
    expect(posts()).toBe(0);
    redis.resume();
    // What hung is carried out now: a claim of nobody's, which keeps the others waiting for some seconds.
    await vi.waitFor(async () => expect(await other.run(ORDER, { key: 'k' })).toEqual(made), SOON);
    expect(posts()).toBe(1);
  });

  it('gives its order although Redis was away when it was made', async () => {
    const redis = await startRedis();
    const { one, other, letGo, posts } = await startTwo(redis);
    const first = one.run(ORDER, { key: 'k' });
    await vi.waitFor(() => expect(posts()).toBe(1), SOON);
    redis.pause();
    letGo();
    expect(await first).toEqual(made);
    redis.resume();
    await vi.waitFor(async () => expect(await other.run(ORDER, { key: 'k' })).toEqual(made), SOON);
    expect(posts()).toBe(1);
  });
});

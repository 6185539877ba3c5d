import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { type Answer, type StartOptions, startGateway } from '../support/gateway.js';
import { ok, orderText, startRestServer } from '../support/rest-server.js';
import { customerToken, JWT_ENV } from '../support/tokens.js';
import { webhooksTo } from '../support/webhooks.js';

const codes = ({ errors = [] }: Answer): string[] => errors.map(({ extensions }) => extensions.code);

describe('looking for what is a customer’s', () => {
  async function startWithWallets(walletCount: number, ordersEach = 0, seed: StartOptions['seed'] = []) {
    const ids = Array.from({ length: walletCount }, (_, index) => `w${index}`);
    const rest = await startRestServer(({ path }) => {
      const url = new URL(path, 'http://rest');
      if (url.pathname === '/topup/orders') {
        const walletId = url.searchParams.get('walletId');
        const orders = Array.from({ length: ordersEach }, (_, index) => orderText({ id: `${walletId}-o${index}` }));
        return `{"status":"1","total":${ordersEach},"data":[${orders}]}`;
      }
      const start = Number(url.searchParams.get('cursor') ?? 0);
      const items = ids
        .slice(start, start + 100)
        .map((walletId) => ({ walletId, asset: 'A', network: 'N', address: 'x', status: 'ACTIVE' }));
      return ok({ items, nextCursor: start + 100 < ids.length ? String(start + 100) : null });
    });
    return { rest, ...(await startGateway(rest.url, { env: { ...JWT_ENV, STORE_URL: 'memory:' }, seed })) };
  }

  it('is one scan for all who ask at once, remembered for 5 s', async () => {
    const { rest, run } = await startWithWallets(250);
    const token = await customerToken('c1');
    vi.useFakeTimers({ toFake: ['performance'] });
    const ask = () => run('{ a: wallet(id: "x1") { id } b: wallet(id: "x2") { id } }', {}, token);
    await Promise.all([ask(), ask(), ask()]);
    expect(rest.calls).toHaveLength(3);
    await ask();
    expect(rest.calls).toHaveLength(3);
    vi.advanceTimersByTime(5_001);
    await ask();
    vi.useRealTimers();
    expect(rest.calls).toHaveLength(6);
  });

  it('ends where the wallet is found', async () => {
    const { rest, run } = await startWithWallets(1_000);
    expect((await run('{ wallet(id: "w150") { id } }', {}, await customerToken('c1'))).data.wallet).toEqual({
      id: 'w150',
    });
    expect(rest.calls).toHaveLength(2);
  });

  it('is at most 50 calls, and then no null', async () => {
    const { rest, run } = await startWithWallets(60, 3);
    const answer = await run('{ topupOrder(id: "nowhere") { id } }', {}, await customerToken('c1'));
    expect(codes(answer)).toEqual(['LIMIT_EXCEEDED']);
    expect(rest.calls).toHaveLength(50);
    expect(
      (await run('{ topupOrder(id: "w20-o2") { id } }', {}, await customerToken('c1'))).errors?.[0]?.extensions.code,
    ).not.toBe('LIMIT_EXCEEDED');
  });

  it('asks anew for an order that a webhook told of since', async () => {
    let hasOrder = false;
    const rest = await startRestServer(({ path }) => {
      if (path.startsWith('/topup/orders/')) return `{"status":"1","data":${orderText({ id: 'new' })}}`;
      if (path.startsWith('/topup/orders'))
        return `{"status":"1","total":${hasOrder ? 1 : 0},"data":[${hasOrder ? orderText({ id: 'new' }) : ''}]}`;
      const wallet = { walletId: 'w1', asset: 'A', network: 'N', address: 'x', status: 'ACTIVE' };
      return ok({ items: [wallet], nextCursor: null });
    });
    const { run, webhookUrl } = await startGateway(rest.url, { env: { ...JWT_ENV, STORE_URL: 'memory:' } });
    const token = await customerToken('c1');
    const ask = async () => (await run('{ topupOrder(id: "new") { id } }', {}, token)).data.topupOrder;
    expect(await ask()).toBeNull();
    hasOrder = true;
    const hint = { event: 'topup.status', data: { orderId: 'new' } };
    const headers = { 'content-type': 'application/json' };
    await fetch(webhookUrl, { method: 'POST', headers, body: JSON.stringify(hint) });
    expect(await ask()).toEqual({ id: 'new' });
  });

  it.each([
    ['order that is asked for', (asked: string) => asked],
    ['order of nobody', () => 'forged'],
  ])('is made once more at most in 5 s, whatever webhooks tell of the %s', async (_, told) => {
    const { rest, run, url } = await startWithWallets(30, 1);
    const token = await customerToken('c1');
    const send = webhooksTo(url);
    const ask = async (id: string) =>
      (await run('query ($id: ID!) { topupOrder(id: $id) { id } }', { id }, token)).data;
    vi.useFakeTimers({ toFake: ['Date'] });
    onTestFinished(() => void vi.useRealTimers());
    expect(await ask('x')).toEqual({ topupOrder: null });
    expect(rest.calls).toHaveLength(31);
    for (let question = 0; question < 20; question += 1) {
      const id = question % 2 === 0 ? 'x' : `x${question}`;
      expect(await send(told(id))).toBe(200);
      expect(await ask(id)).toEqual({ topupOrder: null });
    }
    expect(rest.calls).toHaveLength(62);
  });

  it('costs the same calls after a webhook, whether the order is somebody else’s or nobody’s', async () => {
    const counts = await Promise.all(
      ['foreign', 'missing'].map(async (id) => {
        const { rest, run, url } = await startWithWallets(10, 1, [
          { wallet: { id: 'w-other', customerId: 'c2', asset: 'A', network: 'N' } },
          { order: { id: 'foreign', walletId: 'w-other' } },
        ]);
        const token = await customerToken('c1');
        const send = webhooksTo(url);
        const calls: number[] = [];
        for (let question = 0; question < 4; question += 1) {
          if (question > 0) await send(id);
          const answer = await run('query ($id: ID!) { topupOrder(id: $id) { id } }', { id }, token);
          expect(answer.data).toEqual({ topupOrder: null });
          calls.push(rest.calls.length);
        }
        return calls;
      }),
    );
    expect(counts[0]).toEqual(counts[1]);
  });
});

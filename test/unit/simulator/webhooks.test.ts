import { describe, expect, it } from 'vitest';
import { type Fault, Faults } from '../../../src/simulator/faults.js';
import { sampleState } from '../../../src/simulator/sample/sample-state.js';
import { Webhooks } from '../../../src/simulator/webhooks.js';
import { ManualTimers, type Receiver, receive } from './support.js';

const RETRY_DELAYS_MS = [1000, 5000, 15_000];
const DEADLINE_MS = 5000;

function sender(receiver: Receiver | undefined, faults: Fault[] = [], retryDelaysMs: number[] = RETRY_DELAYS_MS) {
  const [timers, book, state] = [new ManualTimers(), new Faults(), sampleState()];
  book.set(faults);
  const webhooks = new Webhooks(book, timers, {
    webhookRetryDelaysMs: retryDelaysMs,
    webhookUrl: receiver?.url,
    webhookSignature: undefined,
  });
  const announce = (...orderIds: string[]) => {
    for (const id of orderIds) webhooks.announce(state.order(id));
  };
  return { webhooks, timers, announce, faults: book };
}

const next = async (receiver: Receiver) => (await receiver.next()).data.orderId;

describe('webhooks', () => {
  it('tell of the order, as the documentation shows it', async () => {
    const receiver = await receive();
    sender(receiver).announce('bacd97d132014cb6b23ee18fdea3b5c4');
    expect((await receiver.next()).text).toBe(
      '{"event":"topup.status","data":{"orderId":"bacd97d132014cb6b23ee18fdea3b5c4","status":"COMPLETED","created":"2025-12-03 17:07:48",' +
        '"quoteSnapshot":{"fee":1,"feeCurrency":"USD","sourceAmount":50,"sourceCurrency":"AUD","targetAmount":32.87,"targetCurrency":"USDT"}}}',
    );
  });

  it('are sent again after each delay while they are not taken, and then no more', async () => {
    const answers = [500, 404, 302, 503];
    const receiver = await receive((_webhook, response) => void response.writeHead(answers.shift() ?? 200).end());
    const { timers, announce } = sender(receiver, [], [1, 2, 3]);
    announce('ord_busy_01');
    const first = await receiver.next();
    for (const delayMs of [1, 2, 3]) {
      await timers.fire(delayMs);
      expect((await receiver.next()).text).toBe(first.text);
    }
    announce('ord_busy_02');
    expect(await next(receiver)).toBe('ord_busy_02');
    expect(receiver.received).toHaveLength(5);
    expect(timers.waiting.filter((ms) => ms !== DEADLINE_MS)).toEqual([]);
  });

  it('are not sent again once they are taken', async () => {
    const receiver = await receive((_webhook, response) => void response.writeHead(204).end());
    const { timers, announce } = sender(receiver, [{ on: 'webhook', kind: 'doubled' }]);
    announce('ord_busy_01');
    // The second copy goes out once the first attempt is settled: by then a retry would have been waited for.
    await receiver.next();
    await receiver.next();
    expect(timers.waiting).not.toContain(RETRY_DELAYS_MS[0]);
  });

  it('are sent again when nobody answers in 5 s', async () => {
    const receiver = await receive(() => {});
    const { timers, announce } = sender(receiver);
    announce('ord_busy_01');
    await receiver.next();
    await timers.fire(DEADLINE_MS);
    await timers.fire(1000);
    expect(await next(receiver)).toBe('ord_busy_01');
  });

  it('are sent again when the connection breaks, to where they then go', async () => {
    const broken = await receive((_webhook, response) => void response.destroy());
    const receiver = await receive();
    const { webhooks, timers, announce } = sender(broken);
    announce('ord_busy_01');
    await broken.next();
    webhooks.setUrl(receiver.url);
    await timers.fire(1000);
    expect(await next(receiver)).toBe('ord_busy_01');
  });

  it('go nowhere, and meet no fault, without an address', async () => {
    const { announce, faults } = sender(undefined, [{ on: 'webhook', kind: 'lost', times: 1 }]);
    announce('ord_busy_01');
    expect(faults.list()).toHaveLength(1);
  });
});

describe('webhooks with a fault', () => {
  it('are lost', async () => {
    const receiver = await receive();
    sender(receiver, [{ on: 'webhook', kind: 'lost', times: 1 }]).announce('ord_busy_01', 'ord_busy_02');
    expect(await next(receiver)).toBe('ord_busy_02');
    expect(receiver.received).toHaveLength(1);
  });

  it('are doubled', async () => {
    const receiver = await receive();
    sender(receiver, [{ on: 'webhook', kind: 'doubled', times: 1 }]).announce('ord_busy_01');
    expect([await next(receiver), await next(receiver)]).toEqual(['ord_busy_01', 'ord_busy_01']);
  });

  it.each([
    [{}, 1000],
    [{ ms: 30 }, 30],
  ])('are late by %j', async (ms, expected) => {
    const receiver = await receive();
    const { timers, announce } = sender(receiver, [{ on: 'webhook', kind: 'late', times: 1, ...ms }]);
    announce('ord_busy_01', 'ord_busy_02');
    expect(await next(receiver)).toBe('ord_busy_02');
    await timers.fire(expected);
    expect(await next(receiver)).toBe('ord_busy_01');
  });

  it('are overtaken by the next, in pairs', async () => {
    const receiver = await receive();
    const { announce } = sender(receiver, [{ on: 'webhook', kind: 'reordered' }]);
    announce('ord_busy_01', 'ord_busy_02');
    expect([await next(receiver), await next(receiver)]).toEqual(['ord_busy_02', 'ord_busy_01']);
    announce('ord_busy_03', 'ord_busy_04');
    expect([await next(receiver), await next(receiver)]).toEqual(['ord_busy_04', 'ord_busy_03']);
  });
});

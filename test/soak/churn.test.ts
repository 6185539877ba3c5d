/** Subscribing and leaving again, for ever: nothing of it stays. */
import { once } from 'node:events';
import { expect, it, onTestFinished, vi } from 'vitest';
import WebSocket from 'ws';
import { type Left, startMeasured } from '../support/measured-process.js';
import { startOrdersServer } from '../support/orders-server.js';
import { customerToken, JWT_ENV } from '../support/tokens.js';

const STATUS = 'subscription ($id: ID!) { topupStatus(orderId: $id) { status } }';
/** Only what hangs meets these, however busy the machine is. */
const TIME = { timeout: 600_000 };
const SOON = { timeout: 300_000, interval: 100 };
const ROUNDS = 10;
const ORDERS = 50;

/** Churns round by round until nothing of a round is watched or timed any longer. @returns bytes of heap that each round leaves. */
async function growthOf(churn: () => Promise<void>, look: () => Promise<Left>): Promise<number> {
  const before = await look();
  const heaps: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    await churn();
    const left = await vi.waitFor(async () => {
      const now = await look();
      expect(now.watchedOrders).toBe(0);
      expect(now.timers).toBeLessThanOrEqual(before.timers);
      return now;
    }, SOON);
    expect(left.warnings).toEqual([]);
    heaps.push(left.heapBytes);
  }
  return slopeOf(heaps);
}

/** The median of the slopes between any two (Theil and Sen): a cache or compiled code that comes once doesn't move it, a leak in each round does. */
function slopeOf(values: readonly number[]): number {
  const slopes = values.flatMap((value, index) =>
    values.slice(0, index).map((earlier, at) => (value - earlier) / (index - at)),
  );
  return slopes.sort((one, other) => one - other)[Math.floor(slopes.length / 2)] ?? 0;
}

it('100,000 who join a watcher and leave before there is an event leave nothing', TIME, async () => {
  const { ask } = await startMeasured('./measured-watchers.ts');
  await ask({ cycles: 20_000 });
  const cycles = 10_000;
  const churn = async () => void (await ask({ cycles }));
  // The smallest object is larger.
  expect(await growthOf(churn, () => ask({ cycles: 0 }))).toBeLessThan(12 * cycles);
});

interface Message {
  type: string;
  id: string;
  payload?: unknown;
}

/** A socket that is signed in. */
async function open(url: string, token: string) {
  const socket = new WebSocket(`${url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws');
  onTestFinished(() => socket.terminate());
  await once(socket, 'open');
  const send = (message: object) => socket.send(JSON.stringify(message));
  const received: Message[] = [];
  let expected = '';
  let arrived: () => void = () => {};
  socket.on('message', (data) => {
    const message = JSON.parse(String(data)) as Message;
    if (message.type === expected) arrived();
    else received.push(message);
  });
  const answer = (type: string): Promise<void> =>
    new Promise((resolve) => {
      expected = type;
      arrived = resolve;
    });
  send({ type: 'connection_init', payload: { authorization: `Bearer ${token}` } });
  await answer('connection_ack');
  return {
    received,
    subscribe: (id: string, order: number) =>
      send({ type: 'subscribe', id, payload: { query: STATUS, variables: { id: `o${order}` } } }),
    complete: (id: string) => send({ type: 'complete', id }),
    /** Resolves when the gateway has taken in what was sent before. */
    reached: () => {
      send({ type: 'ping' });
      return answer('pong');
    },
    close: () => socket.close(),
  };
}

it(
  '20,000 subscriptions that are left before there is an event leave nothing, and their places are free',
  TIME,
  async () => {
    const rest = await startOrdersServer();
    const limit = 4 * ORDERS;
    const { started, ask } = await startMeasured<{ url: string }>('./measured-gateway.ts', {
      ...JWT_ENV,
      UPSTREAM_URL: rest.url,
      MAX_SUBSCRIPTIONS_PER_VIEWER: String(limit),
      MAX_SUBSCRIPTIONS_PER_SOCKET: String(2 * limit),
    });
    const socket = await open(started.url, await customerToken('c1'));
    let begun = 0;
    const churn = async (subscriptions: number): Promise<void> => {
      for (const end = begun + subscriptions; begun < end; begun += ORDERS) {
        for (let order = 0; order < ORDERS; order += 1) socket.subscribe(`${begun + order}`, order);
        if (begun % (4 * ORDERS) === 0) await socket.reached();
        for (let order = 0; order < ORDERS; order += 1) socket.complete(`${begun + order}`);
        await socket.reached();
      }
    };
    await churn(4_000);
    const subscriptions = 2_000;
    // Less than a subscriber that is still in a set.
    expect(
      await growthOf(
        () => churn(subscriptions),
        () => ask({}),
      ),
    ).toBeLessThan(64 * subscriptions);
    expect(socket.received.find(({ type }) => type !== 'next')).toBeUndefined();

    socket.received.length = 0;
    for (let order = 0; order <= limit; order += 1) socket.subscribe(`last${order}`, order % ORDERS);
    await vi.waitFor(() => expect(socket.received).toHaveLength(limit + 1), SOON);
    const refused = socket.received.filter(({ type }) => type === 'error');
    expect(refused).toMatchObject([{ id: `last${limit}`, payload: [{ extensions: { code: 'LIMIT_EXCEEDED' } }] }]);
    socket.close();
    await vi.waitFor(async () => expect((await ask({})).watchedOrders).toBe(0), SOON);
  },
);

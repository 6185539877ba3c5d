/** What a subscription's event costs the gateway, from webhook to sent frame, beside the same selection queried over HTTP. */
import { setTimeout as wait } from 'node:timers/promises';
import { subscribe } from './live/sockets.js';
import { type Bench, type Contender, measure, median } from './measure.js';
import { type Ids, idOf, type Operation } from './operations.js';
import type { Options } from './options.js';
import { GATEWAY } from './peers.js';
import { machine } from './report/machine.js';
import { operatorToken, startGateway } from './support/gateway.js';
import { startLoad } from './support/load.js';
import { cpuMs } from './support/process.js';
import { startRest } from './support/rest.js';

const EVENTS = 5_000;
/** Subscriptions on each socket: a backend's socket for many, and a browser's own. */
const PER_SOCKET = [20, 1] as const;
const WARM_UPS = 2;
const DEADLINE_MS = 30_000;

const SELECTION = '{ id status createdAt quote { sourceAmount sourceCurrency targetAmount targetCurrency } }';

export async function measureEvents(options: Options): Promise<string> {
  const bench: Bench = { connections: 50, rest: await startRest(), load: await startLoad() };
  const server = await startGateway(bench.rest.url, options.flags, {
    MAX_SUBSCRIPTIONS_PER_VIEWER: '1000000',
    // All are told at once here, and none is to be read again for another reason while it is measured.
    RECONCILE_RATE: '100000',
    RECONCILE_INTERVAL_MS: '3600000',
    // Nothing is refused because others keep the machine busy.
    LIMIT_EVENT_LOOP_DELAY_MS: '60000',
  });
  const authorization = `Bearer ${await operatorToken()}`;
  const gateway: Contender = { ...GATEWAY, server: { ...server, headers: { authorization } } };
  try {
    const events: Record<(typeof PER_SOCKET)[number], number[]> = { 20: [], 1: [] };
    const queries: number[] = [];
    for (let round = 0; round < options.rounds + WARM_UPS; round += 1) {
      const ids = { prefix: `ord_${String(round).padStart(3, '0')}_`, suffix: '', count: EVENTS };
      queries.push((await measure(bench, gateway, orderQuery(ids), EVENTS)).cpuMs);
      for (const perSocket of PER_SOCKET) events[perSocket].push(await eventCpuMs(bench, gateway, ids, perSocket));
      const figures = [events[20], events[1], queries].map((values) => values.at(-1)?.toFixed(3));
      process.stderr.write(`round ${round + 1}: event ${figures[0]} and ${figures[1]} ms, query ${figures[2]} ms\n`);
    }
    const [shared, own, query] = [events[20], events[1], queries].map((values) => median(values.slice(WARM_UPS)));
    const row = (name: string, ms = 0) => `| ${name} | ${ms.toPrecision(3)} | ${(ms / (query ?? ms)).toPrecision(3)} |`;
    const where = machine(options).replace(/;.*/, `; medians of ${options.rounds} rounds of ${EVENTS} events`);
    return `${where}

| | CPU ms | × query |
| --- | ---: | ---: |
${row('an event, webhook to sent frame, 20 subscriptions on a socket', shared)}
${row('an event, webhook to sent frame, a socket for each subscription', own)}
${row('the same selection queried over HTTP', query)}
`;
  } finally {
    await server.stop();
    bench.load.stop();
    bench.rest.stop();
  }
}

const orderQuery = (ids: Ids): Operation => ({
  name: 'order',
  title: 'One order',
  body: JSON.stringify({
    query: `query Order($id: ID!) { topupOrder(id: $id) ${SELECTION} }`,
    variables: { id: '@id' },
  }),
  ids,
  wallets: 0,
});

/** Each order has one subscriber and one webhook, and is found changed by the read that follows it. */
async function eventCpuMs({ rest, load }: Bench, { server }: Contender, ids: Ids, perSocket: number): Promise<number> {
  await rest.setOrders('TRANSFERRING');
  const subscriptions = await subscribe(Number(new URL(server.url).port), EVENTS, EVENTS / perSocket, '', {
    query: `subscription ($id: ID!) { topupStatus(orderId: $id) ${SELECTION} }`,
    connectionParams: server.headers,
    idOf: (index) => idOf(ids, index),
  });
  try {
    await rest.setOrders('CREDITED');
    await wait(1_000);
    const [before, cpu] = [subscriptions.events, cpuMs(server.pid)];
    await load.run({
      url: new URL('/webhooks/topup.status', server.url).href,
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ event: 'topup.status', data: { orderId: '@id' } }),
      ids: { ...ids, from: 0 },
      amount: EVENTS,
      connections: 50,
    });
    const deadline = performance.now() + DEADLINE_MS;
    while (subscriptions.events < before + EVENTS && performance.now() < deadline) await wait(50);
    const told = subscriptions.events - before;
    if (told !== EVENTS) throw new Error(`${told} of ${EVENTS} events came`);
    return (cpuMs(server.pid) - cpu) / EVENTS;
  } finally {
    subscriptions.close();
    // Their end belongs to neither.
    await wait(1_000);
  }
}

/** `npm run bench:live`: what a subscription costs, beside the smallest possible graphql-ws server, and how soon a webhook is delivered. */
import { setTimeout as wait } from 'node:timers/promises';
import { type Child, start } from './child.js';
import { subscribe } from './sockets.js';

const WEBHOOKS_PER_SECOND = 200;
const WEBHOOKS = 2_000;

const rest = await start('./rest.ts');
const startGateway = () =>
  start('./gateway-server.ts', {
    UPSTREAM_URL: `http://127.0.0.1:${rest.port}`,
    AUTH: 'none',
    STORE_URL: 'memory:',
    PORT: '0',
    // All join at once here, and none is to be read again while it is measured.
    RECONCILE_RATE: '100000',
    RECONCILE_INTERVAL_MS: '3600000',
    // Nothing is refused because others keep the machine busy.
    LIMIT_EVENT_LOOP_DELAY_MS: '60000',
    LIMIT_INIT_MS: '30000',
    MAX_SUBSCRIPTIONS_PER_SOCKET: '1000',
  });

/** Kilobytes of resident memory that each of `count` idle subscriptions takes. */
async function memoryEach(startServer: () => Promise<Child>, count: number, socketCount: number): Promise<number> {
  const server = await startServer();
  // What is made once, for the first subscription, isn't any subscription's cost.
  const first = await subscribe(server.port, 100, 100, 'warm');
  first.close();
  await wait(1_000);
  const before = await server.residentBytes();
  const subscriptions = await subscribe(server.port, count, socketCount, 'order');
  await wait(1_000);
  const after = await server.residentBytes();
  subscriptions.close();
  server.stop();
  return (after - before) / count / 1_024;
}

/** Milliseconds from sending a webhook to its event's arrival at the client, sorted. */
async function latencies(): Promise<number[]> {
  const server = await startGateway();
  const subscriptions = await subscribe(server.port, WEBHOOKS, 100, 'live');
  // The first event of each, which is no answer to a webhook.
  subscriptions.arrivals.clear();
  const sent = new Map<string, number>();
  const startedAt = performance.now();
  await Promise.all(
    Array.from({ length: WEBHOOKS }, async (_, index) => {
      await wait(startedAt + (index * 1_000) / WEBHOOKS_PER_SECOND - performance.now());
      const orderId = `live${index}`;
      await fetch(`http://127.0.0.1:${rest.port}/complete/${orderId}`, { method: 'POST' });
      sent.set(orderId, performance.now());
      await fetch(`http://127.0.0.1:${server.port}/webhooks/topup.status`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ event: 'topup.status', data: { orderId } }),
      });
    }),
  );
  await wait(2_000);
  server.stop();
  const lost = [...sent.keys()].filter((orderId) => !subscriptions.arrivals.has(orderId));
  if (lost.length > 0) throw new Error(`${lost.length} of ${sent.size} events never came`);
  return [...sent].map(([orderId, at]) => (subscriptions.arrivals.get(orderId) ?? 0) - at).sort((a, b) => a - b);
}

const median = (values: number[]): number => values.sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
async function medianOf(runs: number, measure: () => Promise<number>): Promise<number> {
  const values: number[] = [];
  for (let run = 0; run < runs; run += 1) values.push(await measure());
  return median(values);
}

const startPlain = () => start('./plain-server.ts');
const rows: [string, string, string][] = [['', 'gateway', 'plain graphql-ws']];
for (const [name, count, sockets] of [
  ['5,000 subscriptions on 5,000 sockets, KB each', 5_000, 5_000],
  ['10,000 subscriptions on 500 sockets, KB each', 10_000, 500],
] as const) {
  const ours = await medianOf(3, () => memoryEach(startGateway, count, sockets));
  const plain = await medianOf(3, () => memoryEach(startPlain, count, sockets));
  rows.push([name, ours.toFixed(1), plain.toFixed(1)]);
}
const sorted = await latencies();
const percentile = (part: number) => (sorted[Math.floor(sorted.length * part)] ?? 0).toFixed(1);
rows.push([`webhook to delivery at ${WEBHOOKS_PER_SECOND}/s, p50 ms`, percentile(0.5), '']);
rows.push([`webhook to delivery at ${WEBHOOKS_PER_SECOND}/s, p99 ms`, percentile(0.99), '']);
for (const row of rows) process.stdout.write(`| ${row.join(' | ')} |\n`);
rest.stop();

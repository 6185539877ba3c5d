/** What is somebody else's and what doesn't exist cost the same questions to the store: else the time that they take would tell. */
import { once } from 'node:events';
import { connect } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { startGateway } from '../support/gateway.js';
import { hasRedis, startRedis } from '../support/redis.js';
import { orderText, startRestServer } from '../support/rest-server.js';
import { subscribeTo } from '../support/subscription.js';
import { customerToken, JWT_ENV } from '../support/tokens.js';
import { walletsOf } from '../support/wallet-answers.js';

const BOBS = [
  { customer: { id: 'bob', externalRef: 'ref_bob', name: 'Bob', email: 'b@x', createdAt: '2025-11-06T02:13:00Z' } },
  { wallet: { id: 'w_bob', customerId: 'bob', asset: 'A', network: 'N' } },
  { order: { id: 'o_bob', walletId: 'w_bob' } },
  { order: { id: 'o_bob_2', walletId: 'w_bob' } },
];
const QUESTIONS: [string, string, string[]][] = [
  ['an order', 'query ($id: ID!) { topupOrder(id: $id) { id } }', ['o_bob', 'o_bob_2', 'o_none']],
  ['a wallet', 'query ($id: ID!) { wallet(id: $id) { id } }', ['w_bob', 'w_none']],
  ['orders', 'query ($id: ID!) { topupOrders(ids: [$id]) { id } }', ['o_bob', 'o_bob_2', 'o_none']],
  ['a reference', 'query ($id: String!) { customerByExternalRef(externalRef: $id) { id } }', ['ref_bob', 'ref_none']],
  [
    'a wallet to be topped up',
    'mutation ($id: ID!) { createTopupOrder(input: { quoteId: "q", walletId: $id, payer: { name: "A" } }) { order { id } } }',
    ['w_bob', 'w_none'],
  ],
];

/** A question about what the gateway remembers of the REST API. */
const FACT = /"GET" "wallet-gateway:(?:order|wallet|customer|external-ref|payment):/i;

/** Listens to all that Redis is asked. */
async function monitor(port: number) {
  const socket = connect(port, '127.0.0.1');
  onTestFinished(() => void socket.destroy());
  let text = '';
  socket.on('data', (chunk: Buffer) => {
    text += chunk.toString();
  });
  socket.write('MONITOR\r\n');
  await once(socket, 'data');
  let marks = 0;
  return {
    /** Lines since the last time. */
    since: async (): Promise<string[]> => {
      marks += 1;
      const mark = `mark-${marks}-`;
      const other = connect(port, '127.0.0.1');
      other.end(`PING ${mark}\r\n`);
      while (!text.includes(mark)) await once(socket, 'data');
      other.destroy();
      const lines = text.split('\r\n');
      text = '';
      return lines;
    },
  };
}

describe.skipIf(!hasRedis)('somebody else’s and nobody’s', () => {
  async function start() {
    const redis = await startRedis();
    const rest = await startRestServer(({ path }) => {
      if (path.startsWith('/customers/')) return walletsOf(path.includes('bob') ? 'w_bob' : 'w_alice');
      if (path.includes('?')) return '{"status":"1","total":0,"data":[]}';
      return `{"status":"1","data":${orderText({ id: path.split('/').at(-1) ?? '' })}}`;
    });
    const env = { ...JWT_ENV, STORE_URL: redis.url };
    await startGateway(rest.url, { env, seed: BOBS });
    // Has nothing in memory.
    const started = await startGateway(rest.url, { env });
    const commands = await monitor(redis.port);
    /** Questions to the store, and calls of the REST API, that some work costs. */
    const costOf = async (work: () => Promise<unknown>) => {
      await commands.since();
      const before = rest.calls.length;
      await work();
      const gets = (await commands.since()).filter((line) => FACT.test(line)).length;
      return { gets, calls: rest.calls.slice(before).map(({ path }) => path) };
    };
    return { ...started, costOf };
  }

  it.each(QUESTIONS)('are asked for alike: %s', async (_, query, ids) => {
    const alice = await customerToken('alice');
    const { run, costOf } = await start();
    // The scan of what is Alice's is remembered from here on.
    await run('{ topupOrder(id: "o_any") { id } }', {}, alice);
    const costs: unknown[] = [];
    for (const round of ['cold', 'warm']) {
      for (const id of ids) {
        const answer = await costOf(async () => {
          const { data } = await run(query, { id }, alice);
          expect(JSON.stringify(data)).not.toContain('"id"');
        });
        costs.push(answer);
      }
      // Bob's own questions bring his into memory.
      const bob = await customerToken('bob');
      if (round === 'cold') {
        const own = await run('{ topupOrder(id: "o_bob") { id } wallet(id: "w_bob") { id } }', {}, bob);
        expect(own.data).toEqual({ topupOrder: { id: 'o_bob' }, wallet: { id: 'w_bob' } });
        await run('{ viewer { externalRef } customerByExternalRef(externalRef: "ref_bob") { id } }', {}, bob);
      }
    }
    // A customer's own profile is asked for once, and remembered as not there for a moment.
    for (const cost of costs.slice(1)) expect(cost).toEqual(_ === 'a reference' ? costs[1] : costs[0]);
  });

  it('are refused alike as subscriptions', async () => {
    const { client, costOf } = await start();
    const token = await customerToken('alice');
    const ask = (orderId: string) =>
      costOf(async () => {
        const connectionParams = { authorization: `Bearer ${token}` };
        const events = subscribeTo(
          client({ connectionParams }),
          'subscription ($id: ID!) { topupStatus(orderId: $id) { id } }',
          {
            id: orderId,
          },
        );
        await expect(events.next()).rejects.toMatchObject([{ extensions: { code: 'NOT_FOUND' } }]);
      });
    await ask('o_any');
    expect(await ask('o_bob')).toEqual(await ask('o_none'));
  });
});

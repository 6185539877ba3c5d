import { describe, expect, it } from 'vitest';
import { startGateway, startWithSimulator } from '../support/gateway.js';
import { ok, startRestServer } from '../support/rest-server.js';
import { subscribeTo } from '../support/subscription.js';

const NESTED = `{ customer(id: "cus_many") { wallets(first: 20) { nodes {
  balance { available } again: balance { pending } transactions(first: 5) { nodes { id } }
} } } }`;

describe('what an answer cost', () => {
  it('is told with it: calls made, and those that batching saved', async () => {
    const { run, calls } = await startWithSimulator({ reportsCalls: true });
    const { extensions } = await run(NESTED);
    expect(calls()).toHaveLength(41);
    // The list is asked for twice, since the customer's existence is proved by it; each balance is named twice.
    expect(extensions).toEqual({ restCalls: { made: 41, savedByBatching: 21, shared: 0 } });
  });

  it('is told beside what it could have cost and the limit, with COST_EXTENSION=on', async () => {
    const { run } = await startWithSimulator({ env: { COST_EXTENSION: 'on', MAX_REST_CALLS: '100' } });
    const cost = async (first: number) =>
      (
        await run(
          'query ($first: Int) { customer(id: "cus_many") { wallets(first: $first) { nodes { id balance { available } } } } }',
          { first },
        )
      ).extensions;
    expect(await cost(20)).toEqual({ cost: { requested: 21, made: 21, limit: 100 } });
    expect(await cost(50)).toEqual({ cost: { requested: 51, made: 31, limit: 100 } });
  });

  it('tells of calls that another operation was making already', async () => {
    let answer: () => void = () => {};
    const held = new Promise<void>((resolve) => {
      answer = resolve;
    });
    const rest = await startRestServer(async () => {
      await held;
      return ok({ matrix: [] });
    });
    const { run } = await startGateway(rest.url, { reportsCalls: true });
    const running = Array.from({ length: 10 }, () => run('{ assetNetworks { asset } }'));
    // Each has come this far once a later request has been answered on the same event loop.
    while (rest.calls.length === 0) await run('{ __typename }');
    for (let rounds = 0; rounds < 20; rounds += 1) await run('{ __typename }');
    answer();
    const costs = (await Promise.all(running)).map(({ extensions }) => extensions?.restCalls);
    expect(rest.calls).toHaveLength(1);
    expect(costs.filter((cost) => cost?.made === 1)).toHaveLength(1);
    expect(costs.filter((cost) => cost?.shared === 1)).toHaveLength(9);
  });

  it('is told over WebSocket and with each event', async () => {
    const { client } = await startWithSimulator({ reportsCalls: true });
    const query = await subscribeTo(client(), '{ wallet(id: "wal_busy") { balance { available } } }').next();
    expect(query.extensions).toEqual({ restCalls: { made: 1, savedByBatching: 1, shared: 0 } });
    const event = await subscribeTo(client(), 'subscription { topupStatus(orderId: "ord_busy_01") { status } }').next();
    expect(event.extensions).toEqual({ restCalls: { made: 0, savedByBatching: 0, shared: 0 } });
  });

  it('is nobody’s business in production', async () => {
    const { run } = await startWithSimulator();
    expect(await run('{ assetNetworks { asset } }')).not.toHaveProperty('extensions');
  });
});

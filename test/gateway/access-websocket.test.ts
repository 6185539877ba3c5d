import { describe, expect, it } from 'vitest';
import { sampleDirectory } from '../../src/simulator/sample/sample-data.js';
import { startWithSimulator, type TestGateway } from '../support/gateway.js';
import { EVERYTHING, FOREIGN, MISSING, NOTHING, OWN_ORDER } from '../support/matrix.js';
import { withoutRequestIds } from '../support/request-ids.js';
import { subscribeTo } from '../support/subscription.js';
import { customerToken, inSeconds, JWT_ENV, sign } from '../support/tokens.js';

const start = (seed = sampleDirectory()) => startWithSimulator({ env: JWT_ENV, seed });
const alice = () => customerToken('cus_8a9b3e');

describe('on WebSocket', () => {
  const STATUS = 'subscription ($id: ID!) { topupStatus(orderId: $id) { id status } }';
  const refusal = async (
    gateway: TestGateway,
    id: string,
    connectionParams: Record<string, unknown>,
  ): Promise<unknown> =>
    subscribeTo(gateway.client({ connectionParams }), STATUS, { id })
      .next()
      .catch((error: unknown) => error);

  it('a customer watches their own order; another’s is as good as none', async () => {
    for (const seed of [sampleDirectory(), []]) {
      const gateway = await start(seed);
      const connectionParams = { Authorization: `Bearer ${await alice()}` };
      const events = await subscribeTo(gateway.client({ connectionParams }), STATUS, { id: OWN_ORDER }).rest();
      expect(events).toEqual([{ data: { topupStatus: { id: OWN_ORDER, status: 'COMPLETED' } } }]);
      const foreign = await refusal(gateway, FOREIGN.order, connectionParams);
      expect(foreign).toMatchObject([{ extensions: { code: 'NOT_FOUND' } }]);
      const missing = await refusal(gateway, MISSING.order, connectionParams);
      expect(withoutRequestIds(foreign)).toEqual(withoutRequestIds(missing));
      expect(gateway.gateway.watchedOrders).toBe(0);
    }
  });

  it('a missing token closes with 4401, a bad or expired one with 4403', async () => {
    const gateway = await start();
    expect(await refusal(gateway, OWN_ORDER, {})).toMatchObject({ code: 4401 });
    expect(await refusal(gateway, OWN_ORDER, { authorization: 'Bearer nonsense' })).toMatchObject({ code: 4403 });
    const expired = await sign({ customer_id: 'cus_8a9b3e', exp: inSeconds(-1) });
    expect(await refusal(gateway, OWN_ORDER, { AUTHORIZATION: `Bearer ${expired}` })).toMatchObject({ code: 4403 });
  });

  it('takes a token where Apollo Router and Hive Gateway pass it on', async () => {
    const gateway = await start();
    const token = await alice();
    for (const value of [token, `Bearer ${token}`]) {
      for (const params of [{ token: value }, { connectionParams: { token: value } }]) {
        const events = subscribeTo(gateway.client({ connectionParams: params }), STATUS, { id: OWN_ORDER });
        expect((await events.next()).data.topupStatus.status).toBe('COMPLETED');
      }
    }
    expect(await refusal(gateway, OWN_ORDER, { token: 'nonsense' })).toMatchObject({ code: 4403 });
    expect(await refusal(gateway, OWN_ORDER, { connectionParams: { token: '' } })).toMatchObject({ code: 4401 });
  });

  it('the socket lives as long as its token, however long that is', async () => {
    const gateway = await start();
    const watch = async (exp: number) => {
      const connectionParams = { authorization: `Bearer ${await sign({ customer_id: 'cus_busy', exp })}` };
      const events = subscribeTo(gateway.client({ connectionParams }), STATUS, { id: FOREIGN.order });
      await events.next();
      return events;
    };
    const forever = await watch(inSeconds(1e12));
    const short = await watch(inSeconds(2));
    await expect(short.next()).rejects.toMatchObject({ code: 4403 });
    gateway.simulator.setOrderStatus(FOREIGN.order, 'COMPLETED');
    expect((await forever.next()).data.topupStatus.status).toBe('COMPLETED');
  });

  it('rules hold for queries and mutations too', async () => {
    const gateway = await start();
    const client = gateway.client({ connectionParams: { authorization: `Bearer ${await alice()}` } });
    const [answer] = await subscribeTo(client, EVERYTHING, FOREIGN).rest();
    expect(answer).toEqual({ data: NOTHING });
  });
});

/** Behind routers: Hive Gateway and Apollo's gateway for Node, from npm, with the example's subgraph of users beside the gateway. */
import { createClient } from 'graphql-ws';
import { beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import WebSocket from 'ws';
import { sampleDirectory } from '../../src/simulator/sample/sample-data.js';
import { startGateway, startWithSimulator } from '../support/gateway.js';
import { startRestServer } from '../support/rest-server.js';
import { ask, composeByApollo, installExample, type Router, startRouter } from '../support/routers.js';
import { customerToken, inSeconds, JWT_ENV, operatorToken, sign } from '../support/tokens.js';
import { balanceOf } from '../support/wallet-answers.js';

const ON = { ...JWT_ENV, FEDERATION: 'on' };
const ROUTERS: Router[] = ['hive', 'apollo'];
const bearer = (token: string) => ({ authorization: `Bearer ${token}` });

describe('a larger graph', { timeout: 120_000 }, () => {
  beforeAll(installExample, 300_000);

  it('is composed by Apollo’s own composition too, without errors and hints', () => {
    expect(composeByApollo()).toEqual({ errors: [], hints: [] });
  });

  it.each(ROUTERS)('reads the wallets of 50 users with one REST call each, behind %s', async (router) => {
    const rest = await startRestServer(({ path }) => balanceOf(path.split('/')[2] ?? '', '0.10'));
    const { url } = await startGateway(rest.url, { env: ON });
    const users = Array.from({ length: 50 }, (_, index) => ({
      id: `${index}`,
      name: `User ${index}`,
      // Every other one shares a wallet with the user before.
      wallets: [`wal_${index}`, `wal_${index - (index % 2)}`],
    }));
    const routerUrl = await startRouter(router, url, { users });
    const query = '{ users { name wallets { id asset balance { available } } } }';
    const response = await ask(routerUrl, query, bearer(await operatorToken()));
    const { data, errors } = (await response.json()) as { data: { users: unknown[] }; errors?: unknown };
    expect(errors).toBeUndefined();
    expect(data.users).toHaveLength(50);
    expect(data.users[3]).toEqual({
      name: 'User 3',
      wallets: ['wal_3', 'wal_2'].map((id) => ({ id, asset: 'USDT', balance: { available: '0.10' } })),
    });
    expect(rest.lines().sort()).toEqual(
      Array.from({ length: 50 }, (_, index) => `GET /wallets/wal_${index}/balances`).sort(),
    );
  });

  it.each(ROUTERS)('shows a customer what is theirs alone, behind %s', async (router) => {
    const { url } = await startWithSimulator({ env: ON, seed: sampleDirectory() });
    const users = [{ id: '1', name: 'Alice', wallets: ['wal_busy', 'wal_c1f0aa', 'wal_none'] }];
    const routerUrl = await startRouter(router, url, { users });
    const query = '{ users { wallets { balance { available } } } }';
    const read = async (headers = {}) => (await (await ask(routerUrl, query, headers)).json()) as { data: unknown };
    // The subgraph of users says that there are three wallets, and the gateway nothing of two.
    const own = { users: [{ wallets: [{ balance: null }, { balance: { available: '65.2932' } }, { balance: null }] }] };
    expect((await read(bearer(await customerToken('cus_8a9b3e')))).data).toEqual(own);
    // Nothing without a token.
    expect(JSON.stringify(await read())).not.toContain('65.2932');
  });

  it.each(['ws', 'sse'])('follows an order through Hive Gateway, over %s', async (transport) => {
    const { url, simulator, gateway } = await startWithSimulator({ env: ON, seed: sampleDirectory() });
    const routerUrl = await startRouter('hive', url, { users: [], env: { SUBSCRIPTIONS: transport } });
    const query = 'subscription { topupStatus(orderId: "ord_busy_01") { status wallet { balance { available } } } }';
    const headers = { accept: 'text/event-stream', ...bearer(await customerToken('cus_busy')) };
    const response = await ask(routerUrl, query, headers);
    await vi.waitFor(() => expect(gateway.watchedOrders).toBe(1));
    simulator.setOrderStatus('ord_busy_01', 'COMPLETED');
    const text = await response.text();
    expect(text).toMatch(/"status":"COMPLETED","wallet":{"balance":{"available":"\d/);
    expect(text).toMatch(/event: complete/);
    await vi.waitFor(() => expect(gateway.watchedOrders).toBe(0));
  });

  it('tells that an order is no longer followed through Hive Gateway, when the token expires', async () => {
    const { url } = await startWithSimulator({ env: ON, seed: sampleDirectory() });
    const routerUrl = await startRouter('hive', url, { users: [], env: { SUBSCRIPTIONS: 'sse' } });
    const token = await sign({ customer_id: 'cus_busy', exp: inSeconds(4) });
    const query = 'subscription { topupStatus(orderId: "ord_busy_01") { status } }';
    const text = await (await ask(routerUrl, query, { accept: 'text/event-stream', ...bearer(token) })).text();
    // Not as complete as an order that has come to its end.
    expect(text).toMatch(/TRANSFERRING.*"errors".*event: complete/s);
  });

  it.each(['ws', 'sse'])(
    'follows an order for a client on a WebSocket to Hive Gateway, which asks over %s',
    async (transport) => {
      const { url, simulator, gateway } = await startWithSimulator({ env: ON, seed: sampleDirectory() });
      const routerUrl = await startRouter('hive', url, { users: [], env: { SUBSCRIPTIONS: transport } });
      const client = createClient({
        url: routerUrl.replace('http', 'ws'),
        webSocketImpl: WebSocket,
        connectionParams: bearer(await customerToken('cus_busy')),
      });
      onTestFinished(() => void client.dispose());
      const events = client.iterate({ query: 'subscription { topupStatus(orderId: "ord_busy_01") { status } }' });
      expect((await events.next()).value).toMatchObject({ data: { topupStatus: { status: 'TRANSFERRING' } } });
      await vi.waitFor(() => expect(gateway.watchedOrders).toBe(1));
      simulator.setOrderStatus('ord_busy_01', 'COMPLETED');
      expect((await events.next()).value).toMatchObject({ data: { topupStatus: { status: 'COMPLETED' } } });
    },
  );

  it.each([
    // Hive Gateway hides the errors of a WebSocket.
    ['ws', 'Unexpected error.'],
    ['sse', 'NOT_FOUND'],
  ])('does not show an order of somebody else through Hive Gateway, over %s', async (transport, told) => {
    const { url } = await startWithSimulator({ env: ON, seed: sampleDirectory() });
    const routerUrl = await startRouter('hive', url, { users: [], env: { SUBSCRIPTIONS: transport } });
    const query = 'subscription { topupStatus(orderId: "ord_busy_01") { status } }';
    const headers = { accept: 'text/event-stream', ...bearer(await customerToken('cus_8a9b3e')) };
    const text = await (await ask(routerUrl, query, headers)).text();
    expect(text).toContain(told);
    expect(text).not.toContain('TRANSFERRING');
  });
});

/** A gateway that stops: what runs is answered, what comes is refused, and who watches can go on elsewhere. */
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { createClient, GRAPHQL_TRANSPORT_WS_PROTOCOL } from 'graphql-ws';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import WebSocket from 'ws';
import { BUSY_TRANSFERRING_ORDER_IDS, SAMPLE_WALLET_ID } from '../../src/simulator/sample/sample-ids.js';
import { startGateway, startWithSimulator, type TestGateway } from '../support/gateway.js';

const PATIENCE = { timeout: 10_000, interval: 5 };
const [ORDER = ''] = BUSY_TRANSFERRING_ORDER_IDS;
const TOPUP_STATUS = 'subscription ($orderId: ID!) { topupStatus(orderId: $orderId) { status } }';
const QUERY = `{ wallet(id: "${SAMPLE_WALLET_ID}") { balance { available } } }`;
const ANSWER = { data: { wallet: { balance: { available: '65.2932' } } } };

function httpPost(query: string): string {
  const body = JSON.stringify({ query });
  const head = ['POST /graphql HTTP/1.1', 'host: gateway', 'content-type: application/json'];
  return [...head, `content-length: ${Buffer.byteLength(body)}`, '', body].join('\r\n');
}

async function textOf(socket: Socket): Promise<string> {
  onTestFinished(() => void socket.destroy());
  const chunks: Buffer[] = [];
  for await (const chunk of socket) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}

describe('a gateway that stops', () => {
  it('closes its sockets with 1001', async () => {
    const { url, gateway } = await startWithSimulator();
    const socket = new WebSocket(`${url.replace('http', 'ws')}/graphql`, GRAPHQL_TRANSPORT_WS_PROTOCOL);
    await once(socket, 'open');
    const closed = once(socket, 'close');
    await gateway.close();
    expect((await closed)[0]).toBe(1001);
  });

  it.each([
    ['HTTP', ({ run }: TestGateway) => run(QUERY)],
    ['WebSocket', async ({ client }: TestGateway) => (await client().iterate({ query: QUERY }).next()).value],
  ])('first answers what runs, over %s', async (_, ask) => {
    const started = await startWithSimulator();
    started.simulator.setFaults([{ on: 'walletBalance', kind: 'latency', ms: 1_500 }]);
    const answer = ask(started).catch((error: unknown) => error);
    await vi.waitFor(() => expect(started.calls()).toHaveLength(1), PATIENCE);
    await started.gateway.close();
    expect(await answer).toEqual(ANSWER);
  });

  it('refuses with 503 what still comes on a connection that it has', async () => {
    const { url, gateway, simulator, calls } = await startWithSimulator();
    simulator.setFaults([{ on: 'walletBalance', kind: 'latency', ms: 200 }]);
    const socket = connect(Number(new URL(url).port), new URL(url).hostname);
    const answers = textOf(socket);
    socket.write(httpPost(QUERY));
    await vi.waitFor(() => expect(calls()).toHaveLength(1), PATIENCE);
    const closed = gateway.close();
    socket.write(httpPost('{ __typename }'));
    await closed;
    const [answer, refusal] = (await answers).split(/(?=HTTP\/1\.1 )/);
    expect(answer).toMatch(/^HTTP\/1\.1 200 /);
    expect(refusal).toMatch(/^HTTP\/1\.1 503 /);
    expect(refusal).toContain('SHUTTING_DOWN');
    const body: unknown = JSON.parse(refusal?.split('\r\n\r\n')[1] ?? '');
    expect(body).toEqual({
      errors: [
        { message: expect.any(String), extensions: { code: expect.any(String), requestId: expect.any(String) } },
      ],
    });
  });

  it('ends no subscription: the client comes back to the next gateway and goes on', async () => {
    const { url, gateway, simulator } = await startWithSimulator();
    let address = url;
    const client = createClient({
      url: () => `${address.replace('http', 'ws')}/graphql`,
      webSocketImpl: WebSocket,
      retryAttempts: 1,
      retryWait: async () => {},
    });
    onTestFinished(() => void client.dispose());
    const told: unknown[] = [];
    const done = (async () => {
      const variables = { orderId: ORDER };
      for await (const { data } of client.iterate({ query: TOPUP_STATUS, variables })) told.push(data?.topupStatus);
    })();
    await vi.waitFor(() => expect(told).toEqual([{ status: 'TRANSFERRING' }]), PATIENCE);

    const next = await startGateway(simulator.url);
    address = next.url;
    simulator.setWebhookUrl(next.webhookUrl);
    simulator.setOrderStatus(ORDER, 'COMPLETED');
    await gateway.close();
    await done;
    expect(told).toEqual([{ status: 'TRANSFERRING' }, { status: 'COMPLETED' }]);
  });
});

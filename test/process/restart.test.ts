import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { startSimulator } from '../../src/simulator/simulator.js';
import { type GatewayProcess, startProcess } from '../support/process.js';

// biome-ignore lint/suspicious/noExplicitAny: tests look into answers freely
const dataOf = async (gateway: GatewayProcess, query: string, variables: object = {}): Promise<any> =>
  ((await gateway.run(query, variables)) as { data: unknown }).data;

it('what a mutation answered is remembered, although the process is killed right after', {
  timeout: 60_000,
}, async () => {
  const simulator = await startSimulator();
  onTestFinished(() => simulator.close());
  const folder = mkdtempSync(join(tmpdir(), 'gateway-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const env = { UPSTREAM_URL: simulator.url, AUTH: 'none', STORE_URL: `file:${folder}` };

  const first = startProcess(env);
  const { createCustomer } = await dataOf(
    first,
    'mutation { createCustomer(input: { externalRef: "r1", name: "Ann", email: "ann@example.com", metadata: { tier: "gold" } }) { customer { id } } }',
  );
  first.child.kill('SIGKILL');

  const second = startProcess(env);
  const { customerByExternalRef } = await dataOf(
    second,
    '{ customerByExternalRef(externalRef: "r1") { id name email metadata } }',
  );
  expect(customerByExternalRef).toEqual({
    id: createCustomer.customer.id,
    name: 'Ann',
    email: 'ann@example.com',
    metadata: { tier: 'gold' },
  });
  const { createTopupQuote } = await dataOf(
    second,
    'mutation { createTopupQuote(input: { sourceCurrency: "AUD", targetCurrency: "USDT" }) { quote { id } } }',
  );
  const order =
    'mutation ($quote: ID!) { createTopupOrder(input: { quoteId: $quote, walletId: "wal_c1f0aa", payer: { name: "A" } }) { order { id paymentInstructions } } }';
  const { createTopupOrder } = await dataOf(second, order, { quote: createTopupQuote.quote.id });
  second.child.kill('SIGKILL');

  const third = startProcess(env);
  const { topupOrder } = await dataOf(
    third,
    'query ($id: ID!) { topupOrder(id: $id) { wallet { id } paymentInstructions } }',
    { id: createTopupOrder.order.id },
  );
  expect(topupOrder).toEqual({
    wallet: { id: 'wal_c1f0aa' },
    paymentInstructions: createTopupOrder.order.paymentInstructions,
  });
});

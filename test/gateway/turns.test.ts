/** Large queries while the REST API's connections are busy. */
import { expect, it } from 'vitest';
import { startGateway } from '../support/gateway.js';
import { startRestServer } from '../support/rest-server.js';
import { balanceOf, transactionsOf, walletsOf } from '../support/wallet-answers.js';

const CUSTOMERS = Array.from({ length: 20 }, (_, index) => `c${index}`);
const WALLETS = Array.from({ length: 10 }, (_, index) => index);
const QUERY = `query ($id: ID!) {
  customer(id: $id) { wallets(first: 10) { nodes { id balance { available } transactions(first: 1) { nodes { amount } } } } }
}`;

/** Every customer has ten wallets, whose ids hold the customer's. */
async function answer(path: string): Promise<object> {
  const [, , id = '', list] = path.split(/[/?]/);
  if (list === 'wallets') return walletsOf(...WALLETS.map((wallet) => `${id}w${wallet}`));
  return list === 'balances' ? balanceOf(id) : transactionsOf('1.50');
}

it('begin one after another, not all at once', async () => {
  const rest = await startRestServer(({ path }) => answer(path));
  const { run } = await startGateway(rest.url, { env: { UPSTREAM_CONNECTIONS: '16' } });
  await Promise.all(
    CUSTOMERS.map(async (id) => {
      const { data, errors } = await run(QUERY, { id });
      expect(errors).toBeUndefined();
      expect(data.customer.wallets.nodes).toHaveLength(10);
    }),
  );
  expect(rest.calls).toHaveLength(CUSTOMERS.length * 21);
  const lists = rest.calls.flatMap(({ path }, index) => (path.includes('/wallets?') ? index : []));
  expect(lists.at(-1)).toBeGreaterThan(rest.calls.length / 2);
});

it('that ask the same share their reads', async () => {
  const rest = await startRestServer(({ path }) => answer(path));
  const { run } = await startGateway(rest.url, { env: { UPSTREAM_CONNECTIONS: '16' } });
  await Promise.all(Array.from({ length: 60 }, (_, index) => run(QUERY, { id: CUSTOMERS[index % 3] })));
  // How many come while others of their kind are under way hangs on the machine.
  expect(rest.calls.length).toBeLessThan(60 * 21 * 0.5);
});

it('wait for no endpoint that they don’t read, and for one that hangs half a second at most', async () => {
  const hanging: (() => void)[] = [];
  const rest = await startRestServer(async ({ path }) => {
    if (path.includes('/transactions')) await new Promise<void>((resolve) => hanging.push(resolve));
    return answer(path);
  });
  const env = { UPSTREAM_CONNECTIONS: '16', UPSTREAM_TIMEOUT_MS: '1500', OPERATION_TIMEOUT_MS: '8000' };
  const { run } = await startGateway(rest.url, { env });
  const hung = CUSTOMERS.map((id) => run(QUERY, { id }));
  while (hanging.length < 6) await new Promise((resolve) => setTimeout(resolve, 5));

  const balances = 'query ($ids: [ID!]!) { wallets(ids: $ids) { balance { available } } }';
  const ids = WALLETS.map((wallet) => `c1w${wallet}`);
  const { data, errors } = await run(balances, { ids });
  expect(errors).toBeUndefined();
  expect(data.wallets).toHaveLength(10);
  // None of the calls that hang has come to its end yet.
  expect(hanging.length).toBeLessThan(CUSTOMERS.length * 10);

  for (const { data: partial } of await Promise.all(hung)) {
    const [wallet] = partial.customer.wallets.nodes;
    expect(wallet).toMatchObject({ balance: { available: '1.50' }, transactions: null });
  }
});

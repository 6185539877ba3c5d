/** Customers of a developer's own, from a JSON file, beside the sample data. */
import Type, { type Static } from 'typebox';
import { Compile } from 'typebox/compile';
import { isSupported } from '../assets.js';
import { isDecimal } from '../decimal-math.js';
import { describeErrors } from '../routes/schema-errors.js';
import { addressOf, hashOf, type State, type Wallet } from '../simulated-state.js';
import { rfc3339, withoutZone } from '../timestamps.js';

const Id = Type.String({ pattern: '^[\\w.-]+$' });
const Amount = Type.String({ description: 'An amount above or equal to 0 in plain decimal digits.' });

const SeedOrder = Type.Object(
  { orderId: Id, status: Type.Optional(Type.String({ minLength: 1 })), targetAmount: Type.Optional(Amount) },
  { additionalProperties: false },
);
const SeedTransaction = Type.Object(
  { type: Type.String(), reason: Type.Optional(Type.String()), amount: Amount },
  { additionalProperties: false },
);
const SeedWallet = Type.Object(
  {
    walletId: Id,
    asset: Type.String(),
    network: Type.String(),
    status: Type.Optional(Type.String()),
    available: Type.Optional(Amount),
    pending: Type.Optional(Amount),
    transactions: Type.Optional(Type.Array(SeedTransaction)),
    orders: Type.Optional(Type.Array(SeedOrder)),
  },
  { additionalProperties: false },
);
const SeedCustomer = Type.Object(
  {
    customerId: Id,
    externalRef: Type.Optional(Type.String()),
    name: Type.Optional(Type.String()),
    email: Type.Optional(Type.String()),
    metadata: Type.Optional(Type.Record(Type.String(), Type.Unknown())),
    wallets: Type.Optional(Type.Array(SeedWallet)),
  },
  { additionalProperties: false },
);
const SeedFile = Type.Object({ customers: Type.Array(SeedCustomer) }, { additionalProperties: false });
const seedFiles = Compile(SeedFile);

export type SimulatorSeed = Static<typeof SeedFile>;

/** @throws {RangeError} with the first problem. */
export function parseSeed(text: string): SimulatorSeed {
  const content = parsed(text);
  if (!seedFiles.Check(content)) throw new RangeError(`the seed: ${describeErrors(seedFiles.Errors(content))}`);
  for (const { wallets = [] } of content.customers)
    for (const wallet of wallets) {
      const problem = problemOf(wallet);
      if (problem !== undefined) throw new RangeError(`the seed: wallet ${wallet.walletId}: ${problem}`);
    }
  return content;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new RangeError('the seed is not JSON');
  }
}

function problemOf({ asset, network, available, pending, transactions = [], orders = [] }: Static<typeof SeedWallet>) {
  if (!isSupported(asset, network)) return `${asset} on ${network} is not supported`;
  const amounts = [
    available,
    pending,
    ...transactions.map(({ amount }) => amount),
    ...orders.map(({ targetAmount }) => targetAmount),
  ];
  const bad = amounts.find((amount) => amount !== undefined && (!isDecimal(amount) || amount.startsWith('-')));
  return bad === undefined ? undefined : `"${bad}" is no amount`;
}

/** Adds the customers with their wallets. Later entries of a list are newer, by a minute each. @throws {RangeError} if an id or e-mail is there already. */
export function addSeed(state: State, { customers }: SimulatorSeed, now: number): void {
  for (const { customerId, wallets = [], ...profile } of customers) {
    if (state.customers.has(customerId)) throw new RangeError(`the seed: customer ${customerId} is there already`);
    const createdAt = rfc3339(now);
    const name = profile.name ?? customerId;
    const email = profile.email ?? `${customerId}@example.com`;
    const { externalRef = customerId, metadata } = profile;
    const customer = { customerId, externalRef, name, email, ...(metadata && { metadata }), createdAt, wallets: [] };
    try {
      state.addCustomer(customer);
    } catch (error) {
      throw new RangeError(`the seed: customer ${customerId}: ${(error as Error).message}`);
    }
    for (const wallet of wallets) addWallet(state, customerId, wallet, now);
  }
}

function addWallet(state: State, customerId: string, seed: Static<typeof SeedWallet>, now: number): void {
  const { walletId, asset, network, status = 'ACTIVE', available = '0', pending = '0' } = seed;
  if (state.wallets.has(walletId)) throw new RangeError(`the seed: wallet ${walletId} is there already`);
  const { transactions = [], orders = [] } = seed;
  const at = (index: number, count: number): number => now - (count - index) * 60_000;
  const createdAt = rfc3339(at(0, Math.max(transactions.length, orders.length) + 1));
  const wallet: Wallet = {
    walletId,
    customerId,
    asset,
    network,
    address: addressOf(network, walletId),
    status,
    createdAt,
    available,
    pending,
    updatedAt: rfc3339(now),
    transactions: transactions.map(({ type, reason = 'ADJUSTMENT', amount }, index) => {
      const txId = `tx_${walletId}_${index + 1}`;
      const time = rfc3339(at(index, transactions.length));
      return { txId, type, reason, amount, asset, network, txHash: hashOf(txId), createdAt: time };
    }),
    orders: [],
  };
  state.addWallet(wallet);
  for (const [index, { orderId, status: orderStatus = 'COMPLETED', targetAmount = '32.87' }] of orders.entries()) {
    if (state.orders.has(orderId)) throw new RangeError(`the seed: order ${orderId} is there already`);
    const paid = { fee: '1', feeCurrency: 'USD', sourceAmount: '50', sourceCurrency: 'AUD' };
    state.addOrder({
      orderId,
      walletId,
      created: withoutZone(at(index, orders.length)),
      snapshot: { ...paid, targetAmount, targetCurrency: asset },
      status: orderStatus,
      credited: orderStatus === 'COMPLETED',
    });
  }
}

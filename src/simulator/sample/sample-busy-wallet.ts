/**
 * The busy wallet's history: an entry an hour, every 16th the credit of a completed order, and orders between them. Its
 * balance is what its history comes to, to the last digit.
 */
import { add, subtract } from '../decimal-math.js';
import { rateOf, type Snapshot, snapshotOf } from '../rates.js';
import { hashOf, type Order, type State, type Wallet } from '../simulated-state.js';
import { rfc3339, withoutZone } from '../timestamps.js';
import * as ids from './sample-ids.js';

const START = Date.UTC(2025, 8, 1);
const HOUR_MS = 3_600_000;
const HOURS_PER_CREDIT = 16;
const STATUSES = ['TRANSFERRING', 'FAILED', 'COMPLETED'] as const;

export function fillBusyWallet(state: State, wallet: Wallet): void {
  for (const [index, orderId] of ids.BUSY_ORDER_IDS.entries()) {
    const order = sampleOrder(orderId, index, wallet.asset);
    state.addOrder(order);
    if (order.status === 'TRANSFERRING') wallet.pending = add(wallet.pending, order.snapshot.targetAmount);
  }
  const completed = wallet.orders.filter(({ credited }) => credited);
  for (const [index, txId] of ids.BUSY_TRANSACTION_IDS.entries()) {
    const hour = index + 1;
    const order = hour % HOURS_PER_CREDIT === 0 ? completed[hour / HOURS_PER_CREDIT - 1] : undefined;
    addEntry(wallet, txId, hour, order?.snapshot.targetAmount);
  }
}

/** Three orders for every credit, the last of them the one that it credits, made half an hour before. */
function sampleOrder(orderId: string, index: number, asset: string): Order {
  const status = STATUSES[index % STATUSES.length] ?? 'COMPLETED';
  const created = START + ((index + 1) * HOURS_PER_CREDIT * HOUR_MS) / STATUSES.length - HOUR_MS / 2;
  return {
    orderId,
    walletId: ids.BUSY_WALLET_ID,
    created: withoutZone(created),
    snapshot: sampleSnapshot(String(100 + index), asset),
    status,
    credited: status === 'COMPLETED',
  };
}

function sampleSnapshot(sourceAmount: string, targetCurrency: string): Snapshot {
  const rate = rateOf('AUD', targetCurrency) ?? '1';
  const snapshot = snapshotOf({ sourceCurrency: 'AUD', targetCurrency, rate }, sourceAmount);
  if (snapshot === undefined) throw new Error('a sample order does not cover its fee');
  return snapshot;
}

/** @param credited the amount of an order that completed then; without it, a deposit or, every fifth hour, a withdrawal */
function addEntry(wallet: Wallet, txId: string, hour: number, credited: string | undefined): void {
  const debits = credited === undefined && hour % 5 === 0;
  const amount = credited ?? (debits ? `2.${(hour % 90) + 10}` : `${(hour % 9) + 1}.${String(hour).padStart(6, '0')}`);
  const reason = debits ? 'WITHDRAWAL' : 'DEPOSIT';
  const { asset, network } = wallet;
  wallet.updatedAt = rfc3339(START + hour * HOUR_MS);
  wallet.available = debits ? subtract(wallet.available, amount) : add(wallet.available, amount);
  wallet.transactions.push({
    txId,
    type: debits ? 'DEBIT' : 'CREDIT',
    reason: credited === undefined ? reason : 'TOPUP_CREDIT',
    amount,
    asset,
    network,
    txHash: hashOf(txId),
    createdAt: wallet.updatedAt,
  });
}

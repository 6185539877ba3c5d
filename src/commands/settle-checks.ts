/** What the REST API says about an attempt that an operator is about to settle. */

import type { Store } from '../directory/store/store.js';
import type { KeyRecord } from '../idempotency/key-record.js';
import { storedRecords } from '../idempotency/key-record.js';
import { SettleError } from '../idempotency/settle.js';
import type { ListedOrder, Upstream } from './upstream.js';

/** How far the clocks of gateway and REST API may be apart, in milliseconds. */
const CLOCK_SKEW_MS = 10 * 60_000;

/** @throws {SettleError} unless there is such an order, and the wallet's list has it. */
export async function checkOrdered(upstream: Upstream, { walletId }: KeyRecord, orderId: string): Promise<void> {
  if (!(await upstream.order(orderId))) throw new SettleError(`The upstream API has no order ${orderId}.`);
  const orders = await upstream.ordersOf(walletId);
  if (!orders?.some(({ id }) => id === orderId))
    throw new SettleError(`Order ${orderId} is not in the list of wallet ${walletId}.`);
}

/**
 * A key that is freed is ordered with again, so an order that may be the attempt's must have been looked at.
 *
 * @throws {SettleError} where the wallet's list has orders that are newer than the attempt and belong to no other key.
 */
export async function checkFailed(upstream: Upstream, store: Store, record: KeyRecord): Promise<void> {
  const orders = (await upstream.ordersOf(record.walletId)) ?? [];
  const settled = new Set<string>();
  for await (const { record: other } of storedRecords(store)) if (other.state === 'settled') settled.add(other.orderId);
  const candidates = orders.filter((order) => !settled.has(order.id) && mayBeOf(record, order));
  if (candidates.length === 0) return;
  const lines = candidates.map(({ id, status, createdAt }) => `  ${id}  ${status}  ${createdAt ?? 'date unknown'}`);
  throw new SettleError(
    [
      `Wallet ${record.walletId} has orders that may be this attempt's: they are not older, and no other key has them.`,
      ...lines,
      `Where one is, settle the attempt with --order. If its key is freed, the order can be made a second time.`,
    ].join('\n'),
  );
}

const mayBeOf = ({ startedAt }: KeyRecord, { createdAt }: ListedOrder): boolean =>
  createdAt === null || Date.parse(createdAt) >= Date.parse(startedAt) - CLOCK_SKEW_MS;

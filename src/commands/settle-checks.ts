/** Checks of an attempt that an operator is about to settle, against the REST API. */

import type { WalletFacts } from '../directory/facts.js';
import type { Store } from '../directory/store/store.js';
import { keyOf } from '../directory/store-keys.js';
import { type KeyRecord, type Kind, kindOf, storedRecords } from '../idempotency/key-record.js';
import { SettleError } from '../idempotency/settle.js';
import type { Upstream } from './upstream.js';

/** How far the clocks of gateway and REST API may be apart, in milliseconds. */
const CLOCK_SKEW_MS = 10 * 60_000;

/** @throws {SettleError} unless the REST API has it, in the list in which it belongs. */
export async function checkCreated(upstream: Upstream, record: KeyRecord, id: string): Promise<void> {
  const { walletId, customerId = '' } = record;
  switch (kindOf(record)) {
    case 'order':
      if (!(await upstream.order(id))) throw new SettleError(`The upstream API has no order ${id}.`);
      if (!(await upstream.ordersOf(walletId))?.some((order) => order.id === id))
        throw new SettleError(`The order ${id} is not in the list of wallet ${walletId}.`);
      return;
    case 'wallet':
      if (!(await upstream.walletsOf(customerId))?.includes(id))
        throw new SettleError(`The wallet ${id} is not in the list of customer ${customerId}.`);
      return;
    case 'customer':
      if (!(await upstream.walletsOf(id))) throw new SettleError(`The upstream API has no customer ${id}.`);
  }
}

/**
 * A key that is freed can create a second time, so whatever may be the attempt's must have been looked at. The REST API
 * cannot search customers, but rejects an e-mail address that is used.
 *
 * @throws {SettleError} where the list has entries that may be the attempt's and belong to no other key.
 */
export async function checkFailed(upstream: Upstream, store: Store, record: KeyRecord): Promise<void> {
  const kind = kindOf(record);
  if (kind === 'order') return checkNotOrdered(upstream, store, record);
  if (kind === 'wallet') return checkNoWallet(upstream, store, record);
}

async function checkNoWallet(upstream: Upstream, store: Store, { customerId = '', startedAt }: KeyRecord) {
  const settled = await settledIds(store, 'wallet');
  const candidates: string[] = [];
  for (const id of (await upstream.walletsOf(customerId)) ?? []) {
    // A wallet that the gateway created is known with its date; the REST API's list has none.
    const known = await store.get(keyOf.wallet(id));
    const createdAt = known === undefined ? undefined : (JSON.parse(known) as WalletFacts).createdAt;
    if (!settled.has(id) && mayBeOf(startedAt, createdAt ?? null)) candidates.push(id);
  }
  if (candidates.length === 0) return;
  throw new SettleError(
    [
      `Customer ${customerId} has wallets that may be this attempt's: they are not known to be older, and no other key has them.`,
      ...candidates.map((id) => `  ${id}`),
      'Where one is, settle the attempt with --wallet. If its key is freed, the wallet can be created a second time.',
    ].join('\n'),
  );
}

/** @returns the ids of what other keys created. */
async function settledIds(store: Store, kind: Kind): Promise<ReadonlySet<string>> {
  const ids = new Set<string>();
  for await (const { record } of storedRecords(store))
    if (record.state === 'settled' && kindOf(record) === kind) ids.add(record.orderId);
  return ids;
}

async function checkNotOrdered(upstream: Upstream, store: Store, record: KeyRecord): Promise<void> {
  const orders = (await upstream.ordersOf(record.walletId)) ?? [];
  const settled = await settledIds(store, 'order');
  const candidates = orders.filter(({ id, createdAt }) => !settled.has(id) && mayBeOf(record.startedAt, createdAt));
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

const mayBeOf = (startedAt: string, createdAt: string | null): boolean =>
  createdAt === null || Date.parse(createdAt) >= Date.parse(startedAt) - CLOCK_SKEW_MS;

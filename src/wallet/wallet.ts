import type { WalletFacts } from '../directory/facts.js';
import { sameId } from '../rest/decoding/member.js';
import type { TimeZone } from '../rest/decoding/time-zone.js';
import { readable, type WriteAnswer } from '../rest/decoding/write-answer.js';

/** A wallet by id, with what its source told: an order's wallet is only an id, a listed one has all but its date. */
export interface Wallet extends WalletFacts {
  /** As the REST API tells it now; never remembered. */
  status?: string;
}

/** What can't be read of an entry is left out: it is null then, or its wallet's balance tells it. */
export function toListedWallet(entry: { walletId: string }, customerId: string): Wallet {
  const { walletId: id, asset, network, address, status } = entry as Record<string, unknown> & { walletId: string };
  const wallet: Wallet = { id, customerId };
  if (typeof asset === 'string') wallet.asset = asset;
  if (typeof network === 'string') wallet.network = network;
  if (typeof address === 'string') wallet.address = address;
  if (typeof status === 'string') wallet.status = status;
  return wallet;
}

/**
 * @param customerId Whose it is to be.
 * @throws {BadMember} where the wallet has no id that could be asked for, or is another customer's.
 */
export function toCreatedWallet(answer: WriteAnswer, customerId: string, timezone: TimeZone): Wallet {
  const owner = answer.text('customerId');
  if (typeof owner === 'string') sameId('customerId', owner, customerId);
  return {
    id: answer.pathId('walletId'),
    customerId,
    ...readable({
      asset: answer.text('asset'),
      network: answer.text('network'),
      address: answer.text('address'),
      status: answer.text('status'),
    }),
    createdAt: answer.timestamp('createdAt', timezone) as string,
  };
}

/** All but the status, which is never remembered. */
export function factsOf({ status: _, ...facts }: Wallet): WalletFacts {
  return facts;
}

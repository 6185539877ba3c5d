import type { WalletFacts } from '../directory/facts.js';
import { sameId } from '../rest/decoding/member.js';
import type { TimeZone } from '../rest/decoding/time-zone.js';
import { readable, type WriteAnswer } from '../rest/decoding/write-answer.js';

/** A wallet by id, with the members of its source: only the id for an order's wallet, all but the date for a listed one. */
export interface Wallet extends WalletFacts {
  /** The current status, which is never cached. */
  status?: string;
}

/** Members that cannot be read are left out. They are null then, or come from the wallet's balance. */
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
 * @param customerId The expected owner.
 * @throws {BadMember} if the wallet has no valid id, or belongs to another customer.
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
export function factsOf(wallet: Wallet): WalletFacts {
  const facts: WalletFacts = { id: wallet.id };
  // One by one, since to copy all but one takes ten times as long, and lists have many wallets.
  if (wallet.customerId !== undefined) facts.customerId = wallet.customerId;
  if (wallet.asset !== undefined) facts.asset = wallet.asset;
  if (wallet.network !== undefined) facts.network = wallet.network;
  if (wallet.address !== undefined) facts.address = wallet.address;
  if (wallet.createdAt !== undefined) facts.createdAt = wallet.createdAt;
  return facts;
}

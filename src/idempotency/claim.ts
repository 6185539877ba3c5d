/** The claim of an idempotency key: the record that a call writes before it sends its request. */
import { createHmac, hash, randomUUID } from 'node:crypto';
import { isObject } from '../common/is-object.js';
import { formerOwnerOf, keyOf } from '../directory/store-keys.js';
import type { CreateCustomerBody, CreateOrderBody, CreateWalletBody } from '../rest/contract/contract.js';
import type { WritePermit } from '../rest/transport/write-permit.js';
import type { Attempt, KeyRecord } from './key-record.js';

/** Lease of a claim that no request follows, in milliseconds. It covers the store's commands of one attempt. */
export const CLAIM_MS = 5_000;

/** The request of a creation, by its kind. */
export type Creation =
  | { kind: 'order'; body: CreateOrderBody }
  | { kind: 'wallet'; body: CreateWalletBody }
  | { kind: 'customer'; body: CreateCustomerBody };

export interface KeyedRequest {
  /** Name of the viewer. The same text of two viewers is two keys. */
  owner: string;
  key: string;
  creation: Creation;
  /** The permit of the call's own write. `isJoined` is set while another call's request decides. */
  permit: WritePermit;
  /** Aborted when the caller gives up. A request that was sent goes on. */
  signal: AbortSignal;
}

/** The record that this process asks the store to accept for a key. */
export interface Claim {
  name: string;
  /** The name under which an earlier version kept this key. */
  formerName: string | undefined;
  details: Attempt;
  record: KeyRecord;
  text: string;
}

/** @param now The time of {@link Store.now}. */
export function claimOf({ owner, key, creation }: KeyedRequest, now: number): Claim {
  const details: Attempt = {
    attempt: randomUUID(),
    inputHash: createHmac('sha256', key).update(textOfInput(creation)).digest('base64url'),
    owner,
    ...subjectOf(creation),
    startedAt: new Date().toISOString(),
    tellsOperatorsApart: true,
  };
  const formerOwner = formerOwnerOf(owner);
  const record: KeyRecord = { ...details, state: 'claimed', until: now + CLAIM_MS };
  return {
    name: nameOf(owner, key),
    formerName: formerOwner && nameOf(formerOwner, key),
    details,
    record,
    text: textOf(record),
  };
}

/** A customer's metadata counts without regard to the order of its members, which a client may build anew for each try. */
function textOfInput({ kind, body }: Creation): string {
  if (kind !== 'customer') return JSON.stringify(body);
  return JSON.stringify(body, (_, value: unknown) =>
    isObject(value)
      ? Object.fromEntries(Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1)))
      : value,
  );
}

/** The members by which operators find what was created. A customer's profile stays out of the record. */
function subjectOf({ kind, body }: Creation): Pick<Attempt, 'creates' | 'walletId' | 'quoteId' | 'customerId'> {
  const none = { walletId: '', quoteId: '' };
  if (kind === 'order') return { walletId: body.walletId, quoteId: body.quoteId };
  return kind === 'wallet' ? { ...none, creates: kind, customerId: body.customerId } : { ...none, creates: kind };
}

const nameOf = (owner: string, key: string): string =>
  keyOf.idempotency(hash('sha256', JSON.stringify([owner, key]), 'base64url'));

export const textOf = (record: KeyRecord): string => JSON.stringify(record);

/** Where in the store each fact stands, and how the owner of a record is called. */
import { hash } from 'node:crypto';

export const keyOf = {
  customer: (id: string) => `customer:${id}`,
  externalRef: (externalRef: string) => `external-ref:${externalRef}`,
  wallet: (id: string) => `wallet:${id}`,
  order: (id: string) => `order:${id}`,
  payment: (orderId: string) => `payment:${orderId}`,
  idempotency: (hash: string) => `idempotency:${hash}`,
};

/** Name of a customer as the owner of something, such as an idempotency key. */
export const customerAsOwner = (customerId: string): string => `customer:${customerId}`;

/** Longest `sub` that stands in a name as it is: OpenID Connect allows no longer one. */
const MAX_SUBJECT_LENGTH = 255;
const ANY_OPERATOR = 'operator';

/** Name of an operator as an owner. Operators without a `sub` share one, which all operators had in earlier versions. */
export function operatorAsOwner(subject: string | undefined): string {
  if (subject === undefined) return ANY_OPERATOR;
  if (subject.length <= MAX_SUBJECT_LENGTH) return `${ANY_OPERATOR}:${subject}`;
  return `${ANY_OPERATOR}#${hash('sha256', JSON.stringify(subject), 'base64url')}`;
}

/** Owner of the records that earlier versions wrote for this owner, where it had another name. */
export const formerOwnerOf = (owner: string): string | undefined =>
  owner.startsWith(`${ANY_OPERATOR}:`) || owner.startsWith(`${ANY_OPERATOR}#`) ? ANY_OPERATOR : undefined;

/** The store's keys, and the names of owners in records. */
import { hash } from 'node:crypto';

export const keyOf = {
  customer: (id: string) => `customer:${id}`,
  externalRef: (externalRef: string) => `external-ref:${externalRef}`,
  wallet: (id: string) => `wallet:${id}`,
  order: (id: string) => `order:${id}`,
  payment: (orderId: string) => `payment:${orderId}`,
  idempotency: (hash: string) => `idempotency:${hash}`,
};

/** The name of a customer as an owner, for example of an idempotency key. */
export const customerAsOwner = (customerId: string): string => `customer:${customerId}`;

/** Maximum length of a `sub` that is used unhashed. OpenID Connect allows no longer one. */
const MAX_SUBJECT_LENGTH = 255;
const ANY_OPERATOR = 'operator';

/** The name of an operator as an owner. Operators without a `sub` share one, which earlier versions used for all operators. */
export function operatorAsOwner(subject: string | undefined): string {
  if (subject === undefined) return ANY_OPERATOR;
  if (subject.length <= MAX_SUBJECT_LENGTH) return `${ANY_OPERATOR}:${subject}`;
  return `${ANY_OPERATOR}#${hash('sha256', JSON.stringify(subject), 'base64url')}`;
}

/** The owner's name in records of earlier versions, if it differs. */
export const formerOwnerOf = (owner: string): string | undefined =>
  owner.startsWith(`${ANY_OPERATOR}:`) || owner.startsWith(`${ANY_OPERATOR}#`) ? ANY_OPERATOR : undefined;

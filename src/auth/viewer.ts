/** The viewer: the caller of an operation. */
import { customerAsOwner, operatorAsOwner } from '../directory/store-keys.js';

export type Viewer =
  /** Reaches everything. `subject` is the token's `sub`; absent with `AUTH=none`, or if the token has none. */
  | { kind: 'operator'; subject?: string }
  /** Reaches their own resources. */
  | { kind: 'customer'; customerId: string }
  /** Reaches nothing. */
  | { kind: 'anonymous' };

export const OPERATOR: Viewer = { kind: 'operator' };
export const ANONYMOUS: Viewer = { kind: 'anonymous' };

/** A viewer, and the time at which their token expires, in milliseconds since 1970. */
export interface Session {
  viewer: Viewer;
  expiresAt: number;
}

/** The name of a viewer, for what is kept per viewer: idempotency keys, rates, counts of subscriptions. */
export function nameOf(viewer: Viewer): string {
  if (viewer.kind === 'customer') return customerAsOwner(viewer.customerId);
  return viewer.kind === 'operator' ? operatorAsOwner(viewer.subject) : viewer.kind;
}

/** The id of the customer; undefined if the viewer is none. */
export const customerOf = (viewer: Viewer): string | undefined =>
  viewer.kind === 'customer' ? viewer.customerId : undefined;

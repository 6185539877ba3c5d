/** Who asks. */
import { customerAsOwner, operatorAsOwner } from '../directory/store-keys.js';

export type Viewer =
  /** Reaches everything. `subject` is the token's `sub`; there is none with `AUTH=none`, nor where a token has none. */
  | { kind: 'operator'; subject?: string }
  /** Reaches what is theirs. */
  | { kind: 'customer'; customerId: string }
  /** Reaches nothing. */
  | { kind: 'anonymous' };

export const OPERATOR: Viewer = { kind: 'operator' };
export const ANONYMOUS: Viewer = { kind: 'anonymous' };

/** A viewer, and the moment from which they must sign in anew, in milliseconds since 1970. */
export interface Session {
  viewer: Viewer;
  expiresAt: number;
}

/** Name that tells viewers apart where something is kept for each: idempotency keys, rates, counts of subscriptions. */
export function nameOf(viewer: Viewer): string {
  if (viewer.kind === 'customer') return customerAsOwner(viewer.customerId);
  return viewer.kind === 'operator' ? operatorAsOwner(viewer.subject) : viewer.kind;
}

/** The id of the customer; undefined where the viewer is none. */
export const customerOf = (viewer: Viewer): string | undefined =>
  viewer.kind === 'customer' ? viewer.customerId : undefined;

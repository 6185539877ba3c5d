/** Who asks. */
import { customerAsOwner } from '../directory/keys.js';

export type Viewer =
  /** Reaches everything. */
  | { kind: 'operator' }
  /** Reaches what is theirs. */
  | { kind: 'customer'; customerId: string }
  /** Reaches nothing. */
  | { kind: 'nobody' };

export const OPERATOR: Viewer = { kind: 'operator' };
export const NOBODY: Viewer = { kind: 'nobody' };

/** A viewer, and the moment from which they must sign in anew, in milliseconds since 1970. */
export interface Session {
  viewer: Viewer;
  expiresAt: number;
}

/** Tells viewers apart where something is kept for each: idempotency keys, scans, limits. */
export const nameOf = (viewer: Viewer): string =>
  viewer.kind === 'customer' ? customerAsOwner(viewer.customerId) : viewer.kind;

/** The id of the customer; undefined where the viewer is none. */
export const customerOf = (viewer: Viewer): string | undefined =>
  viewer.kind === 'customer' ? viewer.customerId : undefined;

import type { TopupStatus } from '../common/generated/schema-types.js';

/** Ranks of statuses. A status never moves to a lower rank. `UNKNOWN` has no rank. */
const RANKS: Readonly<Record<TopupStatus, number>> = {
  UNKNOWN: -1,
  TRANSFERRING: 0,
  CREDITED: 1,
  COMPLETED: 2,
  FAILED: 2,
};

const TERMINAL_RANK = RANKS.COMPLETED;

export const rankOf = (status: TopupStatus): number => RANKS[status];

export const isTerminal = (status: TopupStatus): boolean => RANKS[status] === TERMINAL_RANK;

export const toTopupStatus = (word: string): TopupStatus =>
  Object.hasOwn(RANKS, word) ? (word as TopupStatus) : 'UNKNOWN';

/** Members of an answer that must mean something, not only have the right shape. */
import { toPlainDecimal } from './decimal.js';
import { BadMember } from './errors.js';
import { type LosslessNumber, numbersToStrings } from './exact-numbers.js';
import { toUtcTimestamp } from './timestamp.js';

/** @throws {BadMember} */
export function decimal(member: string, value: string | LosslessNumber): string {
  return meaningOf(member, () => toPlainDecimal(typeof value === 'string' ? value : value.value));
}

/** @param timezone Read where the text has none. @throws {BadMember} */
export function timestamp(member: string, value: string, timezone: string): string {
  return meaningOf(member, () => toUtcTimestamp(value, timezone));
}

/** Members that the documentation doesn't name, their numbers as strings. @throws {BadMember} */
export function undocumented(members: object): Record<string, unknown> {
  return meaningOf('an undocumented member', () => numbersToStrings(members) as Record<string, unknown>);
}

/** That an answer is about what was asked for. @throws {BadMember} */
export function sameId(member: string, value: string, asked: string): void {
  if (value !== asked) throw new BadMember(member, 'is not the one that was asked for');
}

function meaningOf<T>(member: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof RangeError) throw new BadMember(member, error.message);
    throw error;
  }
}

/** Members of an answer that must mean something, not only have the right shape. */

import { BadMember } from '../rest-errors.js';
import { toPlainDecimal } from './decimal.js';
import { type LosslessNumber, numbersToStrings } from './exact-numbers.js';
import type { TimeZone } from './time-zone.js';
import { toUtcTimestamp } from './timestamp.js';

/** @throws {BadMember} */
export function decimal(member: string, value: string | LosslessNumber): string {
  return meaningOf(member, toPlainDecimal, typeof value === 'string' ? value : value.value);
}

/** @param timezone The time zone of a text without one. @throws {BadMember} */
export function timestamp(member: string, value: string, timezone: TimeZone): string {
  return meaningOf(member, toUtcTimestamp, value, timezone);
}

/** A member of undocumented shape, with numbers as strings of their digits. @throws {BadMember} */
export const withoutNumbers = (member: string, value: unknown): unknown => meaningOf(member, numbersToStrings, value);

/** The cursor of the next page; null at the end. @throws {BadMember} if it cannot be part of an address. */
export function nextCursor(value: string | number | null | undefined): string | null {
  const text = typeof value === 'number' ? String(value) : value;
  const isExact = typeof value !== 'number' || Number.isSafeInteger(value);
  if (text && !(isExact && text.isWellFormed())) throw new BadMember('nextCursor', 'is not a string');
  return text || null;
}

/** A count that fits GraphQL's `Int`. @throws {BadMember} */
export function countOf({ value }: LosslessNumber): number {
  const count = Number(value);
  if (count < 0 || count > 2 ** 31 - 1) throw new BadMember('total', 'is not a count');
  return count;
}

/** Checks that a response is about the requested resource. @throws {BadMember} */
export function sameId(member: string, value: string, asked: string): void {
  if (value !== asked) throw new BadMember(member, 'is not the one that was asked for');
}

/** @param read Throws a RangeError where the value has no meaning. Given its arguments, not made around them: a closure for each amount shows. */
function meaningOf<Given extends readonly unknown[], T>(
  member: string,
  read: (...given: Given) => T,
  ...given: Given
): T {
  try {
    return read(...given);
  } catch (error) {
    if (error instanceof RangeError) throw new BadMember(member, error.message);
    throw error;
  }
}

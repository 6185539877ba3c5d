/** JSON whose numbers keep their digits: parsed by lossless-json, checked by the same contract. */
import { LosslessNumber, parse } from 'lossless-json';
import Type, { type TSchema } from 'typebox';
import { toPlainDecimal } from './decimal.js';

export { LosslessNumber } from 'lossless-json';

/** The type that exact parsing gives where native parsing gives `T`. */
export type Exact<T> = T extends number
  ? LosslessNumber
  : T extends readonly (infer Item)[]
    ? Exact<Item>[]
    : T extends object
      ? { [Key in keyof T]: Exact<T[Key]> }
      : T;

/** Some APIs write whole numbers with a fraction of none. */
const INTEGER = /^-?[0-9]+(?:\.0+)?$/;
/** Levels that undocumented members may be nested: far more than anybody writes, far fewer than the answer could be written with. */
const MAX_DEPTH = 100;

// By its class: an object of the answer's own may have the same members.
const isExact = (value: unknown): value is LosslessNumber => value instanceof LosslessNumber;
const ExactNumber = Type.Refine(Type.Unknown(), isExact, () => 'must be number');
const ExactInteger = Type.Refine(
  Type.Unknown(),
  (value) => isExact(value) && INTEGER.test(value.value),
  () => 'must be integer',
);

/** The schema that an exactly parsed answer meets where a natively parsed one meets `schema`. */
export function exactSchema(schema: TSchema): TSchema {
  const rewrite = (node: unknown): unknown => {
    if (Array.isArray(node)) return node.map(rewrite);
    if (typeof node !== 'object' || node === null) return node;
    if ('type' in node && node.type === 'number') return ExactNumber;
    if ('type' in node && node.type === 'integer') return ExactInteger;
    return Object.fromEntries(Object.entries(node).map(([key, value]) => [key, rewrite(value)]));
  };
  return rewrite(schema) as TSchema;
}

/** @throws {SyntaxError} as `JSON.parse` does, and where a member stands twice with different values. */
export function parseExact(text: string): unknown {
  return parse(text);
}

/** Stands in the place of a member that stood twice with different values: neither can be believed. */
export const AMBIGUOUS = Symbol('ambiguous');

/**
 * As {@link parseExact}, for an answer that must be understood if at all possible. A member that stands twice with different values is
 * {@link AMBIGUOUS}. Where it is nested deeper than the exact parser goes, numbers are native ones, which pass for no amount.
 *
 * @throws {SyntaxError} where it is no JSON.
 */
export function parseLeniently(text: string): unknown {
  try {
    return parse(text, null, { onDuplicateKey: () => AMBIGUOUS });
  } catch (error) {
    if (error instanceof RangeError) return JSON.parse(text);
    throw error;
  }
}

/**
 * An undocumented value as clients may have it: every number a string of its digits, all else as it came.
 *
 * @throws {RangeError} where it is nested too deep, or a member stood twice.
 */
export function numbersToStrings(value: unknown, depth = 0): unknown {
  if (isExact(value)) return plainOrOwn(value.value);
  if (value === AMBIGUOUS) throw new RangeError('stands twice');
  if (typeof value !== 'object' || value === null) return value;
  if (depth > MAX_DEPTH) throw new RangeError(`nested more than ${MAX_DEPTH} levels deep`);
  if (Array.isArray(value)) return value.map((item) => numbersToStrings(item, depth + 1));
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, numbersToStrings(member, depth + 1)]));
}

// A number that nobody documented must not take the order with it, however long it would be in plain notation.
function plainOrOwn(text: string): string {
  try {
    return toPlainDecimal(text);
  } catch {
    return text;
  }
}

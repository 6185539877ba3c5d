/** JSON whose numbers keep their digits: parsed by lossless-json, checked by the same contract. */
import { LosslessNumber, parse } from 'lossless-json';
import Type, { type TSchema } from 'typebox';
import { toPlainDecimal } from './decimal.js';

export { LosslessNumber } from 'lossless-json';

/** The result type of exact parsing for a type `T` of native parsing. */
export type Exact<T> = T extends number
  ? LosslessNumber
  : T extends readonly (infer Item)[]
    ? Exact<Item>[]
    : T extends object
      ? { [Key in keyof T]: Exact<T[Key]> }
      : T;

/** Some APIs write whole numbers as `1.0`. */
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

/** Converts a schema of natively parsed JSON to one of exactly parsed JSON. */
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

/** @throws {SyntaxError} as `JSON.parse`, and for a member that occurs twice with different values. */
export function parseExact(text: string): unknown {
  return parse(text);
}

/** The value of a member that occurs twice with different values. */
export const AMBIGUOUS = Symbol('ambiguous');

/**
 * As {@link parseExact}, but as tolerant as possible. A member that occurs twice with different values is {@link AMBIGUOUS}. Beyond the depth of the
 * exact parser, numbers are native, and count as no valid amount.
 *
 * @throws {SyntaxError} if the text is not JSON.
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
 * @throws {RangeError} if the value is nested too deeply, or a member is ambiguous.
 */
export function numbersToStrings(value: unknown, depth = 0): unknown {
  if (isExact(value)) return plainOrOwn(value.value);
  if (value === AMBIGUOUS) throw new RangeError('occurs twice');
  if (typeof value !== 'object' || value === null) return value;
  if (depth > MAX_DEPTH) throw new RangeError(`nested more than ${MAX_DEPTH} levels deep`);
  if (Array.isArray(value)) return value.map((item) => numbersToStrings(item, depth + 1));
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, numbersToStrings(member, depth + 1)]));
}

// An undocumented number must not invalidate the order, however long its plain notation is.
function plainOrOwn(text: string): string {
  try {
    return toPlainDecimal(text);
  } catch {
    return text;
  }
}

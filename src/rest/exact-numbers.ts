/** JSON whose numbers keep their digits: parsed by lossless-json, checked by the same contract. */
import { isLosslessNumber, type LosslessNumber, parse } from 'lossless-json';
import Type, { type TSchema } from 'typebox';
import { toPlainDecimal } from './decimal.js';

export type { LosslessNumber } from 'lossless-json';

/** The type that exact parsing gives where native parsing gives `T`. */
export type Exact<T> = T extends number
  ? LosslessNumber
  : T extends readonly (infer Item)[]
    ? Exact<Item>[]
    : T extends object
      ? { [Key in keyof T]: Exact<T[Key]> }
      : T;

const DECIMAL = '^-?[0-9]+(\\.[0-9]+)?([eE][+-]?[0-9]+)?$';
const INTEGER = '^-?[0-9]+$';

const losslessNumber = (pattern: string) =>
  Type.Object({ isLosslessNumber: Type.Literal(true), value: Type.String({ pattern }) });

/** The schema that an exactly parsed answer meets where a natively parsed one meets `schema`. */
export function exactSchema(schema: TSchema): TSchema {
  const rewrite = (node: unknown): unknown => {
    if (Array.isArray(node)) return node.map(rewrite);
    if (typeof node !== 'object' || node === null) return node;
    if ('type' in node && node.type === 'number') return losslessNumber(DECIMAL);
    if ('type' in node && node.type === 'integer') return losslessNumber(INTEGER);
    return Object.fromEntries(Object.entries(node).map(([key, value]) => [key, rewrite(value)]));
  };
  return rewrite(schema) as TSchema;
}

/** @throws {SyntaxError} as `JSON.parse` does, and where a member stands twice with different values. */
export function parseExact(text: string): unknown {
  return parse(text);
}

/** An undocumented value as clients may have it: every number a string of its digits, all else as it came. */
export function numbersToStrings(value: unknown): unknown {
  if (isLosslessNumber(value)) return plainOrOwn(value.value);
  if (Array.isArray(value)) return value.map(numbersToStrings);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, numbersToStrings(member)]));
}

// A number that nobody documented must not take the order with it, however long it would be in plain notation.
function plainOrOwn(text: string): string {
  try {
    return toPlainDecimal(text);
  } catch {
    return text;
  }
}

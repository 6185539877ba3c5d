/** A field's arguments, coerced by graphql-js as seldom as the result can't differ. */
import { type FieldNode, type GraphQLField, getArgumentValues, Kind } from 'graphql';
import type { Run } from './execution-run.js';

type Arguments = Record<string, unknown>;

/** @returns what makes a resolver's arguments, a new object for each call. It throws as `getArgumentValues` does. */
export function argumentsOf(field: GraphQLField<unknown, unknown>, node: FieldNode): (run: Run) => Arguments {
  if (field.args.length === 0) return none;

  const constant = constantArguments(field, node);
  if (constant) return () => ({ ...constant });

  return (run) => {
    const known = run.argumentsOf.get(node);
    if (known) return { ...known };
    const args = getArgumentValues(field, node, run.variableValues);
    // Below a list this is the same for each of its members; but an object or a list is its resolver's own.
    if (isFlat(args)) run.argumentsOf.set(node, { ...args });
    return args;
  };
}

const none = (): Arguments => ({});

function constantArguments(field: GraphQLField<unknown, unknown>, node: FieldNode): Arguments | undefined {
  const isVariable = node.arguments?.some(({ value: { kind } }) => !LITERALS.has(kind));
  if (isVariable) return undefined;
  try {
    const args = getArgumentValues(field, node);
    return isFlat(args) ? args : undefined;
  } catch {
    return undefined; // Each call is to fail, in its own place.
  }
}

const LITERALS: ReadonlySet<Kind> = new Set([Kind.INT, Kind.FLOAT, Kind.STRING, Kind.BOOLEAN, Kind.ENUM, Kind.NULL]);

const isFlat = (args: Arguments): boolean =>
  Object.values(args).every((value) => typeof value !== 'object' || value === null);

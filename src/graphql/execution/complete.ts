/** From what a resolver gave to what the answer shows, by type: "Value Completion" of the GraphQL specification. */
import {
  type FieldNode,
  GraphQLError,
  type GraphQLLeafType,
  type GraphQLOutputType,
  isLeafType,
  isListType,
  isNonNullType,
  isNullableType,
  locatedError,
  type ResponsePath,
  responsePathAsArray,
} from 'graphql';
import type { Run } from './execution-run.js';
import { Future, isThenable, Later, Parts } from './pending-value.js';

/** @returns the answer's value or a {@link Later}. @throws whatever makes the value fail. */
export type Complete = (run: Run, value: unknown, path: ResponsePath | undefined) => unknown;

/** The field that values are completed for. */
export interface Field {
  /** Such as `Wallet.balance`. */
  readonly name: string;
  readonly nodes: readonly FieldNode[];
  readonly completeObject: Complete;
}

export function completerOf(type: GraphQLOutputType, field: Field): Complete {
  if (isNonNullType(type)) return orThrow(completerOf(type.ofType, field), field);
  if (isListType(type)) return orNull(listCompleter(type.ofType, field));
  return orNull(isLeafType(type) ? leafCompleter(type) : field.completeObject);
}

function orThrow(complete: Complete, field: Field): Complete {
  return (run, value, path) => {
    const completed = complete(run, value, path);
    if (completed === null) throw new Error(`Cannot return null for non-nullable field ${field.name}.`);
    return completed;
  };
}

function orNull(complete: Complete): Complete {
  return (run, value, path) => {
    if (value === null || value === undefined) return null;
    if (value instanceof Error) throw value;
    return complete(run, value, path);
  };
}

function leafCompleter(type: GraphQLLeafType): Complete {
  return (_run, value) => {
    const serialized: unknown = type.serialize(value);
    if (serialized === null || serialized === undefined) throw new Error(`${type.name} made nothing of a value.`);
    return serialized;
  };
}

function listCompleter(itemType: GraphQLOutputType, field: Field): Complete {
  const complete = completerOf(itemType, field);
  const isNullable = isNullableType(itemType);
  return (run, list, path) => {
    if (!isIterable(list)) throw new GraphQLError(`Expected Iterable, but did not find one for field "${field.name}".`);

    const values: unknown[] = [];
    let parts: Parts | undefined;
    const items: readonly unknown[] = Array.isArray(list) ? list : Array.from(list);
    for (let index = 0; index < items.length; index += 1) {
      const item = items[index];
      const itemPath = { prev: path, key: index, typename: undefined };
      try {
        const value = completeAt(itemPath, item, complete, field, run);
        values.push(value);
        if (!(value instanceof Later)) continue;
        parts ??= new Parts(values);
        parts.await(value, run, index, isNullable);
      } catch (error) {
        const located = locate(error, field, itemPath);
        if (!isNullable) {
          parts?.abandon();
          throw located;
        }
        run.errors.push(located);
        values.push(null);
      }
    }
    return parts ?? values;
  };
}

/** As {@link Complete}, for what may be a promise. */
export function completeAt(path: ResponsePath, value: unknown, complete: Complete, field: Field, run: Run): unknown {
  if (!isThenable(value)) return complete(run, value, path);
  return new Future(
    value,
    (current, result) => complete(current, result, path),
    (error) => locate(error, field, path),
  );
}

export const locate = (error: unknown, { nodes }: Field, path: ResponsePath): GraphQLError =>
  locatedError(error, nodes, responsePathAsArray(path));

const isIterable = (value: unknown): value is Iterable<unknown> =>
  typeof value === 'object' &&
  value !== null &&
  Symbol.iterator in value &&
  typeof value[Symbol.iterator] === 'function';

/** The REST calls that an operation can cost, by `rest-costs.ts`: found once for each operation, then counted for each request's variables. */
import { type ArgumentNode, Kind, print, type ValueNode } from 'graphql';

/** Coerced. */
export type Variables = Readonly<Record<string, unknown>>;

/** A number that may hang on a variable. */
export type Factor = number | ((variables: Variables) => number);

/** `@skip` and `@include` by a variable. */
export interface Condition {
  variable: string;
  is: boolean;
}

/** What is read of each object of a group. */
export interface Read {
  /** Equal keys are one read. */
  key: string;
  /** How many calls, multiplied. */
  factors: readonly Factor[];
  conditions: readonly Condition[];
}

/** @returns the most REST calls that these reads can be. */
export function countCalls(reads: readonly Read[], variables: Variables): number {
  const counted = new Map<string, number>();
  let calls = 0;
  for (const { key, factors, conditions } of reads) {
    if (conditions.some(({ variable, is }) => variables[variable] !== is)) continue;
    const before = counted.get(key) ?? 0;
    const count = factors.reduce<number>((product, factor) => product * resolve(factor, variables), 1);
    if (count <= before) continue;
    counted.set(key, count);
    calls += count - before;
  }
  return calls;
}

const resolve = (factor: Factor, variables: Variables): number =>
  typeof factor === 'number' ? factor : factor(variables);

/** How many objects a page holds. @param fallback Where the argument isn't given, or is a variable that isn't. */
export function pageSizeFactor(args: readonly ArgumentNode[], fallback: number): Factor {
  const value = argumentNamed('first', args);
  if (value?.kind === Kind.INT) return Number(value.value);
  if (value?.kind !== Kind.VARIABLE) return fallback;
  return (variables) => (variables[value.name.value] as number | null | undefined) ?? fallback;
}

/**
 * How many calls a page is: one for each page of the REST API that its entries fill, and one for the page that holds the entry of its cursor.
 *
 * @param entries As {@link pageSizeFactor}. @param maxPageSize `UPSTREAM_MAX_PAGE_SIZE`
 */
export function pageCallsFactor(args: readonly ArgumentNode[], entries: Factor, maxPageSize: number): Factor {
  const after = argumentNamed('after', args);
  const isSent = (variables: Variables): boolean =>
    after?.kind === Kind.VARIABLE ? variables[after.name.value] != null : !!after && after.kind !== Kind.NULL;
  return (variables) => Math.ceil(resolve(entries, variables) / maxPageSize) + (isSent(variables) ? 1 : 0);
}

/** How many different ids a list holds. A single value is a list of one, as GraphQL has it. */
export function idsFactor(name: string, args: readonly ArgumentNode[]): Factor {
  const value = argumentNamed(name, args);
  if (value?.kind === Kind.LIST) return new Set(value.values.map(print)).size;
  if (value?.kind !== Kind.VARIABLE) return 1;
  return (variables) => {
    const ids = variables[value.name.value];
    return Array.isArray(ids) ? new Set(ids).size : 1;
  };
}

/** The number of different entities of one type in `representations`. */
export function entitiesFactor(typeName: string, args: readonly ArgumentNode[] = []): Factor {
  const value = argumentNamed('representations', args);
  // Of literals, which routers do not send, each counts for each type.
  if (value?.kind === Kind.LIST) return value.values.length;
  if (value?.kind !== Kind.VARIABLE) return 1;
  return (variables) => {
    const all = (variables[value.name.value] ?? []) as readonly { __typename: string }[];
    return new Set(all.filter(({ __typename }) => __typename === typeName).map((each) => JSON.stringify(each))).size;
  };
}

/** One, if there is any. */
export const anyFactor =
  (factor: Factor): Factor =>
  (variables) =>
    Math.min(1, resolve(factor, variables));

const argumentNamed = (name: string, args: readonly ArgumentNode[]): ValueNode | undefined =>
  args.find((argument) => argument.name.value === name)?.value;

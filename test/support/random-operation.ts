/** Operations made at random from a schema: valid ones, and ones that nobody would send. */
import {
  type GraphQLField,
  type GraphQLInputType,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLSchema,
  getNamedType,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  isObjectType,
} from 'graphql';

/** From 0 to below 1. */
export type Random = () => number;

/** The same numbers for the same seed (mulberry32). */
export function randomFrom(seed: number): Random {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

export interface Operation {
  query: string;
  variables: Record<string, unknown>;
}

const MAX_DEPTH = 5;
/** How often a value is one that doesn't fit. */
const ODD = 0.05;
const ODD_VALUES = [
  'null',
  '-1',
  '1e999',
  '"',
  '{}',
  '[]',
  '[[[1]]]',
  '"\\u0000"',
  '$missing',
  'UNKNOWN',
  '{ __proto__: 1 }',
];

/** @param values Texts of each scalar that mean something, by its name. */
export function randomOperation(
  schema: GraphQLSchema,
  random: Random,
  values: Readonly<Record<string, readonly string[]>>,
): Operation {
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T;
  const types: [string, GraphQLObjectType | null | undefined][] = [
    ['query', schema.getQueryType()],
    ['query', schema.getQueryType()],
    ['mutation', schema.getMutationType()],
  ];
  const variables: Record<string, unknown> = {};
  const definitions: string[] = [];

  const input = (type: GraphQLInputType): string => {
    if (random() < ODD) return pick(ODD_VALUES);
    if (isNonNullType(type)) return input(type.ofType);
    if (isListType(type))
      return `[${Array.from({ length: Math.floor(random() * 4) }, () => input(type.ofType)).join(', ')}]`;
    if (isEnumType(type)) return pick(type.getValues()).name;
    if (isInputObjectType(type)) {
      const fields = Object.values(type.getFields()).filter((field) => isNonNullType(field.type) || random() < 0.5);
      return `{ ${fields.map((field) => `${field.name}: ${input(field.type)}`).join(', ')} }`;
    }
    return pick(values[type.name] ?? ['"x"']);
  };
  const argument = (name: string, type: GraphQLInputType): string => {
    if (getNamedType(type).name !== 'ID' || isListType(type) || random() < 0.7) return `${name}: ${input(type)}`;
    const variable = `v${definitions.length}`;
    definitions.push(`$${variable}: ${type}`);
    variables[variable] = pick<unknown>(['wal_c1f0aa', 'x', '', null, 7, {}, ['a']]);
    return `${name}: $${variable}`;
  };
  const field = ({ name, args, type }: GraphQLField<unknown, unknown>, depth: number): string => {
    const given = args.filter((arg) => isNonNullType(arg.type) || random() < 0.4);
    const list = given.length > 0 ? `(${given.map((arg) => argument(arg.name, arg.type)).join(', ')})` : '';
    const alias = random() < 0.2 ? `${pick(['a', 'b', 'c'])}: ` : '';
    const directive = random() < 0.05 ? ` @${pick(['skip', 'include'])}(if: ${pick(['true', 'false'])})` : '';
    return `${alias}${name}${list}${directive}${selection(type, depth)}`;
  };
  const selection = (type: GraphQLOutputType, depth: number): string => {
    const named = getNamedType(type);
    if (!isObjectType(named)) return random() < 0.01 ? ' { x }' : '';
    const fields = Object.values(named.getFields()).filter(
      (candidate) => depth < MAX_DEPTH || !isObjectType(getNamedType(candidate.type)),
    );
    const chosen = Array.from({ length: 1 + Math.floor(random() * 4) }, () => pick(fields)).filter(
      (one) => one !== undefined,
    );
    const parts = chosen.map((one) => field(one, depth + 1));
    if (random() < 0.2 || parts.length === 0) parts.push('__typename');
    if (random() < 0.1) parts.push(`... on ${named.name} { __typename }`);
    return ` { ${parts.join(' ')} }`;
  };

  const [keyword, root] = pick(types);
  const body = root ? selection(root, 0) : '{ __typename }';
  return { query: `${keyword} ${definitions.length > 0 ? `(${definitions.join(', ')})` : ''}${body}`, variables };
}

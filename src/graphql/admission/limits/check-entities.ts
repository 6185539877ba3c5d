/** `LIMIT_ENTITIES`: bounds what a router asks for with `_entities`, which it batches beyond the limits for clients. */
import { type ArgumentNode, type GraphQLInputType, type GraphQLList, getNamedType, Kind } from 'graphql';
import { type Limits, pastLimit } from './limits.js';

export const ENTITIES_FIELD = '_entities';
const REPRESENTATIONS = 'representations';
const REPRESENTATION_TYPE = '_Any';

export const isEntityList = ({ name }: ArgumentNode): boolean => name.value === REPRESENTATIONS;

/** Checks the length of one list in an argument or a variable. @throws {GatewayError} `LIMIT_EXCEEDED` */
export function checkLength(
  items: readonly unknown[],
  type: GraphQLList<GraphQLInputType>,
  limits: Readonly<Limits>,
): void {
  const limit = getNamedType(type).name === REPRESENTATION_TYPE ? 'entities' : 'list';
  if (items.length > limits[limit]) throw pastLimit(limit, limits);
}

/**
 * Checks all lists of an operation together. An empty one counts as one, since its field takes work too.
 *
 * @param variables Coerced variables.
 * @throws {GatewayError} `LIMIT_EXCEEDED`
 */
export function checkEntities(
  lists: readonly ArgumentNode[],
  variables: Readonly<Record<string, unknown>>,
  limits: Readonly<Limits>,
): void {
  const entities = lists.reduce((sum, { value }) => sum + Math.max(1, lengthOf(value, variables)), 0);
  if (entities > limits.entities) throw pastLimit('entities', limits);
}

function lengthOf(value: ArgumentNode['value'], variables: Readonly<Record<string, unknown>>): number {
  if (value.kind === Kind.LIST) return value.values.length;
  const list = value.kind === Kind.VARIABLE ? variables[value.name.value] : undefined;
  return Array.isArray(list) ? list.length : 1;
}

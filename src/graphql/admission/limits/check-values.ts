/** Limits on the values of variables, before they are coerced. */
import {
  type GraphQLInputObjectType,
  type GraphQLInputType,
  type GraphQLSchema,
  isInputObjectType,
  isInputType,
  isListType,
  isNonNullType,
  type OperationDefinitionNode,
  typeFromAST,
} from 'graphql';
import { badUserInput } from '../../../common/gateway-error.js';
import { firstCharacters } from '../../../common/text.js';
import { checkLength } from './check-entities.js';
import { type Limits, pastLimit } from './limits.js';

/** @throws {GatewayError} `LIMIT_EXCEEDED`, `BAD_USER_INPUT`. What no variable is declared for isn't looked at, by nobody. */
export function checkVariables(
  schema: GraphQLSchema,
  { variableDefinitions = [] }: OperationDefinitionNode,
  values: Readonly<Record<string, unknown>>,
  limits: Readonly<Limits>,
): void {
  for (const { variable, type: typeNode } of variableDefinitions) {
    const value = values[variable.name.value];
    if (typeof value !== 'object' || value === null) continue;
    const type = typeFromAST(schema, typeNode);
    checkValue(value, isInputType(type) ? type : undefined, limits);
  }
}

/** @param type Undefined where the schema has none for it: validation says so. */
function checkValue(
  value: unknown,
  type: GraphQLInputType | undefined,
  limits: Readonly<Limits>,
  depth: number = 1,
): void {
  if (typeof value !== 'object' || value === null) return;
  if (type && isNonNullType(type)) {
    checkValue(value, type.ofType, limits, depth);
  } else if (type && isListType(type)) {
    const items: unknown[] = Array.isArray(value) ? value : [value];
    checkLength(items, type, limits);
    for (const item of items) checkValue(item, type.ofType, limits, depth);
  } else if (type && isInputObjectType(type) && !Array.isArray(value)) {
    if (depth > limits.inputDepth) throw pastLimit('inputDepth', limits);
    const fields = type.getFields();
    const members = Object.entries(value);
    if (members.length > Object.keys(fields).length) refuseUnknown(members, type);
    for (const [name, member] of members) checkValue(member, fields[name]?.type, limits, depth + 1);
  } else {
    checkJson(value, limits);
  }
}

/** GraphQL would print all of the value with each member that it doesn't know. */
function refuseUnknown(members: readonly [string, unknown][], type: GraphQLInputObjectType): void {
  const unknown = members.find(([name]) => !type.getFields()[name]);
  if (unknown) throw badUserInput(`Field "${firstCharacters(unknown[0], 100)}" is not defined by type "${type.name}".`);
}

/** @param depth The level that the value stands on. @throws {GatewayError} `LIMIT_EXCEEDED` */
export function checkJson(value: unknown, limits: Readonly<Limits>, depth: number = 1): void {
  if (typeof value !== 'object' || value === null) return;
  if (depth > limits.inputDepth) throw pastLimit('inputDepth', limits);
  if (Array.isArray(value) && value.length > limits.list) throw pastLimit('list', limits);
  for (const member of Object.values(value)) checkJson(member, limits, depth + 1);
}

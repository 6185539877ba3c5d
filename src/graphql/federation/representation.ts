/** The scalar `_Any`: a router's reference to an entity. */
import {
  BREAK,
  type GraphQLScalarType,
  type GraphQLSchema,
  isScalarType,
  type ValueNode,
  valueFromASTUntyped,
  visit,
} from 'graphql';
import { badUserInput } from '../../common/gateway-error.js';
import { isObject } from '../../common/is-object.js';
import { ENTITY_KEYS, type EntityName, isEntityName } from './federation-sdl.js';

/** The type and the key of an entity, without whatever else the router sent. */
export type Representation = Readonly<Record<string, string>> & { readonly __typename: EntityName };

/** Adds the coercion of `_Any`, in place, as that of other scalars. */
export function addRepresentationCoercion(schema: GraphQLSchema): void {
  const any = schema.getType('_Any') as GraphQLScalarType;
  if (!isScalarType(any)) throw new Error('the schema has no scalar _Any');
  any.parseValue = (value) => toRepresentation(value);
  any.parseLiteral = (node, variables) => {
    const value = valueFromASTUntyped(node, variables);
    // Validation knows no variables. A literal that has one is checked when it is executed.
    return !variables && hasVariable(node) ? value : toRepresentation(value);
  };
}

function hasVariable(node: ValueNode): boolean {
  let isFound = false;
  visit(node, {
    Variable: () => {
      isFound = true;
      return BREAK;
    },
  });
  return isFound;
}

/** @throws {GatewayError} `BAD_USER_INPUT` */
export function toRepresentation(value: unknown): Representation {
  if (!isObject(value)) throw badUserInput('A representation must be an object.');
  const { __typename } = value;
  if (!isEntityName(__typename))
    throw badUserInput(`A representation must have a "__typename" of ${Object.keys(ENTITY_KEYS).join(', ')}.`);
  const key = ENTITY_KEYS[__typename].map((name) => {
    const member = value[name];
    // An ID can be a number in the JSON of another subgraph.
    const text = Number.isSafeInteger(member) ? String(member) : member;
    if (typeof text !== 'string')
      throw badUserInput(`A representation of ${__typename} must have a text as "${name}".`);
    return [name, text];
  });
  return { __typename, ...Object.fromEntries(key) };
}

/** A schema whose every field has a value, so that each part of a selection is reached. */
import {
  type GraphQLOutputType,
  type GraphQLSchema,
  isAbstractType,
  isEnumType,
  isListType,
  isNonNullType,
  isObjectType,
  isScalarType,
} from 'graphql';

const SCALARS: Readonly<Record<string, unknown>> = {
  Int: 1,
  Boolean: true,
  JSONObject: {},
  DateTime: '2025-12-03T17:07:48Z',
};

/** Gives each field a resolver that makes one entry of a list, and an object without members. */
export function everyFieldResolves(schema: GraphQLSchema): GraphQLSchema {
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type) || type.name.startsWith('__')) continue;
    for (const field of Object.values(type.getFields())) field.resolve = () => exampleOf(schema, field.type);
  }
  return schema;
}

function exampleOf(schema: GraphQLSchema, type: GraphQLOutputType): unknown {
  if (isNonNullType(type)) return exampleOf(schema, type.ofType);
  if (isListType(type)) return [exampleOf(schema, type.ofType)];
  if (isEnumType(type)) return type.getValues()[0]?.value;
  if (isAbstractType(type)) return { __typename: schema.getPossibleTypes(type)[0]?.name };
  return isScalarType(type) ? (SCALARS[type.name] ?? '1') : {};
}

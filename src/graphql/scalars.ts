/** The schema's own scalars. */
import { type ASTNode, GraphQLError, GraphQLScalarType, Kind, type ValueNode } from 'graphql';

// Both are checked where the REST API's answer is decoded; here they are only passed on.
export const DecimalScalar = new GraphQLScalarType<string, string>({ name: 'Decimal' });
export const DateTimeScalar = new GraphQLScalarType<string, string>({ name: 'DateTime' });

export const JSONObjectScalar = new GraphQLScalarType<Record<string, unknown>, Record<string, unknown>>({
  name: 'JSONObject',
  parseValue: (value) => toObject(value),
  parseLiteral: (node, variables) => toObject(toValue(node, variables ?? {}), node),
});

function toObject(value: unknown, node?: ASTNode): Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw refuse('must be a JSON object.', node);
  checkNumbers(value, node);
  return value as Record<string, unknown>;
}

/** A number that has lost digits on its way here must not be passed on as if it were the client's. */
function checkNumbers(value: unknown, node: ASTNode | undefined): void {
  if (typeof value === 'number' && Number.isInteger(value) && !Number.isSafeInteger(value)) {
    throw refuse('holds a number with too many digits; send it as a string.', node);
  }
  if (typeof value === 'object' && value !== null)
    for (const member of Object.values(value)) checkNumbers(member, node);
}

function toValue(node: ValueNode, variables: Record<string, unknown>): unknown {
  switch (node.kind) {
    case Kind.OBJECT:
      return Object.fromEntries(node.fields.map(({ name, value }) => [name.value, toValue(value, variables)]));
    case Kind.LIST:
      return node.values.map((item) => toValue(item, variables));
    case Kind.INT:
    case Kind.FLOAT:
      return Number(node.value);
    case Kind.NULL:
      return null;
    case Kind.VARIABLE:
      return variables[node.name.value];
    default:
      return node.value;
  }
}

const refuse = (reason: string, node: ASTNode | undefined): GraphQLError =>
  new GraphQLError(`A JSONObject ${reason}`, { nodes: node ?? null, extensions: { code: 'BAD_USER_INPUT' } });

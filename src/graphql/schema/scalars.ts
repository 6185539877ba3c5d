/** Coercion of the schema's own scalars. */
import { type ASTNode, GraphQLError, type GraphQLSchema, isScalarType, Kind, type ValueNode } from 'graphql';

/**
 * Adds coercion to `JSONObject`, in place, since a new scalar would lose its SDL description. `Decimal` and `DateTime` need none: they are never
 * inputs, and the REST client checks them while decoding.
 */
export function addScalarCoercion(schema: GraphQLSchema): void {
  const jsonObject = schema.getType('JSONObject');
  if (!isScalarType(jsonObject)) throw new Error('the schema has no scalar JSONObject');
  jsonObject.parseValue = (value) => toObject(value);
  jsonObject.parseLiteral = (node, variables) => toObject(toValue(node, variables ?? {}), node);
}

function toObject(value: unknown, node?: ASTNode): Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw refuse('must be a JSON object.', node);
  check(value, node);
  return value as Record<string, unknown>;
}

/** Rejects numbers that have lost digits. The request limits have already bounded the nesting. */
function check(value: unknown, node: ASTNode | undefined): void {
  if (typeof value === 'number' && !isFaithful(value)) throw refuse(TOO_LONG, node);
  if (typeof value !== 'object' || value === null) return;
  for (const member of Object.values(value)) check(member, node);
}

const isFaithful = (number: number): boolean =>
  Number.isFinite(number) && (!Number.isInteger(number) || Number.isSafeInteger(number));

const TOO_LONG = 'holds a number with too many digits; send it as a string.';
/** The number of digits that a JavaScript number always holds exactly. */
const SAFE_DIGITS = 15;

function toValue(node: ValueNode, variables: Record<string, unknown>): unknown {
  switch (node.kind) {
    case Kind.OBJECT:
      return Object.fromEntries(node.fields.map(({ name, value }) => [name.value, toValue(value, variables)]));
    case Kind.LIST:
      return node.values.map((item) => toValue(item, variables));
    case Kind.INT:
    case Kind.FLOAT:
      return toNumber(node.value, node);
    case Kind.NULL:
      return null;
    case Kind.VARIABLE:
      return variables[node.name.value];
    default:
      return node.value;
  }
}

function toNumber(text: string, node: ASTNode): number {
  const number = Number(text);
  const [mantissa = ''] = text.split(/[eE]/);
  const digits = mantissa.replace(/^[-0.]+|\./g, '');
  if (!Number.isFinite(number) || (digits.length > SAFE_DIGITS && !Number.isSafeInteger(number)))
    throw refuse(TOO_LONG, node);
  return number;
}

const refuse = (reason: string, node: ASTNode | undefined): GraphQLError =>
  new GraphQLError(`A JSONObject ${reason}`, { nodes: node ?? null, extensions: { code: 'BAD_USER_INPUT' } });
